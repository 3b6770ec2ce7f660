using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// One film's places on lists, folded. A critic's greatest credit over the years' lists counts once; the sums
/// of a year count every list of that year. A list that names two ids of the film places it once, where it
/// stands best.
/// </summary>
internal sealed class PlacementTally(FilmIds ids, Merges<CriticId> merges)
{
    // By the id each list was published under.
    private readonly Dictionary<CriticId, List<ListSlot>> _critics = [];
    private readonly SortedList<int, YearSums> _years = [];
    private ImmutableArray<YearSums>? _yearsInOrder;
    private Calibration _calibration = Calibration.BuiltIn;

    public IEnumerable<Placement> Standing => merges.Survivors(_critics.Keys).SelectMany(StandingOf);

    public CreditSums Credits { get; private set; }

    /// <summary>In ascending order of the year; years without placements are left out.</summary>
    public ImmutableArray<YearSums> Years => _yearsInOrder ??= [.. _years.Values];

    /// <summary>Placements by critics invented for the demo.</summary>
    public int Samples { get; private set; }

    /// <summary>
    /// Whether it is told of each entry of the lists it hears of. If not, it may not know that a list the
    /// film had left was withdrawn: then such a list says nothing, and of two by ids of one critic, which
    /// never both stand, the one that names the film does.
    /// </summary>
    public bool HearsAll { get; set; }

    /// <summary>
    /// The ids under which lists were published that ever named the film; where other ids counted for it at
    /// some time, those whose lists it is on.
    /// </summary>
    public IEnumerable<CriticId> Critics =>
        from critic in _critics
        where critic.Value.Exists(list => ids.AreOne ? list.Named : PlacementOn(list) is not null)
        select critic.Key;

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
        var placement = list?.PlacementOf(ids.Own, entry.Position, entry.RecordedAt);
        var others = list is null ? null : OthersOn(list, entry);
        slot.Named |= placement is not null || others is { Count: > 0 } || Drops(entry.Fact);
        if (entry.Position > slot.Position)
        {
            Count(slot.Critic, -1);
            (slot.Position, slot.RecordedAt) = (entry.Position, entry.RecordedAt);
            (slot.Placement, slot.Others, slot.Stands) = (placement, others, list is not null);
            Count(slot.Critic, 1);
        }

        return slot.Named ? (slot.Position, slot.RecordedAt) : null;
    }

    /// <summary>
    /// Adds what stands of a critic to the sums (<paramref name="times"/> 1) or takes it away (−1).
    /// </summary>
    public void Count(CriticId critic, int times)
    {
        var counted = default(CountedPlacements);
        foreach (var placement in StandingOf(critic))
        {
            counted = counted.Or(placement, _calibration);
            CountYear(placement, times);
        }

        var (person, collective) = (counted.List.Credit, counted.Honour.Credit);
        Credits = times > 0
            ? Credits.Replace(CriticKind.Person, 0, person).Replace(CriticKind.Collective, 0, collective)
            : Credits.Replace(CriticKind.Person, person, 0).Replace(CriticKind.Collective, collective, 0);
    }

    /// <summary>Makes the sums again from what stands, under another calibration.</summary>
    public void SumAgain(Calibration calibration)
    {
        (_calibration, Credits, Samples, _yearsInOrder) = (calibration, default, 0, null);
        _years.Clear();
        foreach (var critic in merges.Survivors(_critics.Keys)) Count(critic, 1);
    }

    private List<(FilmId, Placement?)>? OthersOn(YearList list, LedgerEntry entry)
    {
        if (ids.Others.Count == 0) return null;
        return
        [
            .. from other in ids.Others
               let placement = list.PlacementOf(other, entry.Position, entry.RecordedAt)
               where placement is not null
               select (other, placement),
        ];
    }

    private bool Drops(Fact fact) => fact switch
    {
        ListPublished { Dropped.IsDefaultOrEmpty: false } published => published.Dropped.Any(ids.Names),
        ListWithdrawn { Dropped.IsDefaultOrEmpty: false } withdrawn => withdrawn.Dropped.Any(ids.Names),
        _ => false,
    };

    private Placement? PlacementOn(ListSlot slot)
    {
        if (ids.AreOne) return slot.Placement;
        return (slot.Others ?? []).Append((ids.Own, slot.Placement))
            .Where(placed => ids.Counted.Contains(placed.Item1)).Select(placed => placed.Item2)
            .OfType<Placement>().MinBy(placement => placement.From);
    }

    private List<ListSlot> Lists(CriticId id) => _critics.GetValueOrDefault(id) ?? [];

    private ListSlot SlotOf(CriticId critic, int year)
    {
        if (!_critics.TryGetValue(critic, out var lists)) _critics[critic] = lists = [];
        var slot = lists.Find(list => list.Year == year);
        if (slot is null) lists.Add(slot = new ListSlot(critic, year));
        return slot;
    }

    private IEnumerable<Placement> StandingOf(CriticId critic)
    {
        if (!merges.IsEmpty) return StandingOfMerged(merges.SurvivorOf(critic));
        return ids.AreOne
            ? Lists(critic).Select(list => list.Placement).OfType<Placement>()
            : Lists(critic).Select(PlacementOn).OfType<Placement>();
    }

    private IEnumerable<Placement> StandingOfMerged(CriticId survivor) =>
        merges.IdsOf(survivor).SelectMany(Lists).Select(list => list.Year).Distinct()
            .Select(year => merges.LastWord(survivor, id => LastWordOf(id, year)).Stands)
            .OfType<ListSlot>().Select(PlacementOn).OfType<Placement>()
            .Select(placement => placement with { Critic = survivor });

    private LastWord<ListSlot> LastWordOf(CriticId id, int year)
    {
        if (Lists(id).Find(list => list.Year == year) is not { } slot) return default;
        var stands = HearsAll ? slot.Stands : PlacementOn(slot) is not null;
        return new(slot.Position, stands ? slot : null);
    }

    private void CountYear(Placement placement, int times)
    {
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

        /// <summary>Whether the latest entry published it, whatever films it names.</summary>
        public bool Stands { get; set; }

        public Placement? Placement { get; set; }

        /// <summary>
        /// Where it names other films that may be merged into this one; null where there are none.
        /// </summary>
        public List<(FilmId Film, Placement? Placement)>? Others { get; set; }
    }
}
