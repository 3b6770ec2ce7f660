namespace Aggregator.Gateway;

/// <summary>
/// Intervals of places by a season's lists, computed behind the backs of those who read its rankings: nobody
/// waits, and the first are answered without. Why so: <c>docs/decisions/place-intervals.md</c>.
/// </summary>
internal sealed class SeasonListPlaces
{
    private readonly ListReader _lists;
    private readonly RenewedResults<(int Season, RankingBy By), long, KnownPlaces> _results;

    public SeasonListPlaces(BoardAccess board, Workshop workshop, ListReader lists, TimeProvider clock)
    {
        _lists = lists;
        _results = new(workshop, board, clock, new(
            of => $"Intervals of places in {of.Season} by {RankingNames.NameOf(of.By)}", Compute));
    }

    /// <summary>
    /// The intervals as far as they are known, perhaps of the lists of a moment ago; null where none are
    /// known yet, and of rankings that have none. And whether they are the last that this ranking will have.
    /// </summary>
    public (ListPlaces? Places, bool AreLast) Of(Ranking ranking)
    {
        var isByLists = ranking.Count > 0 && RankingNames.IsByLists(ranking.By);
        if (!isByLists || ranking.Scope.Season is not { } season) return (null, true);
        // All orders by lists hold the same films: the season's revision is that of each.
        var known = _results.Peek((season, ranking.By), ranking.Revision);
        return (known?.Value.Places, known?.Moment >= ranking.Revision);
    }

    private async Task<Made<long, KnownPlaces>> Compute(
        (int Season, RankingBy By) of, Made<long, KnownPlaces>? last, CancellationToken cancel)
    {
        var read = await _lists.Of(of.Season, cancel);
        // A verdict moves the films too, and none of their places.
        var places = last?.Value.Lists == read.Lists
            ? last.Value.Places
            : ListPlaces.Of(of.Season, of.By, read.Lists);
        return new(read.Epoch, read.Revision, new(places, read.Lists));
    }

    /// <summary>Intervals, and the lists they are of.</summary>
    private sealed record KnownPlaces(ListPlaces Places, YearList[] Lists);
}
