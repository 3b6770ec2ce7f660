using System.Diagnostics;

namespace Aggregator.Ledgers;

/// <summary>
/// What every store has in common: writes meet in one thread, reads go to the disk elsewhere, and what is
/// asked most is in memory.
/// </summary>
public abstract class StoredLedger : ILedger, IDisposable, IAsyncDisposable
{
    private readonly CommitThread _writer;
    private readonly ILedgerReads _reads;
    private readonly Recalled _recalled;
    private readonly ChangeReads _changes;
    private readonly TimeProvider _time;
    private readonly int _draftsAtOnce;
    private readonly LedgerGauges _gauges;
    private bool _disposed;

    private protected StoredLedger(
        CommitThread writer, ILedgerReads reads, Recalled recalled, (TimeProvider, LedgerOptions) how)
    {
        (_writer, _reads, _recalled) = (writer, reads, recalled);
        (_time, _draftsAtOnce) = (how.Item1, how.Item2.BatchEntriesMax);
        _changes = new ChangeReads(reads, recalled.Memory, recalled.Films);
        _gauges = new LedgerGauges(recalled.Memory);
    }

    /// <summary>Keys are kept beside the facts, and their changes travel the same feed.</summary>
    public abstract IKeyRing Keys { get; }

    private protected LedgerMemory Memory => _recalled.Memory;

    private protected LedgerGauges Gauges => _gauges;

    public Task<Receipt[]> Append(IReadOnlyList<Draft> drafts, CancellationToken cancel = default) =>
        drafts.Count is 1 && !LedgerTelemetry.Spans.HasListeners()
            ? _writer.Commit(Request(drafts, 0, 1, span: null), cancel)
            : AppendAll(drafts, cancel);

    public async ValueTask<long> LastPosition(FilmId film, CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        return Memory.LastOf(film);
    }

    public async ValueTask<IReadOnlyList<LedgerEntry>> FilmEntries(
        FilmId film, long after, CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        var last = Memory.LastOf(film);
        if (last <= after || !_recalled.Films.TryFind(film, out var key)) return [];
        var entries = await _reads.OfFilm(key, (after, last), cancel);
        var threads = new MergedThreads(film, entries);
        while (threads.Next() is var (merged, at))
        {
            if (!_recalled.Films.TryFind(merged, out var other)) continue;
            threads.Take(merged, await _reads.OfFilm(other, (0, at), cancel));
        }

        return threads.Entries;
    }

    public async ValueTask<FilmTally[]> Tallies(
        IReadOnlyList<FilmId> films, CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        var tallies = new FilmTally[films.Count];
        var threads = new List<FilmThread>(films.Count);
        for (var i = 0; i < tallies.Length; i++)
        {
            tallies[i] = new FilmTally(films[i]);
            if (_recalled.Films.TryFind(films[i], out var key))
                threads.Add(new FilmThread(key, Memory.Mark(key).Last, tallies[i]));
        }

        await _reads.Fold(threads, cancel);
        for (var i = 0; i < tallies.Length; i++)
            if (tallies[i].LacksOthers)
                tallies[i] = FilmTally.Of(films[i], await FilmEntries(films[i], 0, cancel));
        return tallies;
    }

    public async ValueTask<IReadOnlyList<LedgerEntry>> CriticEntries(
        CriticId critic, long after, CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        var last = Memory.LastOf(critic);
        if (last <= after || !_recalled.Critics.TryFind(critic, out var key)) return [];
        return await _reads.OfCritic(key, (after, last), cancel);
    }

    public async ValueTask<EntryWithText?> ListHead(
        CriticId critic, int year, CancellationToken cancel = default) =>
        (await ListHeads([critic], year, cancel))[0];

    public async ValueTask<IReadOnlyList<EntryWithText?>> ListHeads(
        IReadOnlyList<CriticId> critics, int year, CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        var keys = critics.Select(critic => _recalled.Critics.TryFind(critic, out var key)
            ? _recalled.Critics.Surviving(key).Key : -1).ToArray();
        var heads = await _reads.ListHeads(keys, year, cancel);
        // Another process wrote one since: it is shown when it is durable, as everything in memory is.
        if (heads.Values.Any(head => head.Entry.Position > Memory.Head.Position)) await CatchUp(cancel);
        return Array.ConvertAll(keys, key => heads.GetValueOrDefault(key));
    }

