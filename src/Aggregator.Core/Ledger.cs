namespace Aggregator;

/// <summary>A fact on its way into the ledger, with the words of others that go beside it.</summary>
public sealed record Draft(string Actor, Fact Fact, FreeText? Text = null)
{
    /// <summary>
    /// Of a verdict or its withdrawal: the film's position that it was decided on. Refused with
    /// <c>film-moved</c> when another process has recorded a verdict of the film since, or the film or one of
    /// its critics was merged. Of a merge of critics: the position of the critic who goes; refused with
    /// <c>critic-moved</c> when that critic has said anything since. Of what gives a film its title and year:
    /// the position up to which all films were known; refused with <c>film-moved</c> when another call has
    /// given a film the same since. Null asks nothing.
    /// </summary>
    public long? DecidedAt { get; init; }

    /// <summary>
    /// Decided beside the film's own grain: refused with <c>film-moved</c> when anybody, but for drafts of
    /// the same call, has recorded anything of the film since <see cref="DecidedAt"/>; and what the film's
    /// grain decides without having seen it is refused in turn.
    /// </summary>
    public bool IsApart { get; init; }

    /// <summary>
    /// Of what registers or revises a film or critic: what was known when that was decided. Refused with
    /// <c>film-moved</c> or <c>critic-moved</c> when something else is known now, and with <c>unchanged</c>
    /// when it is known just so. Null asks nothing.
    /// </summary>
    public Known? Known { get; init; }
}

/// <summary>A film or critic as somebody knew them; neither where nobody did.</summary>
public sealed record Known(Film? Film, Critic? Critic);

