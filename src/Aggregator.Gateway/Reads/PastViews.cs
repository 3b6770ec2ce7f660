using Aggregator.Client;

namespace Aggregator.Gateway.Reads;

/// <summary>What was, as it is shown.</summary>
internal static class PastViews
{
    public static FilmHistoryView Of(FilmId film, FilmHistory history, HistoryEach each) => new()
    {
        Film = film.Value,
        Profile = Profiles.Acclaim,
        By = NameOf(each),
        Items = [.. history.Points.Select(Point)],
        LeftOut = history.LeftOut,
    };

    /// <summary>Films are called what they are called now.</summary>
    public static RankingHistoryView Of(Board now, RankingHistory history, HistoryEach each) => new()
    {
        Scope = "",
        By = "",
        Each = NameOf(each),
        Films = [.. history.Films.Select(now.Called).Select(film => new HistoryFilm
        {
            Film = film.Id.Value,
            Title = film.Title,
            Year = film.Year,
        })],
        Items = [.. history.Days.Select(day => new RankingDayView
        {
            Day = day.Day,
            Films = [.. history.Films.Zip(day.Places, PlaceOf).OfType<HistoryPlace>()
                .OrderBy(film => film.Place).ThenBy(film => film.Film, StringComparer.Ordinal)],
        })],
        LeftOut = history.LeftOut,
    };

    private static HistoryPlace? PlaceOf(FilmId film, int? place) =>
        place is { } known ? new HistoryPlace { Place = known, Film = film.Value } : null;

    private static FilmPointView Point(FilmPoint point)
    {
        var standing = point.Standing;
        var (pending, verdicts) = (standing.IsPending(Calibration.BuiltIn), standing.Verdicts);
        var home = AcclaimViews.YearOf(standing, standing.Totals?.Season);
        var (headline, low, high) = (
            standing.Acclaim.Headline, standing.Acclaim.Low, standing.Acclaim.High);
        return new FilmPointView
        {
            Day = point.Day,
            Season = standing.Totals?.Season,
            Status = pending ? "pending" : "rated",
            Needs = pending ? Calibration.BuiltIn.VerdictsMin - verdicts.Count : null,
            Acclaim = pending ? null : AcclaimViews.Hundredths(headline),
            Interval = pending ? null : AcclaimViews.Interval(low, high),
            Verdicts = verdicts.Count,
            Approval = verdicts.Approval is { } share ? AcclaimViews.Hundredths(share.Value) : null,
            Mentions = home.Mentions,
            Firsts = home.Firsts,
            Best = home.Best,
            Place = point.Place,
        };
    }

    private static string NameOf(HistoryEach each) => each == HistoryEach.Week ? "week" : "day";
}