    public async ValueTask<IReadOnlyList<CriticId>> ListsOf(int season, CancellationToken cancel = default)
    {
        var keys = await _reads.ListsOf(season, cancel);
        // A critic may have been enrolled since by another process.
        await CatchUp(cancel);
        return [.. keys.Select(key => _recalled.Critics[key]).Order()];
    }

    public async ValueTask<IReadOnlyList<LedgerEntry>> ListEntries(
        int season, CancellationToken cancel = default)
    {
        var entries = await _reads.ListEntries(season, cancel);
        // Another process may have written one since: it is shown when it is durable.
        await CatchUp(cancel);
        return entries;
    }

    public (CriticId Critic, long MergedAt) Surviving(CriticId critic)
    {
        if (!_recalled.Critics.TryFind(critic, out var key)) return (critic, 0);
        var (survivor, mergedAt) = _recalled.Critics.Surviving(key);
        return (_recalled.Critics[survivor], mergedAt);
    }

    public IEnumerable<CriticMerge> MergesOf(CriticId critic)
    {
        var critics = _recalled.Critics;
        if (!critics.HasMerges || !critics.TryFind(critic, out var key)) yield break;
        while (critics.MergeOf(key) is var (into, position))
        {
            yield return new CriticMerge(critics[key], critics[into], position);
            key = into;
        }
    }

    public FilmMerge? MergeOf(FilmId film)
    {
        var films = _recalled.Films;
        return films.HasMerges && films.TryFind(film, out var key)
            && films.MergeOf(key) is var (into, position)
                ? new FilmMerge(film, films[into], position)
                : null;
    }

    public async ValueTask<IReadOnlyDictionary<long, FreeText>> Texts(
        IReadOnlyList<long> positions, CancellationToken cancel = default) =>
        await _reads.Texts(positions, cancel);

    public Task Redact(IReadOnlyList<long> positions, CancellationToken cancel = default) =>
        _writer.Commit(new CommitRequest([]) { Redacted = positions }, cancel);

    public async ValueTask<IReadOnlyList<LedgerLine>> Lines(
        long after, int countMax, CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        return await _reads.Lines((after, Memory.Head.Position), countMax, cancel);
    }

    public async ValueTask<LedgerHead> Head(CancellationToken cancel = default)
    {
        await CatchUp(cancel);
        return Memory.Head;
    }

    public SeasonTotals Totals(int season) => Memory.Seasons[season];

    public IReadOnlyList<SeasonTotals> Seasons() => Memory.Seasons.All;

    public abstract ValueTask<bool> Save(Standing standing, CancellationToken cancel = default);

    public ValueTask<IReadOnlyList<Standing>> StandingsOf(int season, CancellationToken cancel = default) =>
        _changes.StandingsOf(season, cancel);

    public async ValueTask<FeedChunk> Changes(
        long afterRevision, int countMax, CancellationToken cancel = default)
    {
        var chunk = await _changes.After(afterRevision, countMax, cancel);
        return IsCutOff ? chunk with { IsCutOff = true } : chunk;
    }

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
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Run(Dispose);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        _gauges.Dispose();
        _writer.Dispose();
        _reads.Dispose();
    }

    /// <summary>
    /// Brings the memory up to everything that was durable when this was called: others may write the same
    /// ledger.
    /// </summary>
    private protected abstract ValueTask CatchUp(CancellationToken cancel);

    /// <summary>Whether the memory may be behind what others wrote, nobody knows how far.</summary>
    private protected abstract bool IsCutOff { get; }

    private async Task<Receipt[]> AppendAll(IReadOnlyList<Draft> drafts, CancellationToken cancel)
    {
        if (drafts.Count == 0) return [];
        using var span = LedgerTelemetry.Append(drafts.Count);
        if (drafts.Count <= _draftsAtOnce)
            return await _writer.Commit(Request(drafts, 0, drafts.Count, span), cancel);

        // Cut, so that one caller's import does not hold the others up; the order stays.
        var parts = new List<Task<Receipt[]>>();
        for (var first = 0; first < drafts.Count; first += _draftsAtOnce)
        {
            var count = Math.Min(_draftsAtOnce, drafts.Count - first);
            parts.Add(_writer.Commit(Request(drafts, first, count, span), cancel));
        }

        return [.. (await Task.WhenAll(parts)).SelectMany(receipts => receipts)];
    }

    private static CommitRequest Request(IReadOnlyList<Draft> drafts, int first, int count, Activity? span)
    {
        var entries = new PendingEntry[count];
        for (var i = 0; i < count; i++) entries[i] = PendingEntry.Of(drafts[first + i]);
        return new CommitRequest(entries) { Span = span };
    }
}
