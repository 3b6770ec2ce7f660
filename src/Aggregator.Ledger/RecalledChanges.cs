namespace Aggregator.Ledgers;

/// <summary>Reads the table of changes at start: who is registered, and what the standings cover.</summary>
internal sealed class RecalledChanges(
    LedgerMemory memory, (Roster<FilmId> Films, Roster<CriticId> Critics) rosters, Admission admission)
{
    private readonly SortedDictionary<int, FoundFilm> _films = [];
    private readonly SortedDictionary<int, CriticId> _critics = [];
    private readonly LatestRevisions _revisions = memory.Recalled.Tail.Revisions;

    /// <summary>The totals as they were last written.</summary>
    public Dictionary<int, SeasonTotals> Seasons { get; } = [];

    public List<StoredChange> OfKeys { get; } = [];

    /// <summary>Answers how many lines the table has.</summary>
    public long Read(ILedgerSnapshot snapshot)
    {
        var lines = 0L;
        foreach (var line in snapshot.Changes())
        {
            Read(line);
            lines++;
        }

        Enrol();
        return lines;
    }

    private void Read(StoredChange line)
    {
        var (key, position) = (line.Key, line.Position);
        switch (line.Kind)
        {
            case ChangeKind.Film:
                _films[key] = new FoundFilm(ChangeBytes.Film(line.Body), position, line.Moment);
                break;
            case ChangeKind.Critic:
                _critics[key] = ChangeBytes.Critic(line.Body).Id;
                break;
            case ChangeKind.Standing:
                memory.Recalled.Films[key].Stand(position, StandingBytes.ReadHead(line.Body));
                break;
            case ChangeKind.Season:
                Seasons[key] = StandingBytes.ReadTotals(line.Body);
                break;
            default: OfKeys.Add(line); return;
        }

        _revisions[line.Kind, key] = line.Revision;
    }

    private void Enrol()
    {
        var marks = memory.Recalled.Films;
        foreach (var (key, found) in _films)
        {
            if (rosters.Films.Enrol(found.Film.Id) != key) throw Gap("film", key);
            ref var mark = ref marks[key];
            (mark.Last, mark.RegisteredAt) = (Math.Max(found.Position, mark.Covered), found.RegisteredAt);
            admission.Recall(key, found.Film);
        }

        foreach (var (key, id) in _critics)
            if (rosters.Critics.Enrol(id) != key) throw Gap("critic", key);
    }

    private static LedgerFormatException Gap(string what, int key) => new(
        $"The table of changes should name every {what} and does not name the one before {key}. Nothing is "
        + "started.");

    private sealed record FoundFilm(Film Film, long Position, long RegisteredAt);
}
