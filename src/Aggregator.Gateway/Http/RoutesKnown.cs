using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Aggregator.Gateway.Http;

/// <summary>What an address takes, said where the framework only refuses what it does not take.</summary>
internal sealed class RoutesKnown(EndpointDataSource endpoints)
{
    /// <summary>Why a request failed: as its status says, and of a body, which kinds are taken.</summary>
    public Refusal RefusalOf(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status is not StatusCodes.Status415UnsupportedMediaType) return RefusalStatus.Of(status, context);

        var kinds = endpoints.Endpoints.OfType<RouteEndpoint>().Where(route => Answers(route, context))
            .SelectMany(route => route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? [])
            .Distinct();
        return new Refusal("content-type-unknown",
            $"A body is {string.Join(", ", kinds)} here, not "
            + $"\"{Shown.Short(context.Request.ContentType)}\".");
    }

    private static bool Answers(RouteEndpoint route, HttpContext context) =>
        route.RoutePattern.RawText is { } text
        && route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(context.Request.Method)
            is true
        && new TemplateMatcher(TemplateParser.Parse(text), []).TryMatch(context.Request.Path, []);
}
