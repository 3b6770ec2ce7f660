using Aggregator.Client;

namespace Aggregator.Gateway.Reads;

/// <summary>Pages of rankings as they are shown.</summary>
internal static class RankingViews
{
    public static RankingPage Of(
        (Board Board, PastBoard? Past) from, Ranking ranking, RankingCursor? after, int first)
    {
        // One more than asked for tells whether another page follows.
        var lines = ranking.Page(after, first + 1);
        var unit = UnitOf(ranking.By);
        var items = new List<RankedFilmView>(first);
        for (var i = 0; i < lines.Count && i < first; i++) items.Add(Line(from, ranking, lines[i], unit));
        return new RankingPage
        {
            Scope = ranking.Scope.ToString(),
            By = RankingNames.NameOf(ranking.By),
            Items = items,
            Next = lines.Count > first ? ranking.CursorAfter(lines[first - 1].Film).ToString() : null,
            Total = ranking.Count,
        };
    }

    private static RankedFilmView Line(
        (Board Board, PastBoard? Past) from, Ranking ranking, RankedFilm line, string unit)
    {
        var (film, standing) = (line.Film.Film, line.Film.Standing);
        var pending = standing.IsPending(from.Board.Calibration);
        var sums = AcclaimViews.YearOf(standing, ranking.Scope.Season ?? standing.Totals?.Season);
        return new RankedFilmView
        {
            Place = line.Place,
            Film = film.Id.Value,
            Title = film.Title,
            Year = film.Year,
            Refs = CatalogueViews.Refs(film),
            Value = ValueOf(ranking.By, ranking.ValueOf(line.Film)),
            Unit = unit,
            Acclaim = pending ? null : AcclaimViews.Hundredths(standing.Acclaim.Headline),
            Interval = pending ? null : AcclaimViews.Interval(standing.Acclaim.Low, standing.Acclaim.High),
            Verdicts = standing.Verdicts.Count,
            Approval = standing.Verdicts.Approval is { } approval ? AcclaimViews.Hundredths(approval.Value)
                : null,
            Mentions = sums.Mentions,
            Firsts = sums.Firsts,
            Best = sums.Best,
            Moved = from.Past?.PlaceOf(ranking.Scope, ranking.By, film.Id) - line.Place,
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
        return Profiles.Live.First(profile => profile.Name == name).Unit;
    }
}
