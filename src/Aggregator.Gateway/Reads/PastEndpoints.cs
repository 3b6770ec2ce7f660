using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Reference;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// Any past day, and how it came to this. Every answer's tag is a digest of its bytes: what was is told anew
/// whenever somebody records what was said long ago.
/// </summary>
internal static class PastEndpoints
{
    private const int TopUsual = 20;

    private static readonly string[] Eaches = ["day", "week"];

    private static readonly ParameterWord By = new(
        "How far apart its points are at least; `day` if not given.", "day")
    {
        OneOf = Eaches,
    };

    public static void MapPast(this IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/films/{film}/history", FilmHistory).WithTags("films")
            .Means("by", By)
            .Answers<FilmHistoryView>("How a film came to be what it is, day by day", 304, 404)
            .MovesWithFilm();
        routes.MapRead("/v1/rankings/{scope}/history", RankingHistory).WithTags("rankings")
            .Answers<RankingHistoryView>(
                "How the places of a ranking's best went, day by day", 304, 422);
    }

    /// <summary>A film's acclaim when a day had passed.</summary>
    public static async Task Acclaim(HttpContext context, Pasts pasts, BoardFilm film, DateOnly day)
    {
        var past = await pasts.Of(film, context.Features.Get<AwaitedPosition>(), context.RequestAborted);
        var view = AcclaimViews.Of(film.Film, past.At(film, day), Calibration.BuiltIn) with { AsOf = day };
        await Reply.Read(context, view, AggregatorJson.Wire.AcclaimView, past.Position);
    }

    /// <summary>A page of a ranking as it was when a day had passed.</summary>
    public static async Task Ranking(
        HttpContext context, (BoardAccess Board, Pasts Pasts) from,
        (Scope Scope, RankingBy By, DateOnly Day) of, (RankingCursor? After, int First) asked)
    {
        if (!RankingNames.IsLive(of.By))
        {
            await Compared(context, from, of, asked);
            return;
        }

        var past = await from.Pasts.Of(
            of.Scope, of.Day, context.Features.Get<AwaitedPosition>(), context.RequestAborted);
        var ranking = await from.Pasts.InTurn(
            () => past.Chronicle.Ranking(of.Scope, of.By, of.Day), context.RequestAborted);
        var page = RankingViews.Of(from.Board.Current, ranking, asked.After, asked.First) with
        {
            AsOf = of.Day,
        };
        await Reply.Read(context, page, AggregatorJson.Wire.RankingPage, past.Position);
    }

    // The same in an order that all lists of a season make together: of all time there is none.
    private static async Task Compared(
        HttpContext context, (BoardAccess Board, Pasts Pasts) from,
        (Scope Scope, RankingBy By, DateOnly Day) of, (RankingCursor? After, int First) asked)
    {
        var awaited = context.Features.Get<AwaitedPosition>();
        var (page, position) = (RankingViews.Empty(of.Scope, of.By), from.Board.Current.Settled);
        if (of.Scope.Season is { } season)
        {
            var past = await from.Pasts.Of(of.Scope, of.Day, awaited, context.RequestAborted);
            var (ranking, holds) = await from.Pasts.Compared(
                (season, of.By, of.Day), awaited, context.RequestAborted);
            var films = ranking.Films.Select(film => from.Board.Current.Answering(film.Film))
                .Select(film => (film.Film, past.At(film, of.Day)));
            page = RankingViews.Of(
                new(ranking, [.. films], Calibration.BuiltIn), of.Scope, asked.After, asked.First);
            position = Math.Min(past.Position, holds);
        }

        await Reply.Read(context, page with { AsOf = of.Day }, AggregatorJson.Wire.RankingPage, position);
    }

    private static async Task RankingHistory(
        HttpContext context, string scope, [AsParameters] HistoryAsk ask, BoardAccess board, Pasts pasts)
    {
        var (within, by) = (RankingEndpoints.Within(scope), RankingEndpoints.By(ask.By));
        var days = new HistoryDays(Each("each", ask.Each), pasts.Today);
        var top = Query.Number("top", ask.Top) ?? TopUsual;
        if (top is < 1 or > Aggregator.RankingHistory.TopMax)
        {
            throw new RefusedException("query-unreadable",
                $"top must be from 1 to {Aggregator.RankingHistory.TopMax}, not {top}.");
        }

        if (!RankingNames.IsLive(by))
        {
            throw new RefusedException("as-of-unavailable",
                $"{RankingNames.NameOf(by)} compares all lists of a season, which is not done for every day: "
                + "ask for the history of another order, or for one day with asOf.");
        }

        var past = await pasts.Of(
            within, null, context.Features.Get<AwaitedPosition>(), context.RequestAborted);
        var history = await pasts.InTurn(
            () => Aggregator.RankingHistory.Of(past.Chronicle.Places(within, by), top, days),
            context.RequestAborted);
        var view = PastViews.Of(board.Current, history, days.Each) with
        {
            Scope = within.ToString(),
            By = RankingNames.NameOf(by),
            Top = top,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.RankingHistoryView, past.Position);
    }

    private static async Task FilmHistory(
        HttpContext context, string film, string? by, BoardAccess board, Pasts pasts)
    {
        var days = new HistoryDays(Each("by", by), pasts.Today);
        var (found, awaited) = (board.Current.Film(film), context.Features.Get<AwaitedPosition>());
        var past = await pasts.Of(found, awaited, context.RequestAborted);
        FilmStep[] steps = [.. past.Chronicle.StepsOf(found.Film.Id)];
        var (seasons, position) = (new List<(Scope Scope, Chronicle Chronicle)>(), past.Position);
        foreach (var season in steps.Select(step => step.Standing.Totals?.Season).OfType<int>().Distinct())
        {
            if (await pasts.OfSeason(season, awaited, context.RequestAborted) is not { } known) continue;
            seasons.Add((Scope.Of(season), known.Chronicle));
            position = Math.Min(position, known.Position);
        }

        var history = await pasts.InTurn(() =>
        {
            var places = seasons.Select(of => of.Chronicle.Places(of.Scope, RankingBy.Acclaim));
            return Aggregator.FilmHistory.Of(found.Film.Id, steps, [.. places], days);
        }, context.RequestAborted);
        var view = PastViews.Of(found.Film.Id, history, days.Each);
        await Reply.Read(context, view, AggregatorJson.Wire.FilmHistoryView, position);
    }

    private static HistoryEach Each(string name, string? asked) => Query.Given(asked) switch
    {
        null or "day" => HistoryEach.Day,
        "week" => HistoryEach.Week,
        _ => throw new RefusedException("query-unreadable",
            $"{name} must be day or week, not \"{Shown.Short(asked)}\"."),
    };
}

/// <summary>What is asked of a ranking's history.</summary>
internal sealed record HistoryAsk(string? By, string? Top, string? Each);
