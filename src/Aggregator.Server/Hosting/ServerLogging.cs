using Aggregator.Server.Telemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Aggregator.Server.Hosting;

internal static class ServerLogging
{
    /// <summary>How the time of a fact is written.</summary>
    public const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const string Membership = "Orleans.Runtime.MembershipService.MembershipTableManager";

    /// <summary>
    /// Our own facts from information up; frameworks only when something is wrong. The log is the caller's to
    /// dispose: the ledger writes to it too, and lives longer than the host.
    /// </summary>
    public static ILoggerFactory AddServerLogging(this WebApplicationBuilder builder, ServerOptions options)
    {
        var factory = LoggerFactory.Create(logging =>
        {
            logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            logging.AddLines(options.Telemetry.JsonLogs);
            logging.Filter(options);
            if (options.Telemetry.SendsOtlp) logging.AddSending(builder.Configuration, options);
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(factory);
        return factory;
    }

    private static void AddLines(this ILoggingBuilder logging, bool json)
    {
        if (json)
        {
            logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = Time;
                console.UseUtcTimestamp = true;
            });
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = $"{Time} ";
            console.UseUtcTimestamp = true;
        });
    }

    private static void Filter(this ILoggingBuilder logging, ServerOptions options)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Aggregator", LogLevel.Information);
        // A challenge is an answer like any other.
        logging.AddFilter("Aggregator.Gateway.Keys.KeyAuthentication", LogLevel.Warning);
        // Kestrel logs a caller's broken request as a warning of ours; the caller has been told.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        // While its category is on, every request gets an activity and a log scope, a tenth of what a read
        // costs; what goes wrong in one is logged where it is answered. Tracing makes its activities all the
        // same.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // What fails at a start is thrown to whoever asked for it, and told there in one sentence; what fails
        // later stops the host, which is critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Whoever probes reads in the answer what is amiss; whoever found it has said so once.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // One silo alone is what this role is; Orleans warns that membership is in memory.
        logging.AddFilter("Orleans", LogLevel.Error);
        // Who came, and who was declared dead by whom.
        if (options.Role == "silo") logging.AddFilter(Membership, LogLevel.Information);
    }

    private static void AddSending(
        this ILoggingBuilder logging, IConfiguration configuration, ServerOptions options)
    {
        // Where the exporter finds its address.
        logging.Services.AddSingleton(configuration);
        logging.AddOpenTelemetry(sent =>
        {
            var about = ResourceBuilder.CreateDefault();
            TelemetryHosting.Describe(about, options);
            sent.SetResourceBuilder(about);
            sent.IncludeFormattedMessage = true;
            sent.AddOtlpExporter();
        });
    }
}
