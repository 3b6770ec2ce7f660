using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// No route without a word on whose it is: a server in which one was forgotten, or in which one is said to be
/// open and kept at once, does not start.
/// </summary>
internal sealed class StatedPolicies(EndpointDataSource endpoints) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var unclear = endpoints.Endpoints.OfType<RouteEndpoint>().Where(IsUnclear)
            .Select(route => $"{route.DisplayName}").ToList();
        return unclear is []
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                "Every route is open to all or has a policy, and not both: see KeyPolicies. "
                + $"These do not say: {string.Join(", ", unclear)}.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsUnclear(RouteEndpoint route)
    {
        var isOpen = route.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var isKept = route.Metadata.GetMetadata<IAuthorizeData>() is not null;
        return isOpen == isKept;
    }
}
