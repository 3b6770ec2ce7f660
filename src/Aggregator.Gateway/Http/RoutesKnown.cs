using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Aggregator.Gateway.Http;

/// <summary>
/// Tells an address that is not there from one that does not answer to this method or take this kind of body.
/// Routing alone cannot, once a page for everything unknown is mapped beside the interface. Asked only when a
/// request has failed.
/// </summary>
internal sealed class RoutesKnown(EndpointDataSource endpoints)
{
    private const string Everything = "**";

    /// <summary>Why a request failed: as its status says, or 405 or 415 for an untrue 404.</summary>
    public Refusal RefusalOf(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status is not (StatusCodes.Status404NotFound or StatusCodes.Status415UnsupportedMediaType))
            return RefusalStatus.Of(status, context);

        var there = endpoints.Endpoints.OfType<RouteEndpoint>().Where(route => IsAt(route, context)).ToList();
        var answering = there.Where(route => MethodsOf(route).Contains(context.Request.Method)).ToList();
        var kinds = answering.SelectMany(KindsOf).Distinct().ToList();
        if (kinds.Count > 0)
            return new Refusal("content-type-unknown",
                $"A body is {string.Join(", ", kinds)} here, not "
                + $"\"{Shown.Short(context.Request.ContentType)}\".");
        if (there.Count == 0 || answering.Count > 0) return RefusalStatus.Of(status, context);

        var methods = there.SelectMany(MethodsOf).Distinct().Order(StringComparer.Ordinal);
        context.Response.Headers.Allow = string.Join(", ", methods);
        return RefusalStatus.Of(StatusCodes.Status405MethodNotAllowed, context);
    }

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    private static IReadOnlyList<string> KindsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? [];

    private static bool IsAt(RouteEndpoint route, HttpContext context)
    {
        if (route.RoutePattern.RawText is not { } text || text.Contains(Everything, StringComparison.Ordinal))
            return false;
        var matcher = new TemplateMatcher(TemplateParser.Parse(text), []);
        return matcher.TryMatch(context.Request.Path, []);
    }
}
