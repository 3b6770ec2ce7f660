namespace Aggregator.Ledgers;

/// <summary>
/// What a batch changes, told before it is durable: the latest state of each thing it touches, numbered
/// after the head's revision. Nothing in memory changes until the batch is kept.
/// </summary>
internal sealed class ChangePlan(LedgerMemory memory)
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
        foreach (var entry in batch.Admitted) Tell(entry);
        foreach (var request in batch.Requests)
        {
            if (request.Key is { } key) Tell(key);
        }
    }

    private void Tell(PendingEntry entry)
    {
        switch (entry.Fact)
        {
            case FilmRegistered { Film: var film }:
                Mark(entry.Films[0]) = new FilmMark { RegisteredAt = entry.RecordedAt };
                Tell(entry, film);
                break;
            case FilmRevised { Film: var film }: Tell(entry, film); break;
        }

        if (entry.CriticChanged is var (critic, change)) Tell(change, ChangeKind.Critic, critic);
        if (entry.FilmMerged is var (merged, merge)) Tell(merge, ChangeKind.FilmMerge, merged);
        if (entry.Turn is { } turn) Tell(new SeasonChange(Count(turn)), ChangeKind.Season, turn.Year);
    }

    private SeasonTotals Count(ListTurn turn)
    {
        var before = _seasons.GetValueOrDefault(turn.Year) ?? memory.Seasons[turn.Year];
        return _seasons[turn.Year] = SeasonCounts.After(before, turn);
    }

    private void Tell(PendingEntry entry, Film film)
    {
        var registered = DateTimeOffset.FromUnixTimeMilliseconds(Mark(entry.Films[0]).RegisteredAt);
        Tell(new FilmChange(film, entry.Position, registered), ChangeKind.Film, entry.Films[0]);
    }

    /// <summary>One that is no newer than what is there by now is left out.</summary>
    public void Tell(int film, Standing standing)
    {
        ref var mark = ref Mark(film);
        if (mark.Weigh(standing) is (_, false)) return;
        mark.Stand(standing.Position, (standing.Calibration, standing.Totals));
        Tell(new StandingChange(standing), ChangeKind.Standing, film);
    }

    private void Tell(ApiKey key)
    {
        if (!_keys.TryGetValue(key.Id, out var number))
            _keys[key.Id] = number = memory.KeyNumber(key.Id) is var free && _keys.ContainsValue(free)
                ? _keys.Values.Max() + 1
                : free;
        Tell(new KeyChange(key.Id), ChangeKind.Key, number);
    }

    private void Tell(Change change, ChangeKind kind, int key)
    {
        _latest[(kind, key)] = _told.Count;
        _told.Add(new RecentChange(change, kind, key));
    }

    private ref FilmMark Mark(int film)
    {
        ref var mark = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _films, film, out var isKnown);
        if (!isKnown) mark = memory.Mark(film);
        return ref mark;
    }
}
