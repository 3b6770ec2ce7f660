using System.Buffers;
using System.Text;

namespace Aggregator.Ledgers;

/// <summary>Changes as lines of their table, and back.</summary>
internal static class ChangeBytes
{
    /// <summary>The body goes into <paramref name="bytes"/>, which is emptied first.</summary>
    public static (long Position, long Moment) Write(ArrayBufferWriter<byte> bytes, Change change)
    {
        bytes.ResetWrittenCount();
        switch (change)
        {
            case StandingChange { Standing: var standing }:
                StandingBytes.Write(bytes, standing);
                return (standing.Position, 0);
            case FilmChange film:
                bytes.Write(FactWriter.Write(new FilmRegistered(film.Film), null));
                return (film.Position, film.RecordedAt.ToUnixTimeMilliseconds());
            case FilmMergeChange { Merge: var merge, IsMerged: var isMerged }:
                bytes.Write(FactWriter.Write(new FilmsMerged(merge.From, merge.Into), null));
                return (merge.Position, isMerged ? 1 : 0);
            case CriticChange critic:
                bytes.Write(FactWriter.Write(critic));
                return (critic.Position, 0);
            case SeasonChange { Totals: var totals }:
                StandingBytes.Write(bytes, totals);
                return (totals.Position, 0);
            case KeyChange key:
                bytes.Write(Encoding.UTF8.GetBytes(key.KeyId));
                return (0, 0);
            default:
                throw new InvalidOperationException($"No line holds a {change.GetType().Name}.");
        }
    }

    public static Change Read(this StoredChange stored, Roster<FilmId> films) => stored.Kind switch
    {
        ChangeKind.Standing => new StandingChange(
            StandingBytes.Read(films[stored.Key], stored.Position, stored.Body))
        {
            Revision = stored.Revision,
        },
        ChangeKind.Film => new FilmChange(
            Film(stored.Body), stored.Position, DateTimeOffset.FromUnixTimeMilliseconds(stored.Moment))
        {
            Revision = stored.Revision,
        },
        ChangeKind.Critic => Critic(stored.Body, stored.Position) with { Revision = stored.Revision },
        ChangeKind.FilmMerge => new FilmMergeChange(
            Merge(stored.Body, stored.Position), IsMerged: stored.Moment != 0)
        {
            Revision = stored.Revision,
        },
        ChangeKind.Season => new SeasonChange(StandingBytes.ReadTotals(stored.Body))
        {
            Revision = stored.Revision,
        },
        ChangeKind.Key => new KeyChange(Encoding.UTF8.GetString(stored.Body))
        {
            Revision = stored.Revision,
        },
        _ => throw new LedgerFormatException($"A change of kind {stored.Kind} is not known."),
    };

    public static Film Film(ReadOnlySpan<byte> body) =>
        ((FilmRegistered)FactReader.Read(FactKinds.FilmRegistered, body)).Film;

    private static FilmMerge Merge(ReadOnlySpan<byte> body, long position)
    {
        var merged = (FilmsMerged)FactReader.Read(FactKinds.FilmsMerged, body);
        return new FilmMerge(merged.From, merged.Into, position);
    }

    private static CriticChange Critic(ReadOnlySpan<byte> body, long position)
    {
        var (critic, into) = FactReader.ReadCritic(body);
        return new CriticChange(critic, position) { MergedInto = into };
    }
}
