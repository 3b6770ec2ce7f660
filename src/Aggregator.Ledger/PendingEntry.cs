using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Aggregator.Ledgers;

/// <summary>
/// A draft on its way: its bytes are made on the caller's thread, its number and links by the writer.
/// </summary>
internal sealed class PendingEntry
{
    private const int SaltLength = 16;
    private const int ActorsKnownMax = 4096;
    private static readonly ConcurrentDictionary<string, byte[]> ActorsKnown = new(StringComparer.Ordinal);

    private PendingEntry(Draft draft, byte[] body, byte[]? salt, byte[]? text) =>
        (Fact, Actor, Body, Salt, Text, Touched, DecidedAt, IsApart, Known, Title) =
        (draft.Fact, ActorBytes(draft.Actor), body, salt, text, TouchedBy(draft.Fact), draft.DecidedAt,
            draft.IsApart, draft.Known, TitleGiven(draft));

    public Fact Fact { get; }

    public byte[] Actor { get; }

    public byte[] Body { get; }

    public byte[]? Salt { get; }

    public byte[]? Text { get; }

    /// <summary>
    /// Films that a list entry touches: those on it and those dropped; and those that a merge names.
    /// </summary>
    public FilmId[] Touched { get; }

    /// <summary>
    /// The film's position that a verdict was decided on, the critic's that a merge was, or everybody's that
    /// a film's title was, if it matters.
    /// </summary>
    public long? DecidedAt { get; }

    /// <summary>Whether it was decided beside the film's grain.</summary>
    public bool IsApart { get; }

    /// <summary>What was known of whom it registers or revises, if it matters.</summary>
    public Known? Known { get; }

    /// <summary>A digest of the title and year that it gives a film, if the film had others.</summary>
    public long? Title { get; }

    /// <summary>It is in the ledger, perhaps from before there was a rule that would refuse it now.</summary>
    public bool IsStored { get; private init; }

    public long Position { get; set; }

    public long RecordedAt { get; set; }

    /// <summary>The key of the critic who speaks or is registered; -1 if nobody.</summary>
    public int Critic { get; set; } = -1;

    /// <summary>Keys of the films it touches.</summary>
    public int[] Films { get; set; } = [];

    /// <summary>Of a fact about one film, the position of that film's entry before.</summary>
    public long Previous { get; set; }

    public Refusal? Refusal { get; set; }

    /// <summary>What a list entry did to its season's counts.</summary>
    public ListTurn? Turn { get; set; }

    /// <summary>
    /// Heads of lists that a merge gave to another critic; they are counted once, as before.
    /// </summary>
    public ListTurn[] Moved { get; set; } = [];

    /// <summary>The critic who was merged: the key, and what is known of the critic from then on.</summary>
    public (int Key, CriticChange Change)? Merged { get; set; }

    /// <summary>
    /// The film that was merged or split off: the key, and what is known of it from then on.
    /// </summary>
    public (int Key, FilmMergeChange Change)? FilmMerged { get; set; }

    /// <summary>The key of a critic who was registered or merged, and what is known now.</summary>
    public (int Key, CriticChange Change)? CriticChanged => Fact is CriticRegistered { Critic: var critic }
        ? (Critic, new CriticChange(critic, Position))
        : Merged;

    /// <summary>All heads of lists that it moves.</summary>
    public IEnumerable<ListTurn> Heads => Turn is null ? Moved : Moved.Append(Turn);

    public static PendingEntry Of(Draft draft)
    {
        if (draft.Text is not { IsEmpty: false } words)
            return new PendingEntry(draft, FactWriter.Write(draft.Fact, null), null, null);

        var text = FactWriter.Write(words);
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new PendingEntry(draft, FactWriter.Write(draft.Fact, Digest(salt, text)), salt, text);
    }

    /// <summary>An entry that is in the ledger already, to be admitted once more.</summary>
    public static PendingEntry Stored(Fact fact, StoredEntry stored) =>
        new(new Draft(stored.Actor, fact), stored.Body, null, null)
        {
            Position = stored.Position,
            RecordedAt = stored.RecordedAt,
            IsStored = true,
        };

    /// <summary>SHA-256 of salt ‖ text, in lower-case hex.</summary>
    public static string Digest(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> text)
    {
        var salted = new byte[salt.Length + text.Length];
        salt.CopyTo(salted);
        text.CopyTo(salted.AsSpan(salt.Length));
        return Convert.ToHexStringLower(SHA256.HashData(salted));
    }

    public Receipt Receipt() => Refusal is not null
        ? new Receipt { Refusal = Refusal }
        : new Receipt
        {
            Position = Position,
            RecordedAt = DateTimeOffset.FromUnixTimeMilliseconds(RecordedAt),
            Previous =
                Fact is FilmRegistered or FilmRevised or VerdictRecorded or VerdictWithdrawn ? Previous : 0,
        };

    /// <summary>Tells what is known from then on of each thing that it changes, but for standings.</summary>
    public void TellTo(IHearsChanges hearer)
    {
        var film = Fact switch
        {
            FilmRegistered registered => registered.Film,
            FilmRevised revised => revised.Film,
            _ => null,
        };
        if (film is not null)
        {
            var since = DateTimeOffset.FromUnixTimeMilliseconds(hearer.RegisteredAt(Films[0]));
            hearer.Hear(new FilmChange(film, Position, since), ChangeKind.Film, Films[0]);
        }

        if (CriticChanged is var (critic, change)) hearer.Hear(change, ChangeKind.Critic, critic);
        if (FilmMerged is var (merged, merge)) hearer.Hear(merge, ChangeKind.FilmMerge, merged);
        if (Turn is { } turn)
            hearer.Hear(new SeasonChange(hearer.Count(turn)), ChangeKind.Season, turn.Year);
    }

    private static FilmId[] TouchedBy(Fact fact) => fact switch
    {
        ListPublished { Dropped.IsDefaultOrEmpty: true } published => [.. published.List.Films],
        ListPublished published => [.. published.List.Films.Concat(published.Dropped).Distinct()],
        ListWithdrawn { Dropped.IsDefaultOrEmpty: false } withdrawn => [.. withdrawn.Dropped],
        CriticsMerged merged => [.. merged.Films],
        _ => [],
    };

    private static long? TitleGiven(Draft draft) => draft.Fact switch
    {
        FilmRegistered registered => FilmDigest.OfTitle(registered.Film),
        FilmRevised { Film: var film } when draft.Known?.Film?.IsCalledAs(film) != true =>
            FilmDigest.OfTitle(film),
        _ => null,
    };

    private static byte[] ActorBytes(string actor)
    {
        if (ActorsKnown.TryGetValue(actor, out var bytes)) return bytes;
        bytes = Encoding.UTF8.GetBytes(actor);
        if (ActorsKnown.Count < ActorsKnownMax) ActorsKnown.TryAdd(actor, bytes);
        return bytes;
    }
}

/// <summary>A list's head before and after an entry.</summary>
internal sealed record ListTurn(int Critic, int Year, ListState? Before, ListState After);

/// <summary>The head of one critic's list of one year.</summary>
internal readonly record struct ListState(long Position, CriticKind Kind, bool Stands);
