using System.Collections.Immutable;

namespace Aggregator;

/// <summary>How many lists a season had from a day on.</summary>
public readonly record struct SeasonStep(DateOnly Day, int Lists, int Collectives);

/// <summary>
/// The lists of a season of which a film has to hear every entry, those too that do not name it: what was
/// dropped by an entry that does not count yet, or by the other of two critics who are one now, leaves the
/// list by one that says nothing of it.
/// </summary>
/// <param name="Merges">How those who published them came to be whom they are now.</param>
public sealed record StrayLists(ImmutableArray<LedgerEntry> Entries, ImmutableArray<CriticMerge> Merges)
{
    /// <summary>The position of the latest entry; 0 if there is none.</summary>
    public long Latest => SeasonChronicle.Latest(Entries);
}

/// <summary>One critic was merged into another, by the entry at a position.</summary>
public readonly record struct CriticMerge(CriticId From, CriticId Into, long Position);

/// <summary>
/// A season's totals on every day: its lists, each from the day it counts, folded as a film's entries are
/// (<see cref="FilmChronicle"/>).
/// </summary>
/// <param name="Position">That of the latest entry about one of its lists; 0 if there never was one.</param>
/// <param name="Films">Every film that a list of the season ever named, in the order of ids.</param>
public sealed record SeasonChronicle(
    int Season, long Position, ImmutableArray<SeasonStep> Steps, ImmutableArray<FilmId> Films)
{
    /// <summary>
    /// Every film that a list ever named which went astray (see <see cref="Astray"/>), in the order of ids.
    /// </summary>
    public ImmutableArray<FilmId> Strayed { get; init; } = [];

    /// <summary>The position of the latest entry about one of those lists; 0 if there is none.</summary>
    public long StrayedAt { get; init; }

    /// <summary>
    /// Folds every entry about a list of the season. <paramref name="mergesOf"/> says what
    /// <see cref="ILedger.MergesOf"/> does.
    /// </summary>
    public static SeasonChronicle Of(
        int season, IReadOnlyList<LedgerEntry> lists, Func<CriticId, IEnumerable<CriticMerge>> mergesOf)
    {
        var merges = Merges(Critics(lists), mergesOf);
        var heads = new Heads(merges);
        var steps = ImmutableArray.CreateBuilder<SeasonStep>();
        foreach (var day in lists.GroupBy(entry => entry.CountsFrom!.Value).OrderBy(day => day.Key))
        {
            foreach (var entry in day) heads.Apply(entry);
            steps.Add(new(day.Key, heads.Persons, heads.Collectives));
        }

        var astray = Astray(lists, merges);
        return new(season, Latest(lists), steps.DrainToImmutable(), NamedBy(lists))
        {
            Strayed = NamedBy(astray.Entries),
            StrayedAt = astray.Latest,
        };
    }

    /// <summary>
    /// The lists that were revised by what had appeared before, and those of a critic who had lists under
    /// several ids: on some days the one stands, on others the other. <paramref name="merges"/> are those of
    /// their critics, as <see cref="Merges"/> says.
    /// </summary>
    public static StrayLists Astray(IReadOnlyList<LedgerEntry> lists, ImmutableArray<CriticMerge> merges)
    {
        var whole = Whole(merges);
        var astray = lists.GroupBy(entry => whole.SurvivorOf(CriticOf(entry)))
            .Where(list => !IsInOrder(list.OrderBy(entry => entry.Position))
                || list.DistinctBy(CriticOf).Count() > 1)
            .ToDictionary(list => list.Key, list => list.ToImmutableArray());
        return new(
            [.. astray.Values.SelectMany(list => list)],
            [.. merges.Where(merge => astray.ContainsKey(whole.SurvivorOf(merge.From)))]);
    }

    /// <summary>Under whom lists were published.</summary>
    public static ImmutableArray<CriticId> Critics(IReadOnlyList<LedgerEntry> lists) =>
        [.. lists.Select(CriticOf).Distinct()];

    /// <summary>
    /// Every merge on the way from some critics to those who answer for them. What was said under an id since
    /// it was merged into counts for both, so that each of them matters, not the last alone.
    /// </summary>
    public static ImmutableArray<CriticMerge> Merges(
        ImmutableArray<CriticId> critics, Func<CriticId, IEnumerable<CriticMerge>> mergesOf) =>
        [.. critics.SelectMany(mergesOf).Distinct()];

    /// <summary>
    /// The lists that stood when a day had passed, each under the critic who answers for it now; of every
    /// entry about a list of the season.
    /// </summary>
    public static IEnumerable<YearList> ListsAt(
        DateOnly day, IReadOnlyList<LedgerEntry> lists, Func<CriticId, IEnumerable<CriticMerge>> mergesOf)
    {
        var heads = new Heads(Merges(Critics(lists), mergesOf));
        foreach (var entry in lists.Where(entry => entry.CountsFrom <= day)) heads.Apply(entry);
        return heads.Standing();
    }

    /// <summary>The totals when a day had passed.</summary>
    public SeasonTotals At(DateOnly day)
    {
        var (from, to) = (-1, Steps.Length);
        while (to - from > 1)
        {
            var middle = (from + to) / 2;
            if (Steps[middle].Day <= day) from = middle;
            else to = middle;
        }

        return from < 0
            ? SeasonTotals.None(Season)
            : new(Season, Steps[from].Lists, Steps[from].Collectives, Position);
    }

    /// <summary>The position of the latest of some entries; 0 of none.</summary>
    internal static long Latest(IEnumerable<LedgerEntry> entries) =>
        entries.Select(entry => entry.Position).DefaultIfEmpty().Max();

    private static Merges<CriticId> Whole(ImmutableArray<CriticMerge> merges)
    {
        var whole = new Merges<CriticId>();
        foreach (var merge in merges) whole.Hear(merge.From, merge.Into, merge.Position);
        return whole;
    }

    private static ImmutableArray<FilmId> NamedBy(IEnumerable<LedgerEntry> lists) =>
        [.. lists.SelectMany(FilmsOf).Distinct().Order()];

    private static bool IsInOrder(IEnumerable<LedgerEntry> list)
    {
        var last = DateOnly.MinValue;
        foreach (var entry in list)
        {
            if (entry.CountsFrom < last) return false;
            last = entry.CountsFrom!.Value;
        }

        return true;
    }

    private static IEnumerable<FilmId> FilmsOf(LedgerEntry entry) => entry.Fact switch
    {
        ListPublished fact => fact.List.Films.Concat(fact.Dropped),
        ListWithdrawn fact => fact.Dropped,
        _ => throw NoList(entry),
    };

    private static CriticId CriticOf(LedgerEntry entry) => entry.Fact switch
    {
        ListPublished fact => fact.List.Critic,
        ListWithdrawn fact => fact.Critic,
        _ => throw NoList(entry),
    };

    private static ArgumentException NoList(LedgerEntry entry) =>
        new($"{entry.Fact.GetType().Name} is about no list.", nameof(entry));

    /// <summary>Which lists stand, and how many.</summary>
    private sealed class Heads(ImmutableArray<CriticMerge> merges)
    {
        private readonly Dictionary<CriticId, LastWord<YearList>> _lists = [];
        private readonly Merges<CriticId> _merges = Whole(merges);

        public int Persons { get; private set; }

        public int Collectives { get; private set; }

        public void Apply(LedgerEntry entry)
        {
            var critic = CriticOf(entry);
            if (entry.Position <= _lists.GetValueOrDefault(critic).Position) return;
            Count(critic, -1);
            _lists[critic] = new(entry.Position, (entry.Fact as ListPublished)?.List);
            Count(critic, 1);
        }

        public IEnumerable<YearList> Standing() =>
            from critic in _merges.Survivors(_lists.Keys).Order()
            let list = StandingOf(critic)
            where list is not null
            select list with { Critic = critic };

        private YearList? StandingOf(CriticId survivor) =>
            _merges.LastWord(survivor, id => _lists.GetValueOrDefault(id)).Stands;

        private void Count(CriticId critic, int times)
        {
            switch (StandingOf(_merges.SurvivorOf(critic))?.Kind)
            {
                case CriticKind.Person: Persons += times; break;
                case CriticKind.Collective: Collectives += times; break;
            }
        }
    }
}
