using System.Collections.Immutable;

namespace Aggregator.Ledgers;

/// <summary>
/// What is durable, as far as it is kept in memory: last positions, season totals, what the standings
/// cover, and the changes that are not written yet. One lock, held for moments, makes each answer one
/// snapshot.
/// </summary>
internal sealed class LedgerMemory : IHearsChanges
{
    private readonly Lock _gate = new();
    private readonly Roster<FilmId> _films;
    private readonly Roster<CriticId> _critics;
    private readonly FilmMarks _marks = new();
    private readonly LastPositions _criticLasts = new();
    private readonly Tail _tail;
    private LedgerHead _head = new(0, new byte[HashChain.HashLength], "");
    private TaskCompletionSource? _pulse;
    // Of entries whose changes are read later nothing is settled.
    private long _settledBefore = long.MaxValue;

    public LedgerMemory(Roster<FilmId> films, Roster<CriticId> critics, int recentMax)
    {
        (_films, _critics) = (films, critics);
        _tail = new Tail(recentMax);
    }

    public SeasonCounts Seasons { get; } = new();

    public LedgerHead Head => Volatile.Read(ref _head);

    /// <summary>For the start alone, before any other thread knows this memory.</summary>
    public (FilmMarks Films, LastPositions Critics, Tail Tail) Recalled => (_marks, _criticLasts, _tail);

    public void Recall(LedgerHead head) => Volatile.Write(ref _head, head);

