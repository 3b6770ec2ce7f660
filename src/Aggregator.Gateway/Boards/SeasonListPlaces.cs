namespace Aggregator.Gateway;

/// <summary>
/// Intervals of places by a season's lists, computed behind the backs of those who read its rankings: nobody
/// waits, and the first are answered without. Why so: <c>docs/decisions/place-intervals.md</c>.
/// </summary>
internal sealed class SeasonListPlaces
{
    private readonly BoardAccess _board;
    private readonly SeasonWorkshop _workshop;
    private readonly SeasonResults<(int Season, RankingBy By), KnownPlaces> _results;

    public SeasonListPlaces(BoardAccess board, SeasonWorkshop workshop, TimeProvider clock)
    {
        (_board, _workshop) = (board, workshop);
        _results = new(workshop, board, clock, new(of => of.Season, Compute));
    }

    /// <summary>
    /// The intervals as far as they are known, perhaps of the lists of a moment ago; null where none are
    /// known yet, and of rankings that have none.
    /// </summary>
    public ListPlaces? Of(Ranking ranking) =>
        ranking.Count > 0 && ranking.Scope.Season is { } season && RankingNames.IsByLists(ranking.By)
            ? _results.Peek((season, ranking.By), ranking.Revision)?.Value.Places
            : null;

    private async Task<OfSeason<KnownPlaces>> Compute(
        (int Season, RankingBy By) of, OfSeason<KnownPlaces>? last, CancellationToken cancel)
    {
        // Taken before the lists: what a list moves is on a Board later than the list, and then it is found
        // that the ranking has moved on.
        var before = _board.Current;
        var revision = before.Ranking(Scope.Of(of.Season), of.By).Revision;
        var standing = await _workshop.ListsOf(of.Season, cancel);
        (long, string)[] lists =
            [.. standing.Select(list => (list.Position, string.Join(' ', list.List.Films)))];
        // A verdict moves the films too, and none of their places.
        var isSame = last is not null && last.Epoch == before.Epoch
            && last.Value.Lists.AsSpan().SequenceEqual(lists);
        var places = isSame ? last!.Value.Places
            : ListPlaces.Of(of.Season, of.By, standing.Select(list => list.List));
        return new(before.Epoch, revision, new(places, lists));
    }

    /// <summary>
    /// Intervals, the entries that published the lists they are of, and the films that answer for those on
    /// them: a merge of two films makes other lists.
    /// </summary>
    private sealed record KnownPlaces(ListPlaces Places, (long Position, string Films)[] Lists);
}
