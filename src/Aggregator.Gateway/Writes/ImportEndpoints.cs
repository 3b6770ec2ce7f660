using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;
using Aggregator.Gateway.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Writes;

/// <summary>Imports of any length, streamed.</summary>
internal static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/import/{kind}", Import)
        .WithTags("imports").RequireAuthorization(KeyPolicies.Editor)
        .RequireRateLimiting(LimitNames.Imports).RefuseUnknownParameters()
        .Accepts<string>("text/csv", "application/x-ndjson", "application/ndjson", "application/jsonl")
        .Asks("createFilms", "createCritics", "critic", "dryRun")
        .WithSummary("Imports films, critics, verdicts or lists from CSV or NDJSON")
        .WithDescription(
            "Answers one JSON object a line: progress, each refused row, and at last the totals. Verdicts "
            + "may be ratings as Letterboxd and IMDb export them: critic says whose they are. Columns: films "
            + "title,year,refs,released,season; critics name,kind,publication; verdicts critic,publication,"
            + "film,film_year,film_ref,rating,thumb,published,url; lists critic,kind,publication,year,ranked,"
            + "place,film,film_year,film_ref,published,url,note. They may be missing and in any order.")
        .Produces<string>(StatusCodes.Status200OK, "application/x-ndjson")
        .Produces<Client.Problem>(StatusCodes.Status400BadRequest, "application/problem+json")
        .Produces<Client.Problem>(StatusCodes.Status404NotFound, "application/problem+json")
        .Produces<Client.Problem>(StatusCodes.Status415UnsupportedMediaType, "application/problem+json")
        .Produces<Client.Problem>(StatusCodes.Status422UnprocessableEntity, "application/problem+json");

    private static async Task Import(
        HttpContext context, string kind, ImportRunner runner, KeyDesk desk, ImportLimits limits)
    {
        if (!ImportRunner.Kinds.Contains(kind))
        {
            throw new RefusedException("route-unknown",
                $"\"{Shown.Short(kind)}\" is not imported; {string.Join(", ", ImportRunner.Kinds)} are.");
        }

        JsonBody.RefuseCoded(context.Request);
        var query = context.Request.Query;
        var ask = new ImportAsk(KeyPolicies.Caller(context).ActorText)
        {
            IsCsv = IsCsv(context.Request),
            CreateFilms = Query.Flag("createFilms", query["createFilms"]) ?? false,
            CreateCritics = Query.Flag("createCritics", query["createCritics"]) ?? false,
            Critic = Query.Given(query["critic"]) is { } critic
                ? PlainText.NotLong("critic", critic, PlainText.NameLengthMax) : null,
            DryRun = Query.Flag("dryRun", query["dryRun"]) ?? false,
            Objection = () => desk.Objection(context.Request.Headers.Authorization.ToString()),
        };

        var body = limits.Body(context);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        var refusal = await runner.Run(
            kind, ask, body, context.Response.Body, context.RequestAborted);
        if (refusal is not null) await Problems.Write(context, refusal);
    }

    private static bool IsCsv(HttpRequest request)
    {
        var kind = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return kind switch
        {
            "text/csv" => true,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => false,
            _ => throw new RefusedException("content-type-unknown",
                $"An import is text/csv or application/x-ndjson, not \"{Shown.Short(kind)}\"."),
        };
    }
}
