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

    public static IHealthChecksBuilder AddServerHealth(this IServiceCollection services) =>
        services.AddHealthChecks();

    /// <summary>Not ready while the ledger is away.</summary>
    public static IHealthChecksBuilder WithLedger(this IHealthChecksBuilder health) =>
        health.AddCheck<LedgerHealthCheck>("ledger", timeout: Patience);

    /// <summary>
    /// Ready with a Board even when every silo is away: reads go on, and taking the gateway out of service
    /// would end them.
    /// </summary>
    public static IHealthChecksBuilder WithSilos(this IHealthChecksBuilder health) =>
        health.AddCheck<LedgerHealthCheck>("ledger", HealthStatus.Degraded, timeout: Patience);

    public static IHealthChecksBuilder WithBoard(this IHealthChecksBuilder health) =>
        health.AddCheck<BoardHealthCheck>("board", timeout: Patience);

    public static void MapServerHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        health.MapHealthChecks("/live", Answer(_ => false, "live"));
        health.MapHealthChecks("/ready", Answer(_ => true, "ready"));
    }

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> which, string well) => new()
    {
        Predicate = which,
        ResponseWriter = (context, report) => Write(context, report, well),
    };

    private static Task Write(HttpContext context, HealthReport report, string well)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status switch
            {
                HealthStatus.Healthy => well,
                HealthStatus.Degraded => "ready-for-reads",
                _ => "not-ready",
            },
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Description ?? entry.Value.Exception?.GetType().Name ?? "well"),
        }));
    }

    /// <summary>
    /// A round trip through a grain to the ledger: says that the silo and the ledger both answer.
    /// </summary>
    private sealed class LedgerHealthCheck(IGrainFactory grains, IHostApplicationLifetime life) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            // Grains cannot be asked before the silo, or the first one found, is there.
            if (!life.ApplicationStarted.IsCancellationRequested)
                return new HealthCheckResult(context.Registration.FailureStatus, "No silo is there yet.");

            try
            {
                var head = await grains.Ledger().Head().WaitAsync(Patience, cancellationToken);
                return HealthCheckResult.Healthy($"at position {head.Position}");
            }
            catch (Exception fault) when (
                fault is LedgerUnavailableException or TimeoutException or OrleansException)
            {
                return new HealthCheckResult(
                    context.Registration.FailureStatus, "The ledger does not answer.");
            }
        }
    }
}
