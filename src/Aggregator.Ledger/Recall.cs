using Microsoft.Extensions.Logging;

namespace Aggregator.Ledgers;

/// <summary>What a start found, ready to go on.</summary>
internal sealed record Recalled(
    LedgerMemory Memory, Admission Admission, BatchWriter Batches, Roster<FilmId> Films,
    Roster<CriticId> Critics)
{
    public required StoredHead Head { get; init; }

    /// <summary>How many lines the table of changes has.</summary>
    public required long Rows { get; init; }

    /// <summary>The lines of it that are about keys.</summary>
    public required IReadOnlyList<StoredChange> KeyChanges { get; init; }

    public long Replayed => Head.Position - Head.ReplayAfter;
}

/// <summary>
/// Brings the memory of a ledger back: what the derived tables say, then every entry after the point that
/// they are known to cover.
/// </summary>
internal sealed class Recall
{
    /// <summary>Well below the revisions that there are until the ledger writes.</summary>
    private const int RescoredMax = 100_000;

    private readonly ILedgerSnapshot _snapshot;
    private readonly LedgerOptions _options;
    private readonly ILogger _logger;
    private readonly Roster<FilmId> _films = new();
    private readonly Roster<CriticId> _critics = new();
    private readonly LedgerMemory _memory;
    private readonly Admission _admission;
    private readonly BatchWriter _batches;

    public Recall(ILedgerSnapshot snapshot, LedgerOptions options, TimeProvider time, ILogger logger)
    {
        (_snapshot, _options, _logger) = (snapshot, options, logger);
        _memory = new LedgerMemory(_films, _critics, options.RecentChangesMax);
        _admission = new Admission(_films, _critics);
        _batches = new BatchWriter(_admission, time);
    }

    /// <summary>
    /// <paramref name="isBehind"/>: the table of changes may not hold yet what the latest entries changed.
    /// </summary>
    public Recalled Run(bool isBehind)
    {
        var head = _snapshot.Head();
        StartBatches(head);
        var changes = new RecalledChanges(_memory, (_films, _critics), _admission);
        var (names, numbers) = changes.Read(_snapshot);
        foreach (var critic in _snapshot.Critics())
            _memory.Recalled.Critics.Set(critic.Critic, critic.Position);
        _memory.Recalled.Tail.Start(head.Revision);
        if (_options.IsFollowedFromStart) _memory.Recalled.Tail.Recall(names, numbers);

        Replay(head, isBehind);
        foreach (var list in _snapshot.Lists()) Recognize(list);
        if (isBehind)
        {
            TellSeasons(changes);
            Rescore(numbers);
        }

        FinishLasts();
        return new Recalled(_memory, _admission, _batches, _films, _critics)
        {
            Head = head,
            Rows = changes.Lines,
            KeyChanges = changes.OfKeys,
        };
    }

    private void StartBatches(StoredHead head)
    {
        _memory.Recall(new LedgerHead(head.Position, head.Hash, head.Epoch));
        var last = _snapshot.Last();
        if (last.Position != head.Position || !last.Hash.AsSpan().SequenceEqual(head.Hash))
            throw new LedgerOpenException(
                $"The ledger in {_snapshot.Name} should end at entry {head.Position}, and it ends at "
                + $"{last.Position} or with another hash: it was cut or changed. Nothing is started; "
                + "restore a backup, or run verify to see more.");
        _batches.Start(new EntryStamp(last.Position, last.RecordedAt), head.Hash);
    }

    private void Replay(StoredHead head, bool isBehind)
    {
        var replay = new Replay(_memory, (_films, _critics), _admission) { TellsChanges = isBehind };
        const int sayEach = 100_000;
        var done = 0L;
        foreach (var entry in _snapshot.Entries(head.ReplayAfter))
        {
            replay.Apply(entry);
            if (++done % sayEach == 0) Log.Replaying(_logger, done, head.Position - head.ReplayAfter);
        }
    }

    private void Recognize(StoredList list)
    {
        _admission.RecallList(list.Critic, list.Year, list.State);
        _memory.Seasons.Apply(new ListTurn(list.Critic, list.Year, null, list.State));
    }

    private void TellSeasons(RecalledChanges changes)
    {
        foreach (var totals in _memory.Seasons.All)
            if (changes.Seasons.GetValueOrDefault(totals.Season) != totals)
                _memory.Recalled.Tail.Append(new SeasonChange(totals), ChangeKind.Season, totals.Season);
    }

    /// <summary>
    /// A season's films may have been shown with totals that no line has: they are shown with these at once.
    /// What is left where there are very many is left to the season.
    /// </summary>
    private void Rescore(List<RecentChange> numbers)
    {
        var rescored = 0;
        foreach (var number in numbers)
        {
            if (number.Change is not StandingChange { Standing: { Totals: { } scored } standing }) continue;
            var totals = _memory.Seasons[scored.Season];
            if (scored.CountAs(totals)) continue;
            _memory.Save(standing.Rescore(totals, Calibration.BuiltIn));
            if (++rescored == RescoredMax) return;
        }
    }

    private void FinishLasts()
    {
        var (films, critics, _) = _memory.Recalled;
        for (var film = 0; film < _films.Count; film++) _admission.RecallFilm(film, films[film].Last);
        for (var critic = 0; critic < _critics.Count; critic++)
            _admission.RecallCritic(critic, critics[critic]);
    }
}
