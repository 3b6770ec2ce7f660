using Aggregator.Gateway.Http;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway;

/// <summary>
/// An order that all lists of a season make together, with its films as they were then.
/// </summary>
/// <param name="Ranking">Which film stands where, or why that is not computed.</param>
/// <param name="Films">What else is shown of the films, in the same order.</param>
/// <param name="Position">It holds all lists up to this position.</param>
/// <param name="IsExact">And none from after it.</param>
internal sealed record SeasonComparison(
    Outcome<ComparedRanking> Ranking, BoardFilm[] Films, Calibration Calibration, long Position, bool IsExact)
{
    /// <summary>
    /// The entries that published the lists, whose lists they are, and the films that answer for those on
    /// them: a merge of two films makes other lists.
    /// </summary>
    public required (long Position, CriticKind Kind, string Films)[] Lists { get; init; }
}

/// <summary>
/// Orders that need all lists of a season at once, computed when somebody asks, and again when the season has
/// moved on since. Why so: <c>docs/decisions/compared-rankings.md</c>.
/// </summary>
internal sealed class SeasonComparisons
{
    private readonly BoardAccess _board;
    private readonly IGrainFactory _grains;
    private readonly SeasonWorkshop _workshop;
    private readonly SeasonResults<(int Season, RankingBy By), SeasonComparison> _results;

    public SeasonComparisons(
        BoardAccess board, IGrainFactory grains, SeasonWorkshop workshop, TimeProvider clock)
    {
        (_board, _grains, _workshop) = (board, grains, workshop);
        _results = new(workshop, board, clock, new(of => of.Season, Compute));
    }

    /// <summary>
    /// The order, and the position up to which it is that of the season; of at least the position that was
    /// waited for, if one was. Null where that takes longer than 2 s.
    /// </summary>
    public async ValueTask<(SeasonComparison Order, long Position)?> Find(
        int season, RankingBy by, AwaitedPosition? awaited, CancellationToken cancel)
    {
        var revision = RevisionOf(_board.Current, season);
        var known = awaited is null
            ? await _results.Find((season, by), revision, cancel)
            : await _results.Reach((season, by), revision, awaited.PatienceLeft, cancel);
        if (known is null) return null;
        var now = _board.Current;
        // What has not moved since stands for now as well.
        var standsFor = known.Value.IsExact && known.Revision == RevisionOf(now, season) ? now.Settled
            : known.Value.Position;
        return standsFor < awaited?.Position ? null : (known.Value, standsFor);
    }

    private async Task<OfSeason<SeasonComparison>> Compute(
        (int Season, RankingBy By) of, OfSeason<SeasonComparison>? last, CancellationToken cancel)
    {
        // Whatever a list says that moves one of these orders moves its films in this ranking.
        var before = _board.Current;
        var revision = RevisionOf(before, of.Season);
        var standing = await _workshop.ListsOf(of.Season, cancel);
        (long, CriticKind, string)[] lists =
            [.. standing.Select(list => (list.Position, list.List.Kind, string.Join(' ', list.List.Films)))];
        // A verdict moves the films too, and none of these orders.
        var ranking = last is not null && last.Epoch == before.Epoch && last.Value.Lists.SequenceEqual(lists)
            ? last.Value.Ranking
            : ComparedRanking.Of(of.By, standing.Select(list => list.List));
        if (!await _board.ReachHead(_grains, cancel))
            throw new TimeoutException("The Board did not reach the lists' position in time.");

        var now = _board.Current;
        var isExact = now.Epoch == before.Epoch && RevisionOf(now, of.Season) == revision;
        var films = ranking.Value?.Films.Select(film => now.FindAnswering(film.Film.Value)
            ?? throw new InvalidOperationException($"{film.Film} is on a list and not on the Board."));
        return new(before.Epoch, revision, new(
            ranking, [.. films ?? []], now.Calibration, (isExact ? now : before).Settled, isExact)
        {
            Lists = lists,
        });
    }

    private static long RevisionOf(Board board, int season) =>
        board.Ranking(Scope.Of(season), RankingBy.Mentions).Revision;
}