    /// <summary>Takes in entries that have just become durable, in the order of their positions.</summary>
    public void Apply(List<PendingEntry> entries, ReadOnlySpan<byte> hash)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                Touch(entry);
                entry.TellTo(this);
            }

            Volatile.Write(ref _head, new LedgerHead(entries[^1].Position, hash.ToArray(), _head.Epoch));
        }

        Pulse();
    }

    /// <summary>
    /// Takes in what one transaction or several wrote to a ledger that has its changes numbered: both are
    /// durable, in order, and reach up to <paramref name="head"/> and <paramref name="revision"/>.
    /// </summary>
    public void Follow(
        List<PendingEntry> entries, List<RecentChange> changes, LedgerHead head, long revision)
    {
        lock (_gate)
        {
            _settledBefore = long.MaxValue;
            Take(entries);
            foreach (var change in changes)
            {
                _tail.Take(change);
                if (change.Change is StandingChange { Standing: var standing })
                    _marks[change.Key].Stand(standing.Position, (standing.Calibration, standing.Totals));
            }

            _tail.Reach(revision);
            Volatile.Write(ref _head, head);
        }

        Pulse();
    }

    /// <summary>
    /// Takes in entries of which the changes are read with the last of them. Nobody is told before that.
    /// </summary>
    public void FollowAhead(List<PendingEntry> entries, LedgerHead head)
    {
        lock (_gate)
        {
            _settledBefore = Settled;
            Take(entries);
            Volatile.Write(ref _head, head);
        }
    }

    /// <summary>What is known of a film, as it is now.</summary>
    public FilmMark Mark(int film)
    {
        lock (_gate) return _marks[film];
    }

    /// <summary>The number of a key; the next free one for a key that is new.</summary>
    public int KeyNumber(string keyId)
    {
        lock (_gate) return _tail.KeyNumber(keyId);
    }

    public long LastOf(FilmId film)
    {
        if (!_films.TryFind(film, out var key)) return 0;
        lock (_gate) return _marks[key].Last;
    }

    public long LastOf(CriticId critic)
    {
        if (!_critics.TryFind(critic, out var key)) return 0;
        lock (_gate) return _criticLasts[key];
    }

    /// <summary>The rule of <see cref="ILedger.Save"/>.</summary>
    public bool Save(Standing standing)
    {
        if (!_films.TryFind(standing.Film, out var film)) return false;
        lock (_gate)
        {
            var (mayStand, isNew) = _marks[film].Weigh(standing);
            if (!isNew) return mayStand;
            _tail.Append(new StandingChange(standing), ChangeKind.Standing, film);
            _marks[film].Stand(standing.Position, (standing.Calibration, standing.Totals));
        }

        Pulse();
        return true;
    }

    public void KeyChanged(string keyId)
    {
        lock (_gate) _tail.AppendKey(keyId);
        Pulse();
    }

    /// <summary>
    /// Changes after a revision from memory; null when they have left it and the table must be asked first.
    /// </summary>
    public FeedChunk? Changes(long after, int countMax)
    {
        lock (_gate)
        {
            if (after < _tail.ForgottenTo) return null;
            var changes = _tail.After(after, countMax, out var reachesHead);
            return Chunk(changes, reachesHead);
        }
    }

    /// <summary>A chunk of changes that were read elsewhere and end before the head.</summary>
    public FeedChunk Part(ImmutableArray<Change> changes)
    {
        lock (_gate) return Chunk(changes, reachesHead: false);
    }

    /// <summary>Those of some stored changes that are still the latest of their thing.</summary>
    public List<StoredChange> Latest(List<StoredChange> stored)
    {
        lock (_gate)
            return stored.FindAll(change => _tail.Revisions[change.Kind, change.Key] == change.Revision);
    }

    /// <summary>Standings of a season that are not written, and the revisions of those that are.</summary>
    public (List<Standing> Recent, List<long> Written) StandingsOf(int season)
    {
        lock (_gate)
        {
            var (recent, written) = (new List<Standing>(), new List<long>());
            for (var film = 0; film < _films.Count; film++)
            {
                if (_marks[film].Covered == 0 || _marks[film].Season != season) continue;
                var revision = _tail.Revisions[ChangeKind.Standing, film];
                if (_tail.Find(revision) is StandingChange change) recent.Add(change.Standing);
                else written.Add(revision);
            }

            return (recent, written);
        }
    }

    public IReadOnlyList<FilmId> Unsettled(int countMax)
    {
        lock (_gate) return [.. _marks.Behind(countMax).Select(film => _films[film])];
    }

    /// <summary>A task that ends at the next change; null when there is something new already.</summary>
    public Task? NextChange(long revision, long settled)
    {
        lock (_gate)
        {
            if (_tail.HeadRevision > revision || Settled > settled) return null;
            _pulse ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _pulse.Task;
        }
    }

    /// <summary>What is to be written behind now, if anything is.</summary>
    public TailStretch? Unwritten(int countMax)
    {
        lock (_gate) return _tail.Unwritten(countMax, Settled);
    }

    /// <summary>
    /// A stretch without changes, for writing down at the end how far everything is settled.
    /// </summary>
    public TailStretch Nothing()
    {
        // A standing that came since nothing was left to write is written by no stretch yet.
        lock (_gate)
            return new TailStretch([], _tail.WrittenTo, _tail.UnwrittenCount == 0 ? Settled : null);
    }

    /// <summary>How many entries come after the last that everything is settled up to.</summary>
    public long CountUnsettled()
    {
        lock (_gate) return _head.Position - Settled;
    }

    /// <summary>How many films, critics, standings, seasons and keys there are.</summary>
    public int ThingsCount
    {
        get { lock (_gate) return _tail.Revisions.Count; }
    }

    /// <summary>Those of some stored changes that a written one has replaced.</summary>
    public List<long> Leftovers(List<StoredChange> stored)
    {
        lock (_gate) return [.. stored.Where(_tail.IsReplaced).Select(change => change.Revision)];
    }

    public int UnwrittenCount
    {
        get { lock (_gate) return _tail.UnwrittenCount; }
    }

    public long WrittenTo
    {
        get { lock (_gate) return _tail.WrittenTo; }
    }

    public void Written(TailStretch stretch)
    {
        lock (_gate) _tail.Written(stretch);
    }

    /// <summary>Critics whose last position is after another.</summary>
    public List<(int Critic, long Last)> CriticsSince(long position)
    {
        var lasts = new List<(int, long)>();
        lock (_gate)
        {
            for (var critic = 0; critic < _critics.Count; critic++)
                if (_criticLasts[critic] > position) lasts.Add((critic, _criticLasts[critic]));
        }

        return lasts;
    }

    private long Settled => Math.Min(_marks.Settled(_head.Position), _settledBefore);

    private FeedChunk Chunk(ImmutableArray<Change> changes, bool reachesHead) =>
        new(_head.Epoch, _tail.HeadRevision, Settled, changes)
        {
            ReachesHead = reachesHead,
        };

    private void Take(List<PendingEntry> entries)
    {
        foreach (var entry in entries)
        {
            Touch(entry);
            if (entry.Turn is { } turn) Seasons.Apply(turn);
        }
    }

    private void Touch(PendingEntry entry)
    {
        if (entry.Critic >= 0) _criticLasts.Set(entry.Critic, entry.Position);
        var isNew = entry.Fact is FilmRegistered;
        foreach (var film in entry.Films) _marks.Touch(film, entry.Position, scored: !isNew);
        if (isNew) _marks[entry.Films[0]].RegisteredAt = entry.RecordedAt;
    }

    long IHearsChanges.RegisteredAt(int film) => _marks[film].RegisteredAt;

    SeasonTotals IHearsChanges.Count(ListTurn turn) => Seasons.Apply(turn);

    void IHearsChanges.Hear(Change change, ChangeKind kind, int key) => _tail.Append(change, kind, key);

    private void Pulse()
    {
        if (Volatile.Read(ref _pulse) is null) return;
        TaskCompletionSource? pulse;
        lock (_gate) (pulse, _pulse) = (_pulse, null);
        pulse?.TrySetResult();
    }
}
