using Aggregator.Client;

namespace Aggregator.Gateway.Reads;

/// <summary>All that a page of a ranking is made of, as it is at one moment.</summary>
internal readonly record struct RankingShown(Board Board, Ranking Ranking, PastBoard? Past)
{
    public ListPlaces? Places { get; init; }
}

/// <summary>An order that was computed of a whole season, with its films as they were then.</summary>
internal readonly record struct ComparedShown(
    ComparedRanking Ranking, (Film Film, Standing Standing)[] Films, Calibration Calibration);

/// <summary>Pages of rankings as they are shown.</summary>
internal static class RankingViews
{
    public static RankingPage Of(RankingShown from, RankingCursor? after, int first)
    {
        var ranking = from.Ranking;
        // One more than asked for tells whether another page follows.
        var lines = ranking.Page(after, first + 1);
        var unit = UnitOf(ranking.By);
        var items = new List<RankedFilmView>(first);
        for (var i = 0; i < lines.Count && i < first; i++)
        {
            var (place, film) = lines[i];
            items.Add(Line((film.Film, film.Standing), ranking.Scope, from.Board.Calibration) with
            {
                Place = place,
                Value = ValueOf(ranking.By, ranking.ValueOf(film)),
                Unit = unit,
                Moved = from.Past?.PlaceOf(ranking.Scope, ranking.By, film.Film.Id) - place,
                PlaceInterval = from.Places?.Find(film.Film.Id, place) is var (best, worst)
                    ? [best, worst]
                    : null,
            });
        }

        return new RankingPage
        {
            Scope = ranking.Scope.ToString(),
            By = RankingNames.NameOf(ranking.By),
            Items = items,
            Next = lines.Count > first ? ranking.CursorAfter(lines[first - 1].Film).ToString() : null,
            Total = ranking.Count,
        };
    }

    /// <summary>A page of a ranking as it was; films are called what they are called now.</summary>
    public static RankingPage Of(Board now, PastRanking ranking, RankingCursor? after, int first)
    {
        var lines = ranking.Page(after, first + 1).ToArray();
        return new RankingPage
        {
            Scope = ranking.Scope.ToString(),
            By = RankingNames.NameOf(ranking.By),
            Items =
            [
                .. lines.Take(first).Select(line =>
                    Line((now.Called(line.Standing.Film), line.Standing), ranking.Scope, now.Calibration) with
                    {
                        Place = line.Place,
                        Value = ValueOf(ranking.By, line.Value),
                        Unit = UnitOf(ranking.By),
                    }),
            ],
            Next = lines.Length > first ? ranking.CursorAfter(lines[first - 1]).ToString() : null,
            Total = ranking.Count,
        };
    }

    /// <summary>A page of an order that was computed of a whole season.</summary>
    public static RankingPage Of(ComparedShown from, Scope scope, RankingCursor? after, int first)
    {
        var ranking = from.Ranking;
        var start = ranking.CountUpTo(after);
        var end = Math.Min(start + first, ranking.Films.Length);
        return Empty(scope, ranking.By) with
        {
            Items = [.. Enumerable.Range(start, end - start).Select(i => Line(from, i, scope))],
            Next = end < ranking.Films.Length ? ranking.CursorAfter(end - 1, scope).ToString() : null,
            Total = ranking.Films.Length,
        };
    }

    /// <summary>A page of such an order with nothing in it.</summary>
    public static RankingPage Empty(Scope scope, RankingBy by) => new()
    {
        Scope = scope.ToString(),
        By = RankingNames.NameOf(by),
        Items = [],
    };

    private static RankedFilmView Line(ComparedShown from, int at, Scope scope)
    {
        var film = from.Ranking.Films[at];
        return Line(from.Films[at], scope, from.Calibration) with
        {
            Place = film.Place,
            Value = film.Value,
            Unit = UnitOf(from.Ranking.By),
        };
    }

    /// <summary>What every ranking shows of a film.</summary>
    private static RankedFilmView Line(
        (Film Film, Standing Standing) shown, Scope scope, Calibration calibration)
    {
        var (film, standing) = shown;
        var pending = standing.IsPending(calibration);
        var sums = AcclaimViews.YearOf(standing, scope.Season ?? standing.Totals?.Season);
        return new RankedFilmView
        {
            Film = film.Id.Value,
            Title = film.Title,
            Year = film.Year,
            Refs = CatalogueViews.Refs(film),
            Unit = "",
            Acclaim = pending ? null : AcclaimViews.Hundredths(standing.Acclaim.Headline),
            Interval = pending ? null : AcclaimViews.Interval(standing.Acclaim.Low, standing.Acclaim.High),
            Verdicts = standing.Verdicts.Count,
            Approval = standing.Verdicts.Approval is { } approval ? AcclaimViews.Hundredths(approval.Value)
                : null,
            Mentions = sums.Mentions,
            Firsts = sums.Firsts,
            Best = sums.Best,
            Sample = standing.Sample,
        };
    }

    // The profiles' integer units, as decimals with exactly their digits.
    private static decimal ValueOf(RankingBy by, long value) => by switch
    {
        RankingBy.Acclaim or RankingBy.Mean or RankingBy.Approval => AcclaimViews.Scaled(value, 2),
        RankingBy.Honours => AcclaimViews.Scaled(value, 4),
        RankingBy.Lists321 => AcclaimViews.Halves(value),
        RankingBy.Borda or RankingBy.Dowdall => AcclaimViews.Millionths(value),
        _ => value,
    };

    private static string UnitOf(RankingBy by)
    {
        var name = by == RankingBy.Acclaim ? Profiles.Acclaim : RankingNames.NameOf(by);
        return Profiles.All.First(profile => profile.Name == name).Unit;
    }
}
