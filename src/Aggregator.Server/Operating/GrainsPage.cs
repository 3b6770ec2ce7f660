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

    /// <summary>What each silo tells of its grains; measured only while somebody looks.</summary>
    public static void AddGrainsPage(this ISiloBuilder silo) => silo.AddDashboard(Hide);

    /// <summary>Shows what the silos tell.</summary>
    public static void AddGrainsPage(this IClientBuilder client) => client.AddDashboard(Hide);

    public static void MapGrainsPage(this WebApplication app) => app.MapOrleansDashboard(Path)
        .ForOperators()
        .ExcludeFromDescription()
        .AddEndpointFilter(Show);

    private static async ValueTask<object?> Show(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        if (Array.Exists(TakenOut, end => IsAt(context.Request.Path, end))) return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        try
        {
            return await next(call);
        }
        catch (Exception fault) when (fault.GetBaseException() is FormatException)
        {
            // What should be a silo's address is none.
            return Results.NotFound();
        }
    }

    private static bool IsAt(PathString path, string end) =>
        path.StartsWithSegments(Path + end, StringComparison.OrdinalIgnoreCase);

    private static void Hide(DashboardOptions options)
    {
        options.HideTrace = true;
        // How often the page's numbers are new: each look asks all silos, and between looks each silo counts.
        options.CounterUpdateIntervalMs = (int)RefreshEvery.TotalMilliseconds;
    }
}
