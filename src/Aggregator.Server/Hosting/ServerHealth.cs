using System.Text.Json;
using Aggregator.Gateway;
using Aggregator.Grains;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aggregator.Server.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: silo, ledger and board do.
/// </summary>
internal static class ServerHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void AddServerHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<LedgerHealthCheck>("ledger", timeout: Patience)
        .AddCheck<BoardHealthCheck>("board", timeout: Patience);

    public static void MapServerHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", Answer(_ => false)).ExcludeFromDescription();
        app.MapHealthChecks("/health/ready", Answer(_ => true)).ExcludeFromDescription();
    }

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = Write,
    };

    private static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status == HealthStatus.Healthy ? "ready" : "not-ready",
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Description ?? entry.Value.Exception?.GetType().Name ?? "well"),
        }));
    }

    /// <summary>
    /// A round trip through a grain to the ledger: says that the silo and the ledger both answer.
    /// </summary>
    private sealed class LedgerHealthCheck(IGrainFactory grains) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                var head = await grains.Ledger().Head().WaitAsync(Patience, cancellationToken);
                return HealthCheckResult.Healthy($"at position {head.Position}");
            }
            catch (Exception fault) when (
                fault is LedgerUnavailableException or TimeoutException or OrleansException)
            {
                return HealthCheckResult.Unhealthy("The ledger does not answer.");
            }
        }
    }
}
