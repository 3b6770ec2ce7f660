using System.Collections.Immutable;

namespace Aggregator;

/// <summary>How far apart the points of a history are at least.</summary>
public enum HistoryEach
{
    Day,

    /// <summary>From Monday to Sunday; a point bears the day its week ends.</summary>
    Week,
}

/// <summary>A film when a day had passed. The place is that in its season then.</summary>
public readonly record struct FilmPoint(DateOnly Day, Standing Standing, int? Place)
{
    /// <summary>What is told of that day: a pending film's acclaim is not.</summary>
    public FilmTold Told
    {
        get
        {
            var season = Standing.Totals?.Season;
            var home = Standing.Years.FirstOrDefault(year => year.Year == season);
            var (acclaim, verdicts) = (Standing.Acclaim, Standing.Verdicts);
            return new(season, verdicts.Count, verdicts.Approval, Place)
            {
                Acclaim = Standing.IsPending(Calibration.BuiltIn)
                    ? null
                    : (acclaim.Headline, acclaim.Low, acclaim.High),
                Listed = (home.Mentions, home.Firsts, home.Best),
            };
        }
    }
}

/// <summary>The numbers of a film that its history tells.</summary>
public readonly record struct FilmTold(int? Season, int Verdicts, Approval? Approval, int? Place)
{
    /// <summary>With the ends of its interval; null while pending.</summary>
    public (int Headline, int Low, int High)? Acclaim { get; init; }

    /// <summary>On lists of its season.</summary>
    public (int Mentions, int Firsts, int Best) Listed { get; init; }
}

/// <summary>
/// How a film came to be what it is: from its first fact on, the days on which what is told of it became
/// another; of more than <see cref="PointsMax"/> the latest.
/// </summary>
/// <param name="LeftOut">How many earlier points there are.</param>
public sealed record FilmHistory(ImmutableArray<FilmPoint> Points, int LeftOut)
{
    public const int PointsMax = 1000;

    /// <summary>
    /// From all that the film has been, and how the places of every season went in which it competed.
    /// </summary>
    public static FilmHistory Of(
        FilmId film, IEnumerable<FilmStep> steps, IReadOnlyList<PlaceHistory> seasons, HistoryDays days)
    {
        FilmStep[] spoken = [.. steps.SkipWhile(step => IsUnheard(step.Standing))];
        if (spoken.Length == 0) return new([], 0);

        var moved = seasons.SelectMany(season => season.Days).Where(day => day > spoken[0].Day);
        var closing = days.Closing(spoken.Select(step => step.Day).Concat(moved));
        var actual = closing.Select(day => day.Last);
        var places = new int?[closing.Length];
        foreach (var season in seasons)
        {
            var at = 0;
            foreach (var place in season.PlacesOf(film, actual)) places[at++] ??= place;
        }

        var (points, last) = (new List<FilmPoint>(), (FilmTold?)null);
        for (int i = 0, next = 0; i < closing.Length; i++)
        {
            while (next + 1 < spoken.Length && spoken[next + 1].Day <= closing[i].Last) next++;
            var point = new FilmPoint(closing[i].Day, spoken[next].Standing, places[i]);
            var told = point.Told;
            if (told != last) points.Add(point);
            last = told;
        }

        var leftOut = Math.Max(0, points.Count - PointsMax);
        return new([.. points.Skip(leftOut)], leftOut);
    }

    private static bool IsUnheard(Standing standing) =>
        standing.Verdicts == default && standing.Years.IsEmpty;
}

/// <summary>
/// How the places of a ranking's best went: the days on which the films in its first places, or their order,
/// became others; of more than <see cref="DaysMax"/> the latest.
/// </summary>
/// <param name="Films">Those that were among the best on one of the days, the best first.</param>
/// <param name="Days">The day, and the place each of the films had when it had passed.</param>
/// <param name="LeftOut">How many earlier days there are.</param>
public sealed record RankingHistory(
    ImmutableArray<FilmId> Films, ImmutableArray<(DateOnly Day, ImmutableArray<int?> Places)> Days,
    int LeftOut)
{
    public const int DaysMax = 366;
    public const int TopMax = 50;

    /// <summary>Of more films those that came highest.</summary>
    public const int FilmsMax = 200;

    public static RankingHistory Of(PlaceHistory places, int top, HistoryDays days)
    {
        var turns = places.TurnsOf(top, days.Closing(places.Days));
        var listed = turns.Skip(Math.Max(0, turns.Count - DaysMax)).ToArray();
        int?[][] all = [.. places.Places(listed.Select(day => day.Last))];
        int[] best =
        [
            .. Enumerable.Range(0, places.Films.Length)
                .Select(film => (Film: film, Place: all.Min(day => day[film]) ?? int.MaxValue))
                .Where(film => film.Place <= top)
                .OrderBy(film => film.Place).ThenBy(film => places.Films[film.Film])
                .Take(FilmsMax).Select(film => film.Film),
        ];
        return new(
            [.. best.Select(film => places.Films[film])],
            [.. listed.Select((day, i) => (day.Day, best.Select(film => all[i][film]).ToImmutableArray()))],
            turns.Count - listed.Length);
    }
}

/// <summary>The days of a history: each, or each week's last, and none after today.</summary>
public readonly record struct HistoryDays(HistoryEach Each, DateOnly Today)
{
    private const int DaysAWeek = 7;

    /// <summary>
    /// Under which day something of each of some days is told, and the last of them that is told under it.
    /// What counts from tomorrow on counts today: so what is told of today is what is now.
    /// </summary>
    public ImmutableArray<(DateOnly Day, DateOnly Last)> Closing(IEnumerable<DateOnly> days)
    {
        var closing = ImmutableArray.CreateBuilder<(DateOnly Day, DateOnly Last)>();
        foreach (var day in days.Distinct().Order())
        {
            var told = Told(day);
            if (closing.Count > 0 && closing[^1].Day == told) closing[^1] = (told, day);
            else closing.Add((told, day));
        }

        return closing.DrainToImmutable();
    }

    private DateOnly Told(DateOnly day)
    {
        var daysLeft = (DaysAWeek - (int)day.DayOfWeek) % DaysAWeek;
        if (Each == HistoryEach.Week && day.DayNumber + daysLeft <= Today.DayNumber)
            day = day.AddDays(daysLeft);
        else if (Each == HistoryEach.Week) day = Today;
        return day < Today ? day : Today;
    }
}
