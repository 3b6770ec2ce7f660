using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Primitives;

namespace Aggregator.Gateway.Http;

/// <summary>
/// What tells a browser to take every answer for no more than it is. Pages that show more than text say so
/// themselves, over what is set here.
/// </summary>
public static class SafeHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NothingAllowed = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>For every answer: before whatever may give one.</summary>
    public static void UseSafeHeaders(this IApplicationBuilder app) => app.Use(next => context =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = NoReferrer;
        headers.ContentSecurityPolicy = NothingAllowed;
        return next(context);
    });
}
