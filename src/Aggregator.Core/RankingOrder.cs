namespace Aggregator;

/// <summary>The names of <see cref="RankingBy"/> on the wire.</summary>
public static class RankingNames
{
    /// <summary>The first so many are always live; the others are computed when somebody asks.</summary>
    public const int LiveCount = (int)RankingBy.Dowdall + 1;

    private static readonly string[] Names =
    [
        "acclaim", "mean", "approval", "mentions", "honours", "lists-321", "borda", "dowdall",
        "schulze", "ranked-pairs", "plackett-luce",
    ];

    /// <summary>Every order, as its name on the wire.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string NameOf(RankingBy by) => Names[(int)by];

    public static bool IsLive(RankingBy by) => (int)by < LiveCount;

    /// <summary>Whether it is an order by what persons' lists give, always live.</summary>
    public static bool IsByLists(RankingBy by) =>
        by is RankingBy.Mentions or RankingBy.Lists321 or RankingBy.Borda or RankingBy.Dowdall;

    public static bool TryRead(string? text, out RankingBy by)
    {
        var at = Array.IndexOf(Names, text);
        by = at < 0 ? default : (RankingBy)at;
        return at >= 0;
    }
}

/// <summary>
/// What a film is ordered by, in the profile's integer units; the greater first, then the film's id.
/// </summary>
internal readonly record struct RankingValue(long First, long Second)
{
    private const int SecondBits = 24;
    private const long FirstMax = (1L << (64 - SecondBits)) - 1;
    private const long SecondMax = (1L << SecondBits) - 1;

    /// <summary>
    /// Both numbers in one, the best film's the smallest. Numbers beyond 2^40 and 2^24 (a hundred thousand
    /// ballots that name a film first, sixteen million verdicts) are no longer told apart.
    /// </summary>
    public ulong Order
    {
        get
        {
            var first = (ulong)Math.Clamp(First, 0, FirstMax);
            var second = (ulong)Math.Clamp(Second, 0, SecondMax);
            return ulong.MaxValue - ((first << SecondBits) | second);
        }
    }
}

/// <summary>Which film stands in which ranking, and by what (<c>method.md</c> §5, §6a).</summary>
internal static class RankingOrder
{
    /// <summary>
    /// Verdicts (for the mean of all time: ratings) that a film needs on the boards by verdicts.
    /// </summary>
    public const int VerdictsMin = 7;

    private static readonly RankingBy[] ByVerdicts = [RankingBy.Acclaim, RankingBy.Mean, RankingBy.Approval];

    private static readonly RankingBy[] ByPersons =
        [RankingBy.Mentions, RankingBy.Lists321, RankingBy.Borda, RankingBy.Dowdall];

    /// <summary>The value of a film in a scope, 0 where it has none.</summary>
    public static RankingValue ValueOf(Standing standing, Scope scope, RankingBy by)
    {
        var verdicts = standing.Verdicts;
        return by switch
        {
            RankingBy.Acclaim => new(standing.Acclaim.Low, standing.Acclaim.Headline),
            RankingBy.Mean => new(verdicts.Mean ?? 0, verdicts.Rated),
            RankingBy.Approval => new(Approving(verdicts), verdicts.Count),
            _ => ValueOf(YearOf(standing, scope), by),
        };
    }

    /// <summary>The same in an order by one year's lists.</summary>
    public static RankingValue ValueOf(in YearSums year, RankingBy by) => by switch
    {
        RankingBy.Mentions => new(year.Mentions, 0),
        RankingBy.Honours => new(year.HonourCredit, year.Best),
        RankingBy.Lists321 => new(year.HalfPoints, 0),
        RankingBy.Borda => new(year.Borda, 0),
        _ => new(year.Dowdall, 0),
    };

    /// <summary>Whether a film stands in a ranking.</summary>
    public static bool Holds(Standing standing, Scope scope, RankingBy by) => by switch
    {
        RankingBy.Acclaim or RankingBy.Mean or RankingBy.Approval => HoldsByVerdicts(standing, scope, by),
        RankingBy.Honours => YearOf(standing, scope).HonourMentions > 0,
        _ => YearOf(standing, scope).Mentions > 0,
    };

    /// <summary>Every ranking that a film stands in, each once.</summary>
    public static void Collect(Standing standing, List<(Scope Scope, RankingBy By)> into)
    {
        into.Clear();
        foreach (var by in ByVerdicts)
        {
            if (HoldsByVerdicts(standing, Scope.AllTime, by)) into.Add((Scope.AllTime, by));
            if (standing.Totals is not { Season: var season }) continue;
            if (HoldsByVerdicts(standing, Scope.Of(season), by)) into.Add((Scope.Of(season), by));
        }

        foreach (var year in standing.Years)
        {
            var scope = Scope.Of(year.Year);
            if (year.HonourMentions > 0) into.Add((scope, RankingBy.Honours));
            if (year.Mentions == 0) continue;
            foreach (var by in ByPersons) into.Add((scope, by));
        }
    }

    private static bool HoldsByVerdicts(Standing standing, Scope scope, RankingBy by)
    {
        var verdicts = standing.Verdicts;
        if (scope.Season is { } season && standing.Totals?.Season != season) return false;
        if (verdicts.Count < VerdictsMin) return false;
        var ratingsMin = scope.Season is null ? VerdictsMin : VerdictSums.CountMin;
        return by != RankingBy.Mean || verdicts.Rated >= ratingsMin;
    }

    private static YearSums YearOf(Standing standing, Scope scope)
    {
        foreach (var year in standing.Years)
        {
            if (year.Year == scope.Season) return year;
        }

        return default;
    }

    private static long Approving(in VerdictSums sums) =>
        sums.Count == 0 ? 0 : Approval.ValueOf(sums.Positive, sums.Count);
}
