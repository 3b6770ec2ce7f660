using System.Globalization;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Reads;
using Aggregator.Gateway.Reference;
using Aggregator.Gateway.Writes;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Lists;

/// <summary>One critic's list of one year: <c>/v1/critics/{critic}/lists/{year}</c>.</summary>
internal static class ListEndpoints
{
    private const string Route = "/v1/critics/{critic}/lists/{year}";

    // As many films as a list may have, each with a kilobyte: other sites export what is said of them, too.
    private const int TextBytesMax = 512 * 1024;

    public static void MapLists(this IEndpointRouteBuilder routes) =>
        routes.MapRead(Route, Read).WithTags("lists")
            .Answers<YearListView>("A critic's list of a year", 304, 404, 422).MovesWithCritic();

    public static void MapListWrites(this IEndpointRouteBuilder routes)
    {
        var writes = routes.MapGroup("").WithTags("lists").WritesFor(KeyPolicies.ThatCritic);
        writes.MapPut(Route, Publish).Accepts<ListBody>("application/json", "text/csv", "text/plain")
            .Asks("createFilms", "dryRun", "ranked")
            .WithDescription(
                "The body is JSON, or text/csv or text/plain: our own columns, a Letterboxd or IMDb list "
                + "export, or one film a line. With dryRun it says how each line was understood and changes "
                + "nothing. If-Match refuses a lost update with 412, and If-None-Match with a star a list "
                + "where one stands.")
            .Answers<WriteAnswer>("Publishes or revises a list", 404, 412, 422).OrAnswers<DryRunAnswer>()
            .Produces<WriteAnswer>(StatusCodes.Status201Created);
        writes.MapDelete(Route, Withdraw).Answers<WriteAnswer>("Withdraws a list", 404, 412, 422);
    }

    private static async Task Read(
        HttpContext context, string critic, string year, IGrainFactory grains, BoardAccess board)
    {
        var at = ListAddress.Of(critic, year);
        var (said, position) = await board.Asked(
            () => grains.YearList(at.Critic, at.Year).Read(), said => said?.Position);
        var standing = said ?? throw new RefusedException(
            "list-unknown", $"The critic {at.Critic} has no list of {at.Year}.");

        // The position for If-Match; the digest because titles and names change without the list.
        var view = VerdictViews.Of(board.Current.Catalogue, standing);
        await Reply.Read(
            context, view, AggregatorJson.Wire.YearListView, position, Text(standing.Position));
    }

    private static async Task Publish(
        HttpContext context, string critic, string year, BoardAccess board, ListDesk desk)
    {
        var ask = new ListAsk(ListAddress.Of(critic, year).Surviving(board.Current.Catalogue))
        {
            CreateFilms = Query.Flag("createFilms", context.Request.Query["createFilms"]) ?? false,
            DryRun = Query.Flag("dryRun", context.Request.Query["dryRun"]) ?? false,
            Ranked = Query.Flag("ranked", context.Request.Query["ranked"]),
            Actor = KeyPolicies.Caller(context).ActorText,
            IsEditor = KeyPolicies.Caller(context).Role >= KeyRole.Editor,
        };
        var written = await Written(context, ask.Address.Year);
        if (ask.DryRun)
        {
            var understood = await desk.Understand(written, ask, context.RequestAborted);
            await Reply.Write(
                context, StatusCodes.Status200OK, understood, AggregatorJson.Wire.DryRunAnswer);
            return;
        }

        ask = ask with
        {
            IfPosition = await IfNoneMatch(context, ask.Address, desk)
                ?? await IfMatch(context, ask.Address, desk),
        };
        var (step, answer) = await desk.Publish(written, ask, context.RequestAborted);
        context.Response.Headers.Location = Routes.YearList(ask.Address.Critic.Value, ask.Address.Year);
        context.Response.Headers.ETag = $"\"{Text(answer.Position)}\"";
        var status = step == ListStep.Published ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await Reply.Write(context, status, answer, AggregatorJson.Wire.WriteAnswer);
    }

