using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Lists;
using Aggregator.Gateway.Reads;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway.Writes;

internal static class RedactionRoutes
{
    public static void MapRedactions(this IEndpointRouteBuilder routes)
    {
        var redactions = ActivatorUtilities.CreateInstance<Redactions>(routes.ServiceProvider);
        var writes = routes.MapGroup("").WritesFor(KeyPolicies.Editor);
        writes.MapDelete("/v1/films/{film}/verdicts/{critic}/text", redactions.OfVerdict)
            .WithTags("verdicts")
            .WithDescription(
                "For good, of revised and withdrawn verdicts too. The verdict stays, and so do its entries "
                + "in the ledger, which hold a digest of the words alone.")
            .Answers<WriteAnswer>("Redacts the quote and the address beside a verdict", 404);
        writes.MapDelete("/v1/critics/{critic}/lists/{year}/text", redactions.OfList)
            .WithTags("lists")
            .WithDescription(
                "For good, of all its revisions. The list stays, and so do its entries in the ledger, which "
                + "hold a digest of the words alone.")
            .Answers<WriteAnswer>("Redacts the note and the address beside a list", 404, 422);
    }
}

/// <summary>
/// Free text taken away for cause. The ledger has no entry of it, since nothing that counts has changed; the
/// log says who did it.
/// </summary>
internal sealed partial class Redactions(IGrainFactory grains, BoardAccess board, ILogger<Redactions> log)
{
    public async Task OfVerdict(HttpContext context, string film, string critic)
    {
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var who = await board.CriticSoon(grains, critic, context.RequestAborted);
        var outcome = await grains.Film(found.Id).Redact(who.Id);
        if (outcome.Refusal is { } refusal) throw new RefusedException(refusal);

        var actor = KeyPolicies.Caller(context).ActorText;
        if (outcome.Step == VerdictStep.Nothing) NoWordsOnFilm(log, actor, who.Id, found.Id);
        else VerdictRedacted(log, who.Id, found.Id, actor);
        await VerdictWrites.Answer(context, (found, who.Id), outcome);
    }

    public async Task OfList(HttpContext context, string critic, string year)
    {
        var at = ListAddress.Of(critic, year).Surviving(board.Current.Catalogue);
        var outcome = await grains.YearList(at.Critic, at.Year).Redact();
        if (outcome.Refusal is { } refusal) throw new RefusedException(refusal);

        var actor = KeyPolicies.Caller(context).ActorText;
        if (outcome.Step == ListStep.Nothing) NoWordsBesideList(log, actor, at.Critic, at.Year);
        else ListRedacted(log, at.Critic, at.Year, actor);
        context.Response.Headers.Location = Routes.YearList(at.Critic.Value, at.Year);
        var answer = new WriteAnswer { Position = outcome.Position, Critic = at.Critic.Value };
        await Reply.Write(context, StatusCodes.Status200OK, answer, AggregatorJson.Wire.WriteAnswer);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The words of {Critic} on {Film} were redacted by {Actor}")]
    private static partial void VerdictRedacted(ILogger log, CriticId critic, FilmId film, string actor);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The words beside {Critic}'s list of {Year} were redacted by {Actor}")]
    private static partial void ListRedacted(ILogger log, CriticId critic, int year, string actor);

    // Said too: where a silo died meanwhile they may have been there when it was asked first.
    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Actor} asked that words of {Critic} on {Film} be taken away, and there were none")]
    private static partial void NoWordsOnFilm(ILogger log, string actor, CriticId critic, FilmId film);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Actor} asked that words beside {Critic}'s list of {Year} be taken away, and there were "
            + "none")]
    private static partial void NoWordsBesideList(ILogger log, string actor, CriticId critic, int year);
}
