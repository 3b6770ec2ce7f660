using System.Text;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Aggregator.Gateway.Keys;

/// <summary>What is for operators beside the interface.</summary>
public static class OperatorRoutes
{
    /// <summary>
    /// For operators alone, who may also come with a browser: it asks for a name, which is any, and a
    /// password, which is the key.
    /// </summary>
    public static T ForOperators<T>(this T routes)
        where T : IEndpointConventionBuilder =>
        // Not answered ahead of the library: the page of the grains has routes of its own within, which
        // refuse to answer where authorization has not run.
        routes.RequireAuthorization(KeyPolicies.Operator).WithMetadata(BrowserKey.Taken);
}

/// <summary>
/// The way a browser shows a key: Basic authentication. Only where nothing can be done with it but look,
/// since a browser sends it along with whatever other pages ask for, and those may not see the answer.
/// </summary>
internal sealed class BrowserKey
{
    public static readonly BrowserKey Taken = new();

    private const string Scheme = "Basic ";

    // Either way: a browser takes the one it knows.
    private static readonly StringValues Challenge = new(
        ["Bearer", "Basic realm=\"Aggregator, key as password\", charset=\"UTF-8\""]);

    /// <summary>
    /// How a caller without a key is refused what is asked for now: a browser, where one is taken, is asked
    /// for it too.
    /// </summary>
    public static Func<HttpContext, Refusal, Task> Refusing(HttpContext context) =>
        IsTaken(context) ? Refuse : Problems.Write;

    /// <summary>
    /// Whether this is a browser that shows its key where nobody asked for it: it sends it along with all
    /// that lies below what it was asked at, the style of a page that needs one, say.
    /// </summary>
    public static bool IsSentAlong(HttpContext context, string shown) =>
        shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && !ApiEdge.IsInside(context.Request) && !KeyPolicies.IsKept(context);

    /// <summary>What a browser shows, as if it had been shown as a key; anything else as it is.</summary>
    public static string Read(HttpContext context, string shown)
    {
        if (!shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !IsTaken(context)) return shown;
        var bytes = new byte[shown.Length];
        return Convert.TryFromBase64String(shown[Scheme.Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
                ? $"Bearer {password}"
                : shown;
    }

    private static bool IsTaken(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BrowserKey>() is not null;

    /// <summary>What a browser shows where none is given is a page; a program gets the problem.</summary>
    private static Task Refuse(HttpContext context, Refusal refusal)
    {
        context.Response.Headers.WWWAuthenticate = Challenge;
        return IsBrowser(context.Request)
            ? Problems.Tell(context, refusal)
            : Problems.Write(context, refusal);
    }

    private static bool IsBrowser(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
