using Aggregator.Gateway.Http;

namespace Aggregator.Gateway;

/// <summary>
/// An order that all lists of a season make together, with its films as they were then.
/// </summary>
/// <param name="Ranking">Which film stands where, or why that is not computed.</param>
/// <param name="Films">What else is shown of the films, in the same order.</param>
/// <param name="Position">It holds all lists up to this position.</param>
/// <param name="IsExact">And none from after it.</param>
internal sealed record SeasonComparison(
    Outcome<ComparedRanking> Ranking, (Film Film, Standing Standing)[] Films, Calibration Calibration,
    long Position, bool IsExact)
{
    /// <summary>The lists that make it.</summary>
    public required YearList[] Lists { get; init; }
}

/// <summary>
/// Orders that need all lists of a season at once, computed when somebody asks, and again when the season has
/// moved on since. Why so: <c>docs/decisions/compared-rankings.md</c>.
/// </summary>
internal sealed class SeasonComparisons
{
    private readonly BoardAccess _board;
    private readonly IGrainFactory _grains;
    private readonly ListReader _lists;
    private readonly RenewedResults<(int Season, RankingBy By), long, SeasonComparison> _results;

    public SeasonComparisons(
        BoardAccess board, IGrainFactory grains, Workshop workshop, ListReader lists, TimeProvider clock)
    {
        (_board, _grains, _lists) = (board, grains, lists);
        _results = new(workshop, board, clock, new(
            of => $"The order of {of.Season} by {RankingNames.NameOf(of.By)}", Compute));
    }

    /// <summary>
    /// The order, and the position up to which it is that of the season; of at least the position that was
    /// waited for, if one was. Null where that takes longer than 2 s.
    /// </summary>
    public async ValueTask<(SeasonComparison Order, long Position)?> Find(
        int season, RankingBy by, AwaitedPosition? awaited, CancellationToken cancel)
    {
        var revision = ListReader.RevisionOf(_board.Current, season);
        var known = awaited is null
            ? await _results.Find((season, by), revision, cancel)
            : await _results.Reach((season, by), revision, awaited.PatienceLeft, cancel);
        if (known is null) return null;
        var now = _board.Current;
        // What has not moved since stands for now as well.
        var standsFor = known.Value.IsExact && known.Moment == ListReader.RevisionOf(now, season)
            ? now.Settled
            : known.Value.Position;
        return standsFor < awaited?.Position ? null : (known.Value, standsFor);
    }

    private async Task<Made<long, SeasonComparison>> Compute(
        (int Season, RankingBy By) of, Made<long, SeasonComparison>? last, CancellationToken cancel)
    {
        var read = await _lists.Of(of.Season, cancel);
        // A verdict moves the films too, and none of these orders.
        var ranking = last?.Value.Lists == read.Lists
            ? last.Value.Ranking
            : ComparedRanking.Of(of.By, read.Lists);
        if (!await _board.ReachHead(_grains, cancel))
            throw new TimeoutException("The Board did not reach the lists' position in time.");

        var now = _board.Current;
        var isExact = now.Epoch == read.Epoch && ListReader.RevisionOf(now, of.Season) == read.Revision;
        var films = ranking.Value?.Films.Select(film => now.FindAnswering(film.Film.Value)
            ?? throw new InvalidOperationException($"{film.Film} is on a list and not on the Board."))
            .Select(film => (film.Film, film.Standing));
        return new(read.Epoch, read.Revision, new(
            ranking, [.. films ?? []], now.Calibration, isExact ? now.Settled : read.Settled, isExact)
        {
            Lists = read.Lists,
        });
    }
}
