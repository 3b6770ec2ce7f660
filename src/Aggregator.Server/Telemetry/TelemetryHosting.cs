using System.Reflection;
using Aggregator.Gateway;
using Aggregator.Ledgers;
using Aggregator.Server.Operating;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Aggregator.Server.Telemetry;

/// <summary>
/// Who listens to what the program tells: Prometheus asks for metrics, and where it is configured traces,
/// metrics and logs are sent by OTLP. Why this way: <c>docs/decisions/telemetry.md</c>.
/// </summary>
internal static class TelemetryHosting
{
    public const string Service = "aggregator";

    /// <summary>Where the exporters look for their address.</summary>
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // A read takes less than a millisecond; a write waits for a disk.
    private static readonly double[] RequestSecondsBounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

    public static void AddServerTelemetry(this WebApplicationBuilder builder, ServerOptions options)
    {
        var sends = options.Telemetry.SendsOtlp;
        if (sends) builder.Configuration[OtlpEndpoint] = options.Telemetry.Otlp;

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(about => Describe(about, options))
            .WithMetrics(metrics => Collect(metrics, sends));
        if (sends) telemetry.WithTracing(traces => Trace(traces, options.Telemetry));
    }

    /// <summary>
    /// What everything that is sent says of its sender; <c>OTEL_*</c> variables may say more.
    /// </summary>
    public static void Describe(ResourceBuilder about, ServerOptions options) => about
        .AddService(Service, serviceVersion: typeof(TelemetryHosting).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddAttributes([new("aggregator.role", options.Role)])
        .AddEnvironmentVariableDetector();

    private static void Collect(MeterProviderBuilder metrics, bool sends)
    {
        metrics
            .AddMeter(GatewayTelemetry.Name, LedgerTelemetry.Name)
            .AddMeter("Microsoft.Orleans", "System.Runtime")
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration
            {
                Boundaries = RequestSecondsBounds,
            })
            // Counted up and down with each request, and told by the others well enough.
            .AddView("http.server.active_requests", MetricStreamConfiguration.Drop)
            .AddView("kestrel.queued_requests", MetricStreamConfiguration.Drop)
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
        if (sends) metrics.AddOtlpExporter();
    }

    private static void Trace(TracerProviderBuilder traces, TelemetryOptions options) => traces
        .SetSampler(new RequestSampler(options.TracePercent / 100d))
        .AddAspNetCoreInstrumentation(requests =>
            requests.Filter = asked => !OperatorPort.IsForOperators(asked.Request.Path))
        .AddSource("Microsoft.Orleans.Application", LedgerTelemetry.Name, "Npgsql", "System.Net.Http")
        .AddOtlpExporter();
}
