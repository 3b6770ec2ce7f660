namespace Aggregator.Ledgers;

/// <summary>
/// Tells anew what the entries change, but for standings, and compares the table of changes: films and
/// critics as they are known, merges, and the totals of seasons; and each critic's latest position.
/// </summary>
/// <param name="replayAfter">
/// What is kept covers every entry up to here; of later ones it may, as a start makes it again.
/// </param>
internal sealed class ChangeVerification(
    (Roster<FilmId> Films, Roster<CriticId> Critics) rosters, long replayAfter, Mismatches mismatches)
    : IHearsChanges
{
    private readonly Dictionary<(ChangeKind Kind, int Key), Change> _latest = [];
    // As it was at replayAfter and since; null where nothing was known then.
    private readonly Dictionary<(ChangeKind Kind, int Key), List<Change?>> _earlier = [];
    private readonly HashSet<(ChangeKind Kind, int Key)> _seen = [];
    private readonly Dictionary<int, (long Covered, long Last)> _critics = [];
    private readonly List<long> _registeredAt = [];
    private readonly SeasonCounts _counts = new();
    private long _position;

    public void Apply(PendingEntry entry)
    {
        _position = entry.Position;
        if (entry.Fact is FilmRegistered) _registeredAt.Add(entry.RecordedAt);
        if (entry.Critic >= 0)
        {
            var covered = _position <= replayAfter
                ? _position
                : _critics.GetValueOrDefault(entry.Critic).Covered;
            _critics[entry.Critic] = (covered, _position);
        }

        entry.TellTo(this);
    }

    public long RegisteredAt(int film) => _registeredAt[film];

    public SeasonTotals Count(ListTurn turn) => _counts.Apply(turn);

    public void Hear(Change change, ChangeKind kind, int key)
    {
        if (_position > replayAfter)
        {
            if (!_earlier.TryGetValue((kind, key), out var earlier)) _earlier[(kind, key)] = earlier = [];
            earlier.Add(_latest.GetValueOrDefault((kind, key)));
        }

        _latest[(kind, key)] = change;
    }

    /// <summary>Lines about anything but standings and keys, the latest first.</summary>
    public void Verify(StoredChange stored)
    {
        var thing = (stored.Kind, stored.Key);
        if (!_seen.Add(thing)) return;
        if (!_latest.TryGetValue(thing, out var latest))
            mismatches.Note($"Something is kept of {Name(thing)}, and no entry tells of it.");
        else if (Read(stored) is not { } kept || (kept != latest && !MayBeKept(thing, kept)))
            mismatches.Note($"What is kept of {Name(thing)} is not what its entries make.");
    }

    /// <summary>After every line: what none of them tells of.</summary>
    public void VerifyNothingLacks()
    {
        foreach (var thing in _latest.Keys)
            if (!_seen.Contains(thing) && !MayBeKept(thing, null))
                mismatches.Note($"Nothing is kept of {Name(thing)}.");
    }

    public void VerifyCritics(IEnumerable<StoredCritic> lasts)
    {
        var kept = lasts.ToDictionary(critic => critic.Critic, critic => critic.Position);
        foreach (var (critic, (covered, last)) in _critics)
            if (kept.GetValueOrDefault(critic) is var position && (position < covered || position > last))
                mismatches.Note(
                    $"The latest entry of the critic {rosters.Critics[critic]} is kept as {position}; it is "
                    + $"{last}.");
    }

    private bool MayBeKept((ChangeKind Kind, int Key) thing, Change? kept) =>
        _earlier.TryGetValue(thing, out var earlier) && earlier.Contains(kept);

    private Change? Read(StoredChange stored)
    {
        try
        {
            return stored.Read(rosters.Films) with { Revision = 0 };
        }
        catch (LedgerFormatException)
        {
            return null;
        }
    }

    private string Name((ChangeKind Kind, int Key) thing) => thing.Kind switch
    {
        ChangeKind.Film when thing.Key < rosters.Films.Count => $"the film {rosters.Films[thing.Key]}",
        ChangeKind.Critic when thing.Key < rosters.Critics.Count =>
            $"the critic {rosters.Critics[thing.Key]}",
        ChangeKind.FilmMerge when thing.Key < rosters.Films.Count =>
            $"the merges of the film {rosters.Films[thing.Key]}",
        ChangeKind.Season => $"the totals of {thing.Key}",
        _ => $"number {thing.Key} of kind {thing.Kind}",
    };
}
