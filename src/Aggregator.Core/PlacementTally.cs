using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// One film's places on lists, folded. A critic's greatest credit over the years' lists counts once; the sums
/// of a year count every list of that year.
/// </summary>
internal sealed class PlacementTally(FilmId film)
{
    private readonly Dictionary<CriticId, List<ListSlot>> _critics = [];
    private readonly SortedList<int, YearSums> _years = [];
    private ImmutableArray<YearSums>? _yearsInOrder;
    private Calibration _calibration = Calibration.BuiltIn;

    public IEnumerable<Placement> Standing => _critics.Values
        .SelectMany(lists => lists).Select(slot => slot.Placement).OfType<Placement>();

    public CreditSums Credits { get; private set; }

    /// <summary>In ascending order of the year; years without placements are left out.</summary>
    public ImmutableArray<YearSums> Years => _yearsInOrder ??= [.. _years.Values];

    /// <summary>Placements by critics invented for the demo.</summary>
    public int Samples { get; private set; }

    /// <summary>
    /// Folds in a list published or withdrawn. Answers the latest entry of that list if the list names or
    /// ever named the film, null if the film has nothing to do with it.
    /// </summary>
    public (long Position, DateTimeOffset RecordedAt)? Apply(LedgerEntry entry)
    {
        var slot = entry.Fact switch
        {
            ListPublished fact => SlotOf(fact.List.Critic, fact.List.Year),
            ListWithdrawn fact => SlotOf(fact.Critic, fact.Year),
            _ => throw new ArgumentException($"{entry.Fact.GetType().Name} is about no list.", nameof(entry)),
        };
        var list = (entry.Fact as ListPublished)?.List;
        var placement = list?.PlacementOf(film, entry.Position, entry.RecordedAt);
        slot.Named |= placement is not null || Drops(entry.Fact);
        if (entry.Position > slot.Position)
        {
            (slot.Position, slot.RecordedAt) = (entry.Position, entry.RecordedAt);
            Replace(slot, placement);
        }

        return slot.Named ? (slot.Position, slot.RecordedAt) : null;
    }

    /// <summary>Makes the sums again from what stands, under another calibration.</summary>
    public void SumAgain(Calibration calibration)
    {
        var standing = Standing.ToArray();
        foreach (var lists in _critics.Values)
            foreach (var slot in lists)
                Replace(slot, null);
        _calibration = calibration;
        foreach (var placement in standing) Replace(SlotOf(placement.Critic, placement.Year), placement);
    }

    private bool Drops(Fact fact) => fact switch
    {
        ListPublished published => published.Dropped.Contains(film),
        ListWithdrawn withdrawn => withdrawn.Dropped.Contains(film),
        _ => false,
    };

    private ListSlot SlotOf(CriticId critic, int year)
    {
        if (!_critics.TryGetValue(critic, out var lists)) _critics[critic] = lists = [];
        var slot = lists.Find(list => list.Year == year);
        if (slot is null) lists.Add(slot = new ListSlot(critic, year));
        return slot;
    }

    private void Replace(ListSlot slot, Placement? placement)
    {
        var before = slot.Placement;
        if (before is null && placement is null) return;

        var lists = _critics[slot.Critic];
        var person = Greatest(lists, CriticKind.Person);
        var collective = Greatest(lists, CriticKind.Collective);
        slot.Placement = placement;
        Credits = Credits
            .Replace(CriticKind.Person, person, Greatest(lists, CriticKind.Person))
            .Replace(CriticKind.Collective, collective, Greatest(lists, CriticKind.Collective));
        CountYear(before, -1);
        CountYear(placement, 1);
    }

    private int Greatest(List<ListSlot> lists, CriticKind kind)
    {
        var greatest = 0;
        foreach (var list in lists)
        {
            if (list.Placement is { } placement && placement.Kind == kind)
                greatest = Math.Max(greatest, placement.Credit(_calibration));
        }

        return greatest;
    }

    private void CountYear(Placement? placement, int times)
    {
        if (placement is null) return;
        if (placement.Critic.IsSample) Samples += times;

        if (!_years.TryGetValue(placement.Year, out var sums)) sums = new YearSums { Year = placement.Year };
        sums = sums.With(placement, times, _calibration);
        if (sums.IsEmpty) _years.Remove(placement.Year);
        else _years[placement.Year] = sums;
        _yearsInOrder = null;
    }

    /// <summary>
    /// One critic's list of one year. It keeps its position when the film is dropped from it, so that an
    /// older entry delivered late cannot bring the film back.
    /// </summary>
    private sealed class ListSlot(CriticId critic, int year)
    {
        public CriticId Critic { get; } = critic;

        public int Year { get; } = year;

        public long Position { get; set; }

        public DateTimeOffset RecordedAt { get; set; }

        /// <summary>
        /// Whether any entry of this list named the film: then its latest entry touches it.
        /// </summary>
        public bool Named { get; set; }

        public Placement? Placement { get; set; }
    }
}
