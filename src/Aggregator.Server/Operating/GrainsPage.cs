using Aggregator.Gateway.Keys;
using Orleans.Dashboard;

namespace Aggregator.Server.Operating;

/// <summary>
/// Orleans' own dashboard at <c>/operator/grains</c>, for operators alone: it knows no callers itself.
/// </summary>
internal static class GrainsPage
{
    private const string Path = "/operator/grains";

    // Its scripts, its styles (some set by its scripts), its own answers; nothing from elsewhere.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(5);

    // One calls methods of grains by reflection, one streams the log: a look at the grains needs neither.
    private static readonly string[] TakenOut = ["/GrainState", "/Trace"];

    /// <summary>
    /// What each silo tells of its grains. Methods are timed only while somebody looks; what it costs
    /// otherwise: <c>docs/decisions/what-requests-cost.md</c>.
    /// </summary>
    public static void AddGrainsPage(this ISiloBuilder silo) => silo.AddDashboard(Hide);

    /// <summary>Shows what the silos tell.</summary>
    public static void AddGrainsPage(this IClientBuilder client) => client.AddDashboard(Hide);

    /// <summary>
    /// One guarded route, behind which the page is made when somebody first looks: Orleans compresses the
    /// page's 17 MB of files as it is mapped, and no start has to wait for what few ever ask for.
    /// </summary>
    public static void MapGrainsPage(this WebApplication app)
    {
        var page = new Lazy<RequestDelegate>(() => Make(app));
        app.MapGet(Path + "/{**rest}", context => Show(context, page)).Guarded();
    }

    /// <summary>
    /// The page's own routes. From now on they are in the table of all routes, and say there whose they are;
    /// the way to them is through the guarded one alone.
    /// </summary>
    private static RequestDelegate Make(IEndpointRouteBuilder app) => app.CreateApplicationBuilder()
        .UseRouting()
        .UseEndpoints(page => page.MapOrleansDashboard(Path).Guarded())
        .Build();

    private static async Task Show(HttpContext context, Lazy<RequestDelegate> page)
    {
        if (Array.Exists(TakenOut, end => IsAt(context.Request.Path, end)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        // Routing passes over a request that has found its endpoint.
        context.SetEndpoint(null);
        try
        {
            await page.Value(context);
        }
        catch (Exception fault) when (fault.GetBaseException() is FormatException)
        {
            // What should be a silo's address is none.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static void Guarded<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.ForOperators().ExcludeFromDescription();

    private static bool IsAt(PathString path, string end) =>
        path.StartsWithSegments(Path + end, StringComparison.OrdinalIgnoreCase);

    private static void Hide(DashboardOptions options)
    {
        options.HideTrace = true;
        // How often the page's numbers are new: each look asks all silos, and between looks each silo counts.
        options.CounterUpdateIntervalMs = (int)RefreshEvery.TotalMilliseconds;
    }
}
