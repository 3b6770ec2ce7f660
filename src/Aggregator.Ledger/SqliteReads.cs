namespace Aggregator.Ledgers;

/// <summary>Reads a ledger's file, on the thread pool.</summary>
internal sealed class SqliteReads(ReadPool pool) : ILedgerReads
{
    private const string ChangeColumns = "revision, kind, key, position, moment, body";

    public async ValueTask<IReadOnlyList<LedgerEntry>> OfFilm(
        int film, (long After, long Last) range, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.OfFilm(session, film, range), cancel);

    public async ValueTask Fold(IReadOnlyList<FilmThread> films, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.Fold(session, films), cancel);

    public async ValueTask<IReadOnlyList<LedgerEntry>> OfCritic(
        int critic, (long After, long Last) range, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.OfCritic(session, critic, range), cancel);

    public async ValueTask<Dictionary<int, EntryWithText>> ListHeads(
        IReadOnlyList<int> critics, int year, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.ListHeads(session, critics, year), cancel);

    public async ValueTask<List<int>> ListsOf(int year, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.ListsOf(session, year), cancel);

    public async ValueTask<List<LedgerEntry>> ListEntries(int year, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.ListEntries(session, year), cancel);

    public async ValueTask<Dictionary<long, FreeText>> Texts(
        IReadOnlyList<long> positions, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.Texts(session, positions), cancel);

    public async ValueTask<IReadOnlyList<LedgerLine>> Lines(
        (long After, long Head) range, int countMax, CancellationToken cancel) =>
        await pool.Read(session => EntryReads.Lines(session, range, countMax), cancel);

    public async ValueTask<List<StoredChange>> Changes(
        (long After, long To) range, int countMax, CancellationToken cancel) =>
        await pool.Read(session => Stored(session, range, countMax), cancel);

    public async ValueTask<List<StoredChange>> ChangesAt(
        IReadOnlyList<long> revisions, CancellationToken cancel) =>
        await pool.Read(session => Stored(session, revisions), cancel);

    public void Dispose() => pool.Dispose();

    private static List<StoredChange> Stored(ReadSession session, (long After, long To) range, int countMax)
    {
        var stored = new List<StoredChange>();
        var line = session.Prepare(
            $"SELECT {ChangeColumns} FROM changes WHERE revision > ? AND revision <= ? "
            + "ORDER BY revision LIMIT ?");
        line.Bind(1, range.After).Bind(2, range.To).Bind(3, countMax);
        while (line.Step()) stored.Add(Stored(line));
        return stored;
    }

    private static List<StoredChange> Stored(ReadSession session, IReadOnlyList<long> revisions)
    {
        var stored = new List<StoredChange>(revisions.Count);
        var line = session.Prepare($"SELECT {ChangeColumns} FROM changes WHERE revision = ?");
        foreach (var revision in revisions)
        {
            if (line.Bind(1, revision).Step()) stored.Add(Stored(line));
            line.Reset();
        }

        return stored;
    }

    private static StoredChange Stored(Statement line) => new(
        line.Long(0), (ChangeKind)line.Int(1), line.Int(2), line.Long(3), line.Long(4),
        line.Blob(5).ToArray());
}
