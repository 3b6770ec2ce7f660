namespace Aggregator.Ledgers;

/// <summary>What a change is about; with a key it names one thing. The numbers are stored.</summary>
internal enum ChangeKind
{
    Film = 1,
    Critic = 2,
    Standing = 3,
    Season = 4,
    Key = 5,
    FilmMerge = 6,
}

/// <summary>A change and the thing it is about.</summary>
internal readonly record struct RecentChange(Change Change, ChangeKind Kind, int Key)
{
    public long Revision => Change.Revision;
}

/// <summary>
/// The latest changes in the order of revisions: those not written yet, and some more for followers that are
/// near the head. Not safe by itself: <see cref="LedgerMemory"/> guards it.
/// </summary>
internal sealed class RecentChanges
{
    private RecentChange[] _ring = new RecentChange[1024];
    private int _first;

    public int Count { get; private set; }

    public RecentChange this[int at] => _ring[(_first + at) & (_ring.Length - 1)];

    public void Append(RecentChange change)
    {
        if (Count == _ring.Length) Widen();
        _ring[(_first + Count) & (_ring.Length - 1)] = change;
        Count++;
    }

    /// <summary>
    /// The place of the first change after a revision; <see cref="Count"/> if there is none.
    /// </summary>
    public int FirstAfter(long revision)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Revision <= revision) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Forgets the oldest change and says its revision.</summary>
    public long ForgetFirst()
    {
        var revision = _ring[_first].Revision;
        _ring[_first] = default;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
        return revision;
    }

    private void Widen()
    {
        var wider = new RecentChange[_ring.Length * 2];
        for (var i = 0; i < Count; i++) wider[i] = this[i];
        (_ring, _first) = (wider, 0);
    }
}

/// <summary>The latest revision of each thing.</summary>
internal sealed class LatestRevisions
{
    private readonly LastPositions[] _byKind =
        [.. Enum.GetValues<ChangeKind>().Select(_ => new LastPositions())];

    /// <summary>How many things have one.</summary>
    public int Count { get; private set; }

    public long this[ChangeKind kind, int key]
    {
        get => _byKind[(int)kind - 1][key];
        set
        {
            if (_byKind[(int)kind - 1].Set(key, value) == 0) Count++;
        }
    }

    public bool IsLatest(RecentChange change) => this[change.Kind, change.Key] == change.Revision;
}
