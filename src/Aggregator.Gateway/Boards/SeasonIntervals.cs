namespace Aggregator.Gateway;

/// <summary>
/// Intervals of places, computed of a season when somebody looks at one of its films, and again when its
/// ranking has moved on since. Why here and not by the season's grain:
/// <c>docs/decisions/place-intervals.md</c>.
/// </summary>
internal sealed class SeasonIntervals
{
    private readonly BoardAccess _board;
    private readonly ListReader _lists;
    private readonly RenewedResults<int, long, Dictionary<FilmId, PlaceInterval>> _results;

    public SeasonIntervals(BoardAccess board, Workshop workshop, ListReader lists, TimeProvider clock)
    {
        (_board, _lists) = (board, lists);
        _results = new(workshop, board, clock, new(year => $"Intervals of places in {year}", Compute));
    }

    /// <summary>
    /// The interval of a film's place in the season's ranking by acclaim: of this very ranking, or of one a
    /// little before while newer ones are being computed. Null where that takes too long for the first time,
    /// where the lists cannot be read, and where the film has left the older interval.
    /// </summary>
    public async ValueTask<PlaceInterval?> Of(
        Ranking ranking, FilmId film, int place, CancellationToken cancel)
    {
        if (ranking.Scope.Season is not { } year) return null;
        var known = await _results.Find(year, ranking.Revision, cancel);
        if (known is null || !known.Value.TryGetValue(film, out var interval)) return null;
        return interval.Low <= place && place <= interval.High || known.Moment >= ranking.Revision
            ? interval
            : null;
    }

    private async Task<Made<long, Dictionary<FilmId, PlaceInterval>>> Compute(
        int year, Made<long, Dictionary<FilmId, PlaceInterval>>? before, CancellationToken cancel)
    {
        // Lists by collectives count too, and need not move the season's revision: always as of now.
        var lists = await _lists.ReadNow(year, cancel);
        // Taken after the lists: what a list moves is on a Board later than the list.
        var now = _board.Current;
        var ranking = now.Ranking(Scope.Of(year), RankingBy.Acclaim);
        var films = ranking.Page(null, ranking.Count).Select(film => film.Film.Standing);
        return new(now.Epoch, ranking.Revision, PlaceIntervals.Of(year, films, lists, now.Calibration));
    }
}
