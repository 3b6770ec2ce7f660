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

    /// <summary>The status a failed request deserves: its own, or 405 or 415 for an untrue 404.</summary>
    public int StatusOf(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status != StatusCodes.Status404NotFound) return status;

        var there = endpoints.Endpoints.OfType<RouteEndpoint>().Where(route => IsAt(route, context)).ToList();
        if (there.Count == 0) return status;

        var methods = there.SelectMany(MethodsOf).Distinct().Order(StringComparer.Ordinal).ToList();
        var answering = there.Where(route => MethodsOf(route).Contains(context.Request.Method)).ToList();
        if (answering.Exists(route => route.Metadata.GetMetadata<IAcceptsMetadata>() is not null))
            return StatusCodes.Status415UnsupportedMediaType;
        if (answering.Count > 0) return status;

        context.Response.Headers.Allow = string.Join(", ", methods);
        return StatusCodes.Status405MethodNotAllowed;
    }

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    private static bool IsAt(RouteEndpoint route, HttpContext context)
    {
        if (route.RoutePattern.RawText is not { } text || text.Contains(Everything, StringComparison.Ordinal))
            return false;
        var matcher = new TemplateMatcher(TemplateParser.Parse(text), []);
        return matcher.TryMatch(context.Request.Path, []);
    }
}