    private static async Task Withdraw(
        HttpContext context, string critic, string year, IGrainFactory grains, BoardAccess board,
        ListDesk desk)
    {
        var askedAt = board.Current.Settled;
        var list = ListAddress.Of(critic, year).Surviving(board.Current.Catalogue);
        var ifPosition = await IfMatch(context, list, desk);
        var command = new WithdrawList(ifPosition, KeyPolicies.Caller(context).ActorText);
        var outcome = await Saying.Say(
            askedAt,
            at => grains.YearList(list.Critic, list.Year).Withdraw(command with { AskedAt = at }),
            context.RequestAborted);
        if (outcome.Refusal is { } refusal) throw new RefusedException(refusal);
        context.Response.Headers.Location = Routes.YearList(list.Critic.Value, list.Year);
        var answer = new WriteAnswer { Position = outcome.Position, Critic = list.Critic.Value };
        await Reply.Write(context, StatusCodes.Status200OK, answer, AggregatorJson.Wire.WriteAnswer);
    }

    private static async Task<WrittenList> Written(HttpContext context, int year)
    {
        var kind = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        switch (kind)
        {
            case "application/json":
                using (var body = await JsonBody.Read(context)) return ListJson.Read(body.Root, year);
            case "text/csv" or "text/plain":
                return ListText.Read(
                    await JsonBody.ReadText(context, TextBytesMax), year, isCsv: kind == "text/csv");
            default:
                throw new RefusedException("content-type-unknown",
                    $"A list is application/json, text/csv or text/plain, not \"{Shown.Short(kind)}\".");
        }
    }

    /// <summary>The position that If-Match names, as the list's ETag does; null without the header.</summary>
    private static async Task<long?> IfMatch(HttpContext context, ListAddress at, ListDesk desk)
    {
        var tags = context.Request.Headers.IfMatch;
        if (tags.Count == 0) return null;
        if (tags.ToString().Trim() == "*")
        {
            return await desk.PositionOf(at)
                ?? throw new RefusedException("list-changed",
                    $"The critic {at.Critic} has no list of {at.Year} to revise.");
        }

        var positions = Positions(tags.ToString());
        // Of several tags one has to be that of the list as it is.
        if (positions.Count > 1 && await desk.PositionOf(at) is { } stands && positions.Contains(stands))
            return stands;
        return positions is [var position, ..]
            ? position
            : throw new RefusedException("list-changed",
                $"If-Match {Shown.Short(tags.ToString())} is no tag that this list ever had.");
    }

    /// <summary>The position comes first in a tag; what follows tells apart bytes, not revisions.</summary>
    private static List<long> Positions(string tags)
    {
        var positions = new List<long>();
        foreach (var tag in tags.Split(','))
        {
            var text = tag.Trim().Trim('"').Split('-')[0];
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                positions.Add(position);
        }

        return positions;
    }

    /// <summary>
    /// 0, the position of no list, where If-None-Match is a star, which no list may match; else null.
    /// </summary>
    private static async Task<long?> IfNoneMatch(HttpContext context, ListAddress at, ListDesk desk)
    {
        if (context.Request.Headers.IfNoneMatch.ToString().Trim() != "*") return null;
        return await desk.PositionOf(at) is null
            ? 0
            : throw new RefusedException("list-changed",
                $"The critic {at.Critic} has a list of {at.Year}, and If-None-Match asks for none.");
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whose list, and of which year.</summary>
internal readonly record struct ListAddress(CriticId Critic, int Year)
{
    public static ListAddress Of(string critic, string year)
    {
        if (!CriticId.TryRead(critic, out var id))
            throw new RefusedException("critic-unknown", $"\"{Shown.Short(critic)}\" is not a critic id.");
        return new ListAddress(id, Find.Year(year));
    }

    /// <summary>The same with who answers for the critic, where the critic was merged.</summary>
    public ListAddress Surviving(Catalogue catalogue) =>
        catalogue.TryFindCritic(Critic, out var critic) ? this with { Critic = critic.Id } : this;
}
