using Aggregator.Gateway.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>What every read has in common.</summary>
internal static class ReadRoutes
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A GET that answers HEAD too.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern,
        Delegate handler) =>
        routes.MapMethods(pattern, ReadMethods, handler);

    /// <summary>
    /// Names what it answers, and how it refuses apart from what <see cref="OperationWords"/> says of all.
    /// </summary>
    public static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder route, string summary, params int[] refusals) =>
        Answers<T>(route, summary, StatusCodes.Status200OK, refusals);

    public static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder route, string summary, int status, int[] refusals)
    {
        route.WithSummary(summary).Produces<T>(status, "application/json");
        foreach (var refusal in refusals)
            route.Produces<Client.Problem>(refusal, "application/problem+json");
        return route;
    }
}
