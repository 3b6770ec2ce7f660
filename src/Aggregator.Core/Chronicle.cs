using System.Collections.Concurrent;

namespace Aggregator;

/// <summary>
/// What some films, and the seasons they competed in, were on every day. Of the films of a scope it gives the
/// scope's rankings as they were.
/// </summary>
public sealed class Chronicle
{
    public static readonly Chronicle Empty = new([], [], Calibration.BuiltIn);

    // A reader who turns pages asks for one day again and again.
    private const int RankingsKept = 8;

    private readonly Dictionary<FilmId, FilmChronicle> _films;
    private readonly Dictionary<int, SeasonChronicle> _seasons;
    private readonly Calibration _calibration;
    private readonly ConcurrentDictionary<(Scope, RankingBy), Lazy<PlaceHistory>> _places = [];
    private readonly ConcurrentDictionary<(Scope, RankingBy, DateOnly), Lazy<PastRanking>> _rankings = [];

    private Chronicle(
        Dictionary<FilmId, FilmChronicle> films, Dictionary<int, SeasonChronicle> seasons,
        Calibration calibration) => (_films, _seasons, _calibration) = (films, seasons, calibration);

    /// <summary>Of these films and seasons; where one is there twice the later stands.</summary>
    public static Chronicle Of(
        IEnumerable<FilmChronicle> films, IEnumerable<SeasonChronicle> seasons, Calibration calibration)
    {
        var (known, counted) = (
            new Dictionary<FilmId, FilmChronicle>(), new Dictionary<int, SeasonChronicle>());
        foreach (var film in films) known[film.Film] = film;
        foreach (var season in seasons) counted[season.Season] = season;
        return new(known, counted, calibration);
    }

    /// <summary>
    /// The films that may have been in a ranking of a scope on any day. <paramref name="listed"/> are those
    /// that a list of the season ever named.
    /// </summary>
    public static IEnumerable<BoardFilm> FilmsOf(Board board, Scope scope, IEnumerable<FilmId> listed)
    {
        if (scope.Season is not { } season) return board.Heard();
        var named = listed.Select(film => board.FindAnswering(film.Value)?.Film.Id ?? film).ToHashSet();
        return board.Heard().Where(film =>
            film.Standing.Totals?.Season == season || film.Film.Season == season || film.Film.Year == season
            || film.Film.Released?.Year == season || named.Contains(film.Film.Id));
    }

    public IReadOnlyDictionary<FilmId, FilmChronicle> Films => _films;

    public IReadOnlyDictionary<int, SeasonChronicle> Seasons => _seasons;

    /// <summary>A film as it was when a day had passed; null where this does not know it.</summary>
    public Standing? At(FilmId film, DateOnly day) =>
        _films.TryGetValue(film, out var chronicle) ? Scored(chronicle.At(day), day) : null;

    /// <summary>Any standing, scored with its season's totals of a day.</summary>
    public Standing Scored(Standing standing, DateOnly day) =>
        standing.Rescore(TotalsOf(standing, day), _calibration);

    /// <summary>All that a film has been, in the order of days; nothing where it is not known.</summary>
    public IEnumerable<FilmStep> StepsOf(FilmId film) =>
        _films.TryGetValue(film, out var chronicle) ? Scored(chronicle) : [];

    /// <summary>The ranking as it was when a day had passed.</summary>
    public PastRanking Ranking(Scope scope, RankingBy by, DateOnly day)
    {
        // Whichever goes, it can be made again.
        if (_rankings.Count >= RankingsKept) _rankings.Clear();
        return _rankings.GetOrAdd((scope, by, day), _ => new(() => PastRanking.Of(
            scope, by, _films.Values.Select(film => Scored(film.At(day), day))))).Value;
    }

    /// <summary>How the places of a ranking went.</summary>
    public PlaceHistory Places(Scope scope, RankingBy by) => _places.GetOrAdd((scope, by), _ => new(() =>
        PlaceHistory.Of(scope, by, _films.Values.Select(film => (film.Film,
            // Nothing else is ordered by what a season's lists lift.
            by == RankingBy.Acclaim ? Scored(film) : film.Steps))))).Value;

    private SeasonTotals? TotalsOf(Standing standing, DateOnly day)
    {
        if (standing.Totals is not { Season: var year }) return null;
        return _seasons.TryGetValue(year, out var season) ? season.At(day) : SeasonTotals.None(year);
    }

    // A film's own steps, and those of its season in between.
    private IEnumerable<FilmStep> Scored(FilmChronicle film)
    {
        for (var i = 0; i < film.Steps.Length; i++)
        {
            var (from, standing) = film.Steps[i];
            var until = i + 1 < film.Steps.Length ? film.Steps[i + 1].Day : DateOnly.MaxValue;
            yield return new(from, Scored(standing, from));
            if (standing.Totals is not { Season: var year }) continue;
            if (!_seasons.TryGetValue(year, out var season)) continue;
            foreach (var step in season.Steps)
            {
                if (step.Day > from && step.Day < until)
                    yield return new(step.Day, Scored(standing, step.Day));
            }
        }
    }
}
