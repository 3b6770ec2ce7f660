using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>Seasons and their lists.</summary>
internal static class SeasonEndpoints
{
    public static void MapSeasons(this IEndpointRouteBuilder routes)
    {
        var seasons = routes.MapGroup("/v1/seasons").WithTags("seasons");
        seasons.MapRead("", All)
            .Answers<Page<SeasonView>>("Every season that has a list, latest first", 304);
        seasons.MapRead("/{year}", One).Answers<SeasonView>("A season", 304, 404, 422);
        seasons.MapRead("/{year}/lists", Lists)
            .Answers<Page<YearListView>>(
                "Every list of a season, in the order of its critics' ids", 304, 404, 422);
    }

    private static Task All(HttpContext context, string? first, string? after, BoardAccess board)
    {
        var (now, most) = (board.Current, Query.First(first, Query.FirstMax));
        var last = Cursor.ReadNumber("seasons", after) ?? long.MaxValue;
        SeasonTotals[] listed = [.. Listed(now).OrderByDescending(totals => totals.Season)];
        var (page, next) = Cursor.Cut(
            listed.Where(totals => totals.Season < last), most,
            totals => Cursor.Of("seasons", totals.Season));
        var view = new Page<SeasonView>
        {
            Items = [.. page.Select(totals => View(now, totals))],
            Next = next,
            Total = listed.Length,
        };
        return Reply.Read(context, view, AggregatorJson.Wire.PageSeasonView, now.Settled);
    }

    private static Task One(HttpContext context, string year, BoardAccess board)
    {
        var now = board.Current;
        return Reply.Read(context, View(now, Totals(now, year)), AggregatorJson.Wire.SeasonView, now.Settled);
    }

    private static async Task Lists(
        HttpContext context, string year, string? first, string? after, BoardAccess board,
        IGrainFactory grains)
    {
        var season = Totals(board.Current, year).Season;
        var list = $"lists of {season}";
        CriticId? last = Cursor.Read(list, after) is not { } text ? null
            : CriticId.TryRead(text, out var critic) ? critic
            : throw Cursor.Unreadable(after);
        var (lists, position) = await board.Asked(
            () => grains.Season(season).Lists(last, Query.First(first)));
        var catalogue = board.Current.Catalogue;
        var view = new Page<YearListView>
        {
            Items = [.. lists.Items.Select(item => VerdictViews.Of(catalogue, item))],
            Next = lists.More ? Cursor.Of(list, lists.Items[^1].List.Critic.Value) : null,
            Total = lists.Total,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PageYearListView, position);
    }

    private static SeasonTotals Totals(Board board, string text)
    {
        var year = Find.Year(text);
        return Listed(board).FirstOrDefault(totals => totals.Season == year)
            ?? throw new RefusedException("season-unknown", $"The season {year} has no lists.");
    }

    private static IEnumerable<SeasonTotals> Listed(Board board) =>
        board.Seasons.Where(totals => !totals.IsEmpty);

    private static SeasonView View(Board board, SeasonTotals totals) => new()
    {
        Season = totals.Season,
        Lists = totals.Lists,
        Collectives = totals.Collectives,
        Films = board.Ranking(Scope.Of(totals.Season), RankingBy.Mentions).Count,
    };
}
