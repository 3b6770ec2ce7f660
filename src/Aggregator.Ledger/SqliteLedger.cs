using Microsoft.Extensions.Logging;

namespace Aggregator.Ledgers;

/// <summary>
/// The ledger in one SQLite file: writes meet in one thread, reads run on the thread pool, and what is asked
/// most is in memory. Disposing writes what is behind and gives the folder back.
/// </summary>
public sealed class SqliteLedger : ILedger, IDisposable, IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly CommitThread _writer;
    private readonly ReadPool _readers;
    private readonly Recalled _recalled;
    private readonly ChangeReads _changes;
    private readonly TimeProvider _time;
    private readonly int _draftsAtOnce;
    private bool _disposed;

    private SqliteLedger(LedgerPlace place, FileStream held, TimeProvider time)
    {
        (_lock, _time, _draftsAtOnce) = (held, time, place.Options.BatchEntriesMax);
        var (connection, recalled) = OpenDatabase(place, time);
        _recalled = recalled;
        _readers = new ReadPool(place.Folder, place.Options.ReadersMax);
        _changes = new ChangeReads(_readers, Memory, _recalled.Films);
        _writer = new CommitThread(place, connection, _recalled);
        Keys = new SqliteKeyRing(_writer, _readers);
        Log.Opened(place.Logger, Memory.Head.Position, place.Folder.Path, _recalled.Replayed);
        _writer.Start();
    }

    /// <summary>Keys are kept in the same file, and their changes travel the same feed.</summary>
    public SqliteKeyRing Keys { get; }

    private LedgerMemory Memory => _recalled.Memory;

    /// <summary>
    /// Opens the ledger of a folder, making it if there is none, and holds the folder against a second
    /// server. Throws <see cref="LedgerOpenException"/> with a sentence when it cannot.
    /// </summary>
    public static SqliteLedger Open(
        string folder, SqliteLedgerOptions options, TimeProvider time, ILogger logger)
    {
        var place = new LedgerPlace(new LedgerFolder(folder), options, logger);
        var held = place.Folder.Lock();
        try
        {
            return new SqliteLedger(place, held, time);
        }
        catch (Exception failure)
        {
            held.Dispose();
            throw LedgerOpenings.Refused(place.Folder, failure);
        }
    }

    public async Task<Receipt[]> Append(IReadOnlyList<Draft> drafts, CancellationToken cancel = default)
    {
        if (drafts.Count == 0) return [];
        if (drafts.Count <= _draftsAtOnce)
            return await _writer.Commit(Request(drafts, 0, drafts.Count), cancel);

        // Cut, so that one caller's import does not hold the others up; the order stays.
        var parts = new List<Task<Receipt[]>>();
        for (var first = 0; first < drafts.Count; first += _draftsAtOnce)
        {
            var count = Math.Min(_draftsAtOnce, drafts.Count - first);
            parts.Add(_writer.Commit(Request(drafts, first, count), cancel));
        }

        return [.. (await Task.WhenAll(parts)).SelectMany(receipts => receipts)];
    }

    public ValueTask<long> LastPosition(FilmId film, CancellationToken cancel = default) =>
        new(Memory.LastOf(film));

    public async ValueTask<IReadOnlyList<LedgerEntry>> FilmEntries(
        FilmId film, long after, CancellationToken cancel = default)
    {
        var last = Memory.LastOf(film);
        if (last <= after || !_recalled.Films.TryFind(film, out var key)) return [];
        return await _readers.Read(session => EntryReads.OfFilm(session, key, (after, last)), cancel);
    }

    public async ValueTask<IReadOnlyList<LedgerEntry>> CriticEntries(
        CriticId critic, long after, CancellationToken cancel = default)
    {
        var last = Memory.LastOf(critic);
        if (last <= after || !_recalled.Critics.TryFind(critic, out var key)) return [];
        return await _readers.Read(session => EntryReads.OfCritic(session, key, (after, last)), cancel);
    }

    public async ValueTask<EntryWithText?> ListHead(
        CriticId critic, int year, CancellationToken cancel = default)
    {
        if (!_recalled.Critics.TryFind(critic, out var key)) return null;
        return await _readers.Read(session => EntryReads.ListHead(session, key, year), cancel);
    }

    public async ValueTask<IReadOnlyList<CriticId>> ListsOf(int season, CancellationToken cancel = default)
    {
        var keys = await _readers.Read(session => EntryReads.ListsOf(session, season), cancel);
        return [.. keys.Select(key => _recalled.Critics[key]).Order()];
    }

    public async ValueTask<IReadOnlyDictionary<long, FreeText>> Texts(
        IReadOnlyList<long> positions, CancellationToken cancel = default) =>
        await _readers.Read(session => EntryReads.Texts(session, positions), cancel);

    public async ValueTask<IReadOnlyList<LedgerLine>> Lines(
        long after, int countMax, CancellationToken cancel = default)
    {
        var head = Memory.Head.Position;
        return await _readers.Read(session => EntryReads.Lines(session, (after, head), countMax), cancel);
    }

    public ValueTask<LedgerHead> Head(CancellationToken cancel = default) => new(Memory.Head);

    public SeasonTotals Totals(int season) => Memory.Seasons[season];

    public IReadOnlyList<SeasonTotals> Seasons() => Memory.Seasons.All;

    public ValueTask<bool> Save(Standing standing, CancellationToken cancel = default) =>
        new(Memory.Save(standing));

    public ValueTask<IReadOnlyList<Standing>> StandingsOf(int season, CancellationToken cancel = default) =>
        _changes.StandingsOf(season, cancel);

    public ValueTask<FeedChunk> Changes(
        long afterRevision, int countMax, CancellationToken cancel = default) =>
        _changes.After(afterRevision, countMax, cancel);

    public async Task WaitForChange(
        long revision, long settled, TimeSpan patience, CancellationToken cancel = default)
    {
        var start = _time.GetTimestamp();
        while (Memory.NextChange(revision, settled) is { } next)
        {
            var left = patience - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return;
            try
            {
                await next.WaitAsync(left, _time, cancel);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    public ValueTask<IReadOnlyList<FilmId>> Unsettled(int countMax, CancellationToken cancel = default) =>
        new(Memory.Unsettled(countMax));

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _writer.Dispose();
        _readers.Dispose();
        _lock.Dispose();
    }

    public async ValueTask DisposeAsync() => await Task.Run(Dispose);

    private static (WriterConnection Connection, Recalled Recalled) OpenDatabase(
        LedgerPlace place, TimeProvider time)
    {
        var connection = place.Folder.OpenWriter(place.Options, isStart: true);
        try
        {
            Schema.Upgrade(place.Folder, connection);
            var recalled = new Recall(place, connection, time).Run();
            return (new WriterConnection(connection), recalled);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static CommitRequest Request(IReadOnlyList<Draft> drafts, int first, int count)
    {
        var entries = new PendingEntry[count];
        for (var i = 0; i < count; i++) entries[i] = PendingEntry.Of(drafts[first + i]);
        return new CommitRequest(entries);
    }
}