/// <summary>
/// What became of a draft: recorded at <see cref="Position"/> (durable), or refused and nothing recorded.
/// </summary>
public readonly record struct Receipt
{
    public long Position { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>
    /// For a fact about one film: the position of that film's entry before this one (0 if none). A reader
    /// that has applied less has a gap to read. For other facts 0.
    /// </summary>
    public long Previous { get; init; }

    public Refusal? Refusal { get; init; }
}

/// <summary>
/// The end of the ledger. The hash is 32 bytes; the epoch changes when history was rebuilt.
/// </summary>
public sealed record LedgerHead(long Position, ReadOnlyMemory<byte> Hash, string Epoch);

/// <summary>One line of the open record: the exact stored bytes and their place in the hash chain.</summary>
public sealed record LedgerLine(
    long Position, DateTimeOffset RecordedAt, string Kind, string Actor, ReadOnlyMemory<byte> Body,
    ReadOnlyMemory<byte> Hash)
{
    /// <summary>
    /// Whether somebody did it: <c>editor:a1b2c3d4</c>, or <c>a1b2c3d4</c> in whatever role.
    /// </summary>
    public bool IsBy(string who) => Actor == who || Actor.AsSpan(Actor.IndexOf(':') + 1).SequenceEqual(who);
}

/// <summary>An entry with the words that lie beside it, unless they were redacted.</summary>
public sealed record EntryWithText(LedgerEntry Entry, FreeText? Text)
{
    /// <summary>There were words, and they were taken away.</summary>
    public bool IsRedacted { get; init; }
}

/// <summary>
/// That one film is another, and the position of the entry that made it so; the other may be merged further.
/// </summary>
public sealed record FilmMerge(FilmId From, FilmId Into, long Position);

/// <summary>
/// How many lists a season has. <see cref="Position"/> is that of the list entry that made it so: of two
/// totals of one season the one with the higher position is the newer.
/// </summary>
public sealed record SeasonTotals(int Season, int Lists, int Collectives, long Position)
{
    // Most seasons of a young ledger have no lists, and every verdict asks for its season's totals.
    private static readonly SeasonTotals[] WithoutLists =
    [
        .. Enumerable.Range(Scope.SeasonMin, Scope.SeasonMax - Scope.SeasonMin + 1)
            .Select(season => new SeasonTotals(season, 0, 0, 0)),
    ];

    /// <summary>Whether a film is scored with the same N and M by both.</summary>
    public bool CountAs(SeasonTotals other) => (Lists, Collectives) == (other.Lists, other.Collectives);

    /// <summary>No list stands, whether or not one ever did.</summary>
    public bool IsEmpty => Lists + Collectives == 0;

    public static SeasonTotals None(int season) =>
        season is >= Scope.SeasonMin and <= Scope.SeasonMax
            ? WithoutLists[season - Scope.SeasonMin]
            : new(season, 0, 0, 0);
}

/// <summary>
/// The ledger could not be reached or refused to write; nothing of what was asked is known to be done.
/// </summary>
public sealed class LedgerUnavailableException : Exception
{
    public LedgerUnavailableException(string message) : base(message) { }

    public LedgerUnavailableException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>
/// The only state: every fact once, in one total order, durable before it is acknowledged. All methods may be
/// called from any thread and never block the caller on a disk; all throw
/// <see cref="LedgerUnavailableException"/> when the store is away.
/// </summary>
public interface ILedger
{
    /// <summary>
    /// Records each draft or refuses it, independently of the others, in the order given. Completes after
    /// COMMIT (fsync). Refuses: <c>film-exists</c>, <c>film-unknown</c>, <c>critic-unknown</c>,
    /// <c>ref-taken</c>, <c>list-changed</c> (the head moved since the list was decided on),
    /// <c>film-moved</c> and <c>critic-moved</c> (see <see cref="Draft.DecidedAt"/> and
    /// <see cref="Draft.Known"/>), <c>unchanged</c>, <c>critic-merged</c> (a fact names an id for which
    /// another critic answers: see <see cref="Surviving"/>), <c>film-merged</c> (the same of a film: see
    /// <see cref="MergeOf"/>), <c>critic-has-lists</c> (the kind cannot change while a list stands), of a
    /// merge <c>lists-collide</c> and what <see cref="MergeRules"/> refuse, of a split
    /// <c>film-not-merged</c>.
    /// </summary>
    Task<Receipt[]> Append(IReadOnlyList<Draft> drafts, CancellationToken cancel = default);

    /// <summary>The position of a film's latest durable entry, 0 if it is unknown.</summary>
    ValueTask<long> LastPosition(FilmId film, CancellationToken cancel = default);

    /// <summary>
    /// A film's entries after a position, oldest first. Where a merge into the film is among them, so are all
    /// entries of the film that was merged, however old, up to the merge.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerEntry>> FilmEntries(
        FilmId film, long after, CancellationToken cancel = default);

    /// <summary>
    /// Some films as their durable entries make them, in the order asked; one that is unknown has no film.
    /// Costs much less than asking for the entries of each.
    /// </summary>
    ValueTask<FilmTally[]> Tallies(IReadOnlyList<FilmId> films, CancellationToken cancel = default);

    /// <summary>
    /// A critic's entries after a position, oldest first. What others said who were merged into the critic is
    /// found under their own ids: their merges are among these entries.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerEntry>> CriticEntries(
        CriticId critic, long after, CancellationToken cancel = default);

    /// <summary>
    /// The entry that is the head of a critic's list of a year: published, withdrawn, or null. It may have
    /// been published under an id that was merged into the critic, and is found by either.
    /// </summary>
    ValueTask<EntryWithText?> ListHead(CriticId critic, int year, CancellationToken cancel = default);

    /// <summary>The same of several critics, in their order; at the cost of one look at the ledger.</summary>
    ValueTask<IReadOnlyList<EntryWithText?>> ListHeads(
        IReadOnlyList<CriticId> critics, int year, CancellationToken cancel = default);

    /// <summary>The critics who have a standing list of this year, in ordinal order.</summary>
    ValueTask<IReadOnlyList<CriticId>> ListsOf(int season, CancellationToken cancel = default);

    /// <summary>
    /// Every entry about a list of this year, revised and withdrawn ones included, oldest first.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerEntry>> ListEntries(int season, CancellationToken cancel = default);

    /// <summary>
    /// Who answers for an id, durably, and the position of the entry that merged it; the same critic and 0
    /// for one who was never merged, or is not known. From memory.
    /// </summary>
    (CriticId Critic, long MergedAt) Surviving(CriticId critic);

    /// <summary>
    /// Each merge on the way from a critic to who answers for the id, in order; none of one who was never
    /// merged, or is not known. From memory.
    /// </summary>
    IEnumerable<CriticMerge> MergesOf(CriticId critic);

    /// <summary>
    /// Into which film a film was merged, durably; null for one that answers for itself, or is not known.
    /// From memory.
    /// </summary>
    FilmMerge? MergeOf(FilmId film);

    /// <summary>The words beside entries; redacted or wordless entries are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, FreeText>> Texts(
        IReadOnlyList<long> positions, CancellationToken cancel = default);

    /// <summary>
    /// Takes the words beside entries away for good; durable when it completes. The entries and their hashes
    /// stay, with the digest of what was there. Entries without words are passed over.
    /// </summary>
    Task Redact(IReadOnlyList<long> positions, CancellationToken cancel = default);

    /// <summary>A page of the open record, at most <paramref name="countMax"/> lines.</summary>
    ValueTask<IReadOnlyList<LedgerLine>> Lines(long after, int countMax, CancellationToken cancel = default);

    /// <summary>The durable head, from memory.</summary>
    ValueTask<LedgerHead> Head(CancellationToken cancel = default);

    /// <summary>The totals of a season as of the durable head, from memory.</summary>
    SeasonTotals Totals(int season);

    /// <summary>The totals of every season that has or had a list, from memory.</summary>
    IReadOnlyList<SeasonTotals> Seasons();

    /// <summary>
    /// Saves a film's standing unless what is there is newer; false then, and the caller scores again from
    /// the ledger. "Newer": neither position, calibration nor totals' position may be older than what is
    /// there, and one must be newer; an equal one answers true and changes nothing. Written behind: a crash
    /// before the next flush loses it, and settling makes it again.
    /// </summary>
    ValueTask<bool> Save(Standing standing, CancellationToken cancel = default);

    /// <summary>The standings of films whose home season this is.</summary>
    ValueTask<IReadOnlyList<Standing>> StandingsOf(int season, CancellationToken cancel = default);

    /// <summary>
    /// What changed after a revision, oldest first, at most <paramref name="countMax"/>, with the head and
    /// the settled position read in the same moment.
    /// </summary>
    ValueTask<FeedChunk> Changes(long afterRevision, int countMax, CancellationToken cancel = default);

    /// <summary>
    /// Completes when the head is past <paramref name="revision"/> or the settled position past
    /// <paramref name="settled"/>, or when <paramref name="patience"/> has passed.
    /// </summary>
    Task WaitForChange(long revision, long settled, TimeSpan patience, CancellationToken cancel = default);

    /// <summary>Films with entries that their standing does not cover, oldest first.</summary>
    ValueTask<IReadOnlyList<FilmId>> Unsettled(int countMax, CancellationToken cancel = default);
}

public static class LedgerFilms
{
    /// <summary>Which film answers for an id, durably.</summary>
    public static FilmId Answering(this ILedger ledger, FilmId film)
    {
        while (ledger.MergeOf(film) is { } merge) film = merge.Into;
        return film;
    }

    /// <summary>Films and those that answer for them, each once.</summary>
    public static IEnumerable<FilmId> WithAnswering(this ILedger ledger, IEnumerable<FilmId> films) =>
        films.SelectMany(film => (FilmId[])[film, ledger.Answering(film)]).Distinct();
}
