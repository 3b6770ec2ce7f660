using Aggregator.Gateway.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Http;

/// <summary>What stands after the question mark where something is written.</summary>
internal static class WriteParameters
{
    // Together for all routes: who asks each of them alike need not know which of them it concerns. But a dry
    // run is one only where there is such a thing.
    private static readonly string[] Known = ["createFilms", "createCritics", "critic", "ranked"];

    /// <summary>
    /// Refuses writes with a parameter that nobody reads, <c>parameter-unknown</c>: with a slip of the pen in
    /// <c>dryRun</c> a list would be published. Reads among the routes are left alone.
    /// </summary>
    public static T RefuseUnknownParameters<T>(this T routes)
        where T : IEndpointConventionBuilder
    {
        routes.Add(route =>
        {
            if (route.RequestDelegate is not { } write || IsRead(route)) return;
            route.RequestDelegate = context =>
            {
                if (context.Request.QueryString.HasValue) RefuseUnknown(context);
                return write(context);
            };
        });
        return routes;
    }

    private static bool IsRead(EndpointBuilder route) =>
        route.Metadata.OfType<IHttpMethodMetadata>().Any(asked => asked.HttpMethods.Contains("GET"));

    private static void RefuseUnknown(HttpContext context)
    {
        string[] read = [.. context.GetEndpoint()?.Metadata.GetMetadata<AskedInQuery>()?.Names ?? []];
        foreach (var name in context.Request.Query.Keys)
        {
            if (Known.Concat(read).Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            throw new RefusedException("parameter-unknown",
                $"\"{Shown.Short(name)}\" is no parameter of this address; "
                + (read is [] ? "it has none." : $"{string.Join(", ", read)} are."));
        }
    }
}
