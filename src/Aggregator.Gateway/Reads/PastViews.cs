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
        var told = point.Told;
        return new FilmPointView
        {
            Day = point.Day,
            Season = told.Season,
            Status = told.Acclaim is null ? "pending" : "rated",
            Needs = told.Acclaim is null ? Calibration.BuiltIn.VerdictsMin - told.Verdicts : null,
            Acclaim = told.Acclaim is { } acclaim ? AcclaimViews.Hundredths(acclaim.Headline) : null,
            Interval = told.Acclaim is var (_, low, high) ? AcclaimViews.Interval(low, high) : null,
            Verdicts = told.Verdicts,
            Approval = told.Approval is { } share ? AcclaimViews.Hundredths(share.Value) : null,
            Mentions = told.Listed.Mentions,
            Firsts = told.Listed.Firsts,
            Best = told.Listed.Best,
            Place = told.Place,
        };
    }

    private static string NameOf(HistoryEach each) => each == HistoryEach.Week ? "week" : "day";
}
