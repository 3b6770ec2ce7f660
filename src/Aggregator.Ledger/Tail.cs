using System.Collections.Immutable;

namespace Aggregator.Ledgers;

/// <summary>
/// Changes that are written in one transaction. <see cref="To"/>: all revisions up to there are then written.
/// <see cref="Settled"/> is there when nothing is left unwritten: a replay need not begin before it.
/// </summary>
internal sealed record TailStretch(List<RecentChange> Changes, long To, long? Settled)
{
    public long? Reserve { get; init; }
}

/// <summary>
/// The end of the feed: gives revisions to changes, remembers the latest of each thing, and holds what is not
/// written yet. Not safe by itself: <see cref="LedgerMemory"/> guards it.
/// </summary>
internal sealed class Tail(int recentMax)
{
    /// <summary>Revisions that are reserved at once, so that none is given out twice after a crash.</summary>
    public const long ReservedAtOnce = 1_000_000;

    private readonly RecentChanges _recent = new();
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private long _reserved;
    private bool _isUntold;

    public LatestRevisions Revisions { get; } = new();

    public long HeadRevision { get; private set; }

    /// <summary>
    /// Every revision up to this one is in the table, unless something later took its place.
    /// </summary>
    public long WrittenTo { get; private set; }

    /// <summary>Changes up to this revision are no longer in memory.</summary>
    public long ForgottenTo { get; private set; }

    public int UnwrittenCount => _recent.Count - _recent.FirstAfter(WrittenTo);

    /// <summary>Begins after all revisions that may have been given out before.</summary>
    public void Start(long reservedBefore)
    {
        HeadRevision = WrittenTo = ForgottenTo = reservedBefore;
        _reserved = reservedBefore + ReservedAtOnce;
    }

    /// <summary>
    /// Keeps the changes that the table has, both the latest first, until they have been told once.
    /// </summary>
    public void Recall(List<RecentChange> some, List<RecentChange> others)
    {
        var (i, j) = (some.Count - 1, others.Count - 1);
        while (i >= 0 || j >= 0)
        {
            var isNext = j < 0 || (i >= 0 && some[i].Revision < others[j].Revision);
            _recent.Append(isNext ? some[i--] : others[j--]);
        }

        (ForgottenTo, _isUntold) = (0, true);
    }

    public void Append(Change change, ChangeKind kind, int key)
    {
        if (HeadRevision == _reserved)
            throw new LedgerUnavailableException("No revisions are left until the ledger can write again.");
        var revision = ++HeadRevision;
        _recent.Append(new RecentChange(change with { Revision = revision }, kind, key));
        Revisions[kind, key] = revision;
    }

    public void AppendKey(string keyId) =>
        Append(new KeyChange(keyId), ChangeKind.Key, _keys[keyId] = KeyNumber(keyId));

    /// <summary>The number of a key; the next free one for a key that is new.</summary>
    public int KeyNumber(string keyId) => _keys.GetValueOrDefault(keyId, _keys.Count);

    /// <summary>A key that the table of changes knows, at start.</summary>
    public void RecallKey(string keyId, StoredChange change)
    {
        _keys[keyId] = change.Key;
        Revisions[ChangeKind.Key, change.Key] = change.Revision;
    }

    /// <summary>Takes a change that is in the table, under the revision it has there.</summary>
    public void Take(RecentChange written)
    {
        if (written.Change is KeyChange key) _keys[key.KeyId] = written.Key;
        _recent.Append(written);
        Revisions[written.Kind, written.Key] = written.Revision;
        Reach(written.Revision);
    }

    /// <summary>Everything up to a revision is in the table and was taken from there.</summary>
    public void Reach(long revision)
    {
        HeadRevision = WrittenTo = revision;
        ForgetOld();
    }

    /// <summary>The latest changes after a revision; what a later one replaced is left out.</summary>
    public ImmutableArray<Change> After(long revision, int countMax, out bool reachesHead)
    {
        var at = _recent.FirstAfter(revision);
        var changes = ImmutableArray.CreateBuilder<Change>(Math.Min(countMax, _recent.Count - at));
        for (; at < _recent.Count && changes.Count < countMax; at++)
            if (Revisions.IsLatest(_recent[at])) changes.Add(_recent[at].Change);
        reachesHead = at == _recent.Count;
        if (reachesHead && _isUntold)
        {
            _isUntold = false;
            ForgetOld();
        }

        return changes.DrainToImmutable();
    }

    /// <summary>A change that is still in memory.</summary>
    public Change? Find(long revision)
    {
        var at = _recent.FirstAfter(revision - 1);
        return at < _recent.Count && _recent[at].Revision == revision ? _recent[at].Change : null;
    }

    // One that only the tail replaced must stay: a crash would lose both.
    public bool IsReplaced(StoredChange stored) =>
        Revisions[stored.Kind, stored.Key] is var latest && latest > stored.Revision && latest <= WrittenTo;

    public TailStretch? Unwritten(int countMax, long settled)
    {
        var at = _recent.FirstAfter(WrittenTo);
        if (at == _recent.Count) return null;
        var changes = new List<RecentChange>();
        var to = WrittenTo;
        for (; at < _recent.Count && changes.Count < countMax; at++)
        {
            to = _recent[at].Revision;
            if (Revisions.IsLatest(_recent[at])) changes.Add(_recent[at]);
        }

        var isLow = _reserved - HeadRevision < ReservedAtOnce / 2;
        return new TailStretch(changes, to, at == _recent.Count ? settled : null)
        {
            Reserve = isLow ? _reserved + ReservedAtOnce : null,
        };
    }

    public void Written(TailStretch stretch)
    {
        WrittenTo = stretch.To;
        _reserved = stretch.Reserve ?? _reserved;
        ForgetOld();
    }

    private void ForgetOld()
    {
        while (!_isUntold && _recent.Count > recentMax && _recent[0].Revision <= WrittenTo)
            ForgottenTo = _recent.ForgetFirst();
    }
}
