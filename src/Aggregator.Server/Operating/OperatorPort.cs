using System.Text.RegularExpressions;
using Aggregator.Gateway.Keys;

namespace Aggregator.Server.Operating;

/// <summary>
/// What is for those who run the server: health, metrics, grains. With <c>--operator-port</c> it is on that
/// port and nothing else is, and it is nowhere else.
/// </summary>
internal static partial class OperatorPort
{
    /// <summary>How it is given.</summary>
    public const string Flag = "--operator-port";

    // Routes are found in any case: what is kept from others by its path must be as well.
    private const StringComparison AsRouted = StringComparison.OrdinalIgnoreCase;

    private static readonly PathString Health = "/health";
    private static readonly PathString[] Paths = [Health, "/metrics", "/operator"];

    public static bool IsForOperators(PathString path) =>
        Array.Exists(Paths, start => path.StartsWithSegments(start, AsRouted));

    /// <summary>
    /// What is answered however often it is asked: health, since a probe that is told to come later has a
    /// server restarted for being busy, and whatever is asked on the port for operators.
    /// </summary>
    public static bool IsUnlimited(HttpContext context, ServerOptions options) =>
        context.Request.Path.StartsWithSegments(Health, AsRouted)
        || (options.OperatorPort is { } port && context.Connection.LocalPort == port);

    /// <summary>
    /// Where operators ask: beside the first address, by the same scheme and on the same host, so that who
    /// listens on loopback alone does so for them too.
    /// </summary>
    public static string Url(string urls, int port) =>
        $"{SchemeAndHost().Match(urls.TrimStart()).Value}:{port}";

    /// <summary>
    /// First of all that looks at a request. The port is that of the connection: a Host header is whatever
    /// the caller says.
    /// </summary>
    public static void UseOperatorPort(this WebApplication app, ServerOptions options)
    {
        if (options.OperatorPort is not { } port) return;
        app.Use(next => context =>
        {
            if (context.Connection.LocalPort == port == IsForOperators(context.Request.Path))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// <c>/metrics</c>. Beside the public routes it takes an operator's key, as it tells how much is asked
    /// and refused; on a port of its own whoever reaches that may look, as Prometheus would otherwise have to
    /// hold a key that opens everything. A silo knows no keys: there it is only on that port.
    /// </summary>
    public static void MapMetrics(this WebApplication app, ServerOptions options)
    {
        if (options is { OperatorPort: null, Role: "silo" }) return;
        var metrics = app.MapPrometheusScrapingEndpoint("/metrics").WithDisplayName("GET /metrics");
        if (options.OperatorPort is null) metrics.ForOperators();
        else metrics.AllowAnonymous();
    }

    [GeneratedRegex(@"^https?://(\[[^\]]*\]|[^:/;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex SchemeAndHost();
}
