using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// No route without a word on whose it is: a server in which one was forgotten, or in which one is said to be
/// open and kept at once, does not start.
/// </summary>
public static class StatedPolicies
{
    /// <summary>
    /// Called when all is mapped. Asks the program itself: the platform's table of all routes is empty until
    /// the server listens, and whoever has looked into it makes it anew with every group that is added.
    /// </summary>
    public static void CheckPolicies(this IEndpointRouteBuilder app)
    {
        var unclear = app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(IsUnclear).Select(route => $"{route.DisplayName}").ToList();
        if (unclear is [_, ..])
            throw new InvalidOperationException(
                "Every route is open to all or has a policy, and not both: see KeyPolicies. "
                + $"These do not say: {string.Join(", ", unclear)}.");
    }

    private static bool IsUnclear(RouteEndpoint route)
    {
        var isOpen = route.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var isKept = route.Metadata.GetMetadata<IAuthorizeData>() is not null;
        return isOpen == isKept;
    }
}
