namespace Aggregator.Server.Hosting;

internal static class ServerLogging
{
    /// <summary>Our own facts from information up; frameworks only when something is wrong.</summary>
    public static void AddServerLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddServerConsole();
    }

    public static void AddServerConsole(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Aggregator", LogLevel.Information);
        // A challenge is an answer like any other.
        logging.AddFilter("Aggregator.Gateway.Keys.KeyAuthentication", LogLevel.Warning);
        // Kestrel logs a caller's broken request as a warning of ours; the caller has been told.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        // While its category is on, every request gets an activity and a log scope, a tenth of what a read costs;
        // what goes wrong in one is logged where it is answered. Tracing makes its activities all the same.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // One silo alone is what this role is; Orleans warns that membership is in memory.
        logging.AddFilter("Orleans", LogLevel.Error);
    }
}
