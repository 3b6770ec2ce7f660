using System.Runtime.InteropServices;

namespace Aggregator.Grains.Wire;

/// <summary>
/// Any one change, flat: exactly one of film, critic, standing, season, key and merge is there. Flat, because
/// a closed set of six needs no type names on the wire.
/// </summary>
[GenerateSerializer, Alias("change")]
internal struct ChangeWire
{
    [Id(0)] public long Revision;
    [Id(1)] public long Position;
    [Id(2)] public DateTimeOffset RecordedAt;
    [Id(3)] public Film? Film;
    [Id(4)] public Critic? Critic;
    [Id(5)] public Standing? Standing;
    [Id(6)] public SeasonTotals? Season;
    [Id(7)] public string? KeyId;
    [Id(8)] public CriticId? MergedInto;
    [Id(9)] public FilmId? MergedFilm;
    [Id(10)] public FilmId? OtherFilm;
    [Id(11)] public bool IsMerged;

    public static ChangeWire Of(Change change) => change switch
    {
        FilmChange c => new()
        {
            Revision = c.Revision,
            Film = c.Film,
            Position = c.Position,
            RecordedAt = c.RecordedAt,
        },
        CriticChange c => new()
        {
            Revision = c.Revision,
            Critic = c.Critic,
            Position = c.Position,
            MergedInto = c.MergedInto,
        },
        FilmMergeChange c => new()
        {
            Revision = c.Revision,
            Position = c.Merge.Position,
            MergedFilm = c.Merge.From,
            OtherFilm = c.Merge.Into,
            IsMerged = c.IsMerged,
        },
        StandingChange c => new() { Revision = c.Revision, Standing = c.Standing },
        SeasonChange c => new() { Revision = c.Revision, Season = c.Totals },
        KeyChange c => new() { Revision = c.Revision, KeyId = c.KeyId },
        _ => throw new NotSupportedException($"A {change.GetType().Name} has no wire form."),
    };

    public readonly Change ToChange() => this switch
    {
        { Film: { } film } => new FilmChange(film, Position, RecordedAt) { Revision = Revision },
        { Critic: { } critic } => new CriticChange(critic, Position)
        {
            Revision = Revision,
            MergedInto = MergedInto,
        },
        { MergedFilm: { } film, OtherFilm: { } other } =>
            new FilmMergeChange(new(film, other, Position), IsMerged) { Revision = Revision },
        { Standing: { } standing } => new StandingChange(standing) { Revision = Revision },
        { Season: { } totals } => new SeasonChange(totals) { Revision = Revision },
        { KeyId: { } key } => new KeyChange(key) { Revision = Revision },
        _ => throw new NotSupportedException("A newer program sent a change that this one does not know."),
    };
}

[GenerateSerializer, Alias("feed-chunk")]
internal struct FeedChunkWire
{
    [Id(0)] public string Epoch;
    [Id(1)] public long HeadRevision;
    [Id(2)] public long Settled;
    [Id(3)] public ChangeWire[] Changes;
    [Id(4)] public bool ReachesHead;
    [Id(5)] public bool IsCutOff;
}

[RegisterConverter]
internal sealed class FeedChunkConverter : IConverter<FeedChunk, FeedChunkWire>
{
    public FeedChunk ConvertFromSurrogate(in FeedChunkWire wire)
    {
        var changes = ImmutableCollectionsMarshal.AsImmutableArray(
            Array.ConvertAll(wire.Changes, change => change.ToChange()));
        return new(wire.Epoch, wire.HeadRevision, wire.Settled, changes)
        {
            ReachesHead = wire.ReachesHead,
            IsCutOff = wire.IsCutOff,
        };
    }

    public FeedChunkWire ConvertToSurrogate(in FeedChunk chunk) => new()
    {
        Epoch = chunk.Epoch,
        HeadRevision = chunk.HeadRevision,
        Settled = chunk.Settled,
        Changes = Array.ConvertAll(ImmutableCollectionsMarshal.AsArray(chunk.Changes) ?? [], ChangeWire.Of),
        ReachesHead = chunk.ReachesHead,
        IsCutOff = chunk.IsCutOff,
    };
}
