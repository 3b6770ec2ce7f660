using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Keys;

/// <summary>What is read, of the interface and beside it.</summary>
public static class ReadRoutes
{
    /// <summary>
    /// For everybody, known or not, unless the operator keeps it for those with a key. Then no cache that
    /// others share may keep the answer, and a browser can show the key too.
    /// </summary>
    public static T Reads<T>(this T routes, KeyOptions keys)
        where T : IEndpointConventionBuilder => keys.ReadsNeedKey
            ? routes.KeptFor(KeyPolicies.Reader).WithMetadata(BrowserKey.Taken).AddEndpointFilter(KeepPrivate)
            : routes.OpenToAll();

    private static ValueTask<object?> KeepPrivate(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        Reply.KeepPrivate(call.HttpContext.Response);
        return next(call);
    }
}
