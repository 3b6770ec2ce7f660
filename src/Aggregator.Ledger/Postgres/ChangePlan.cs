namespace Aggregator.Ledgers;

/// <summary>
/// What a batch changes, told before it is durable: the latest state of each thing it touches, numbered
/// after the head's revision. Nothing in memory changes until the batch is kept.
/// </summary>
internal sealed class ChangePlan(LedgerMemory memory) : IHearsChanges
{
    private readonly List<RecentChange> _told = [];
    private readonly Dictionary<(ChangeKind Kind, int Key), int> _latest = [];
    private readonly Dictionary<int, FilmMark> _films = [];
    private readonly Dictionary<int, SeasonTotals> _seasons = [];
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);

    /// <summary>The changes in order, numbered from the one after <paramref name="revision"/>.</summary>
    public List<RecentChange> Numbered(long revision)
    {
        var changes = new List<RecentChange>(_latest.Count);
        for (var at = 0; at < _told.Count; at++)
        {
            var told = _told[at];
            if (_latest[(told.Kind, told.Key)] != at) continue;
            changes.Add(told with { Change = told.Change with { Revision = ++revision } });
        }

        return changes;
    }

    /// <summary>What others wrote that memory has not taken in yet; it is numbered already.</summary>
    public void Follow(IReadOnlyList<PendingEntry> entries, IReadOnlyList<RecentChange> changes)
    {
        foreach (var entry in entries)
        {
            if (entry.Fact is FilmRegistered)
                Mark(entry.Films[0]) = new FilmMark { RegisteredAt = entry.RecordedAt };
            foreach (var film in entry.Films) Mark(film).Last = entry.Position;
            if (entry.Turn is { } turn) Count(turn);
        }

        foreach (var (change, _, key) in changes)
        {
            if (change is KeyChange { KeyId: var id }) _keys[id] = key;
            else if (change is StandingChange { Standing: var standing })
                Mark(key).Stand(standing.Position, (standing.Calibration, standing.Totals));
        }
    }

    public void Tell(CommitBatch batch)
    {
        foreach (var entry in batch.Admitted)
        {
            if (entry.Fact is FilmRegistered)
                Mark(entry.Films[0]) = new FilmMark { RegisteredAt = entry.RecordedAt };
            entry.TellTo(this);
        }

        foreach (var request in batch.Requests)
        {
            if (request.Key is { } key) Tell(key);
        }
    }

    public long RegisteredAt(int film) => Mark(film).RegisteredAt;

    public SeasonTotals Count(ListTurn turn)
    {
        var before = _seasons.GetValueOrDefault(turn.Year) ?? memory.Seasons[turn.Year];
        return _seasons[turn.Year] = SeasonCounts.After(before, turn);
    }

    public void Hear(Change change, ChangeKind kind, int key)
    {
        _latest[(kind, key)] = _told.Count;
        _told.Add(new RecentChange(change, kind, key));
    }

    /// <summary>One that is no newer than what is there by now is left out.</summary>
    public void Tell(int film, Standing standing)
    {
        ref var mark = ref Mark(film);
        if (mark.Weigh(standing) is (_, false)) return;
        mark.Stand(standing.Position, (standing.Calibration, standing.Totals));
        Hear(new StandingChange(standing), ChangeKind.Standing, film);
    }

    private void Tell(ApiKey key)
    {
        if (!_keys.TryGetValue(key.Id, out var number))
            _keys[key.Id] = number = memory.KeyNumber(key.Id) is var free && _keys.ContainsValue(free)
                ? _keys.Values.Max() + 1
                : free;
        Hear(new KeyChange(key.Id), ChangeKind.Key, number);
    }

    private ref FilmMark Mark(int film)
    {
        ref var mark = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _films, film, out var isKnown);
        if (!isKnown) mark = memory.Mark(film);
        return ref mark;
    }
}
