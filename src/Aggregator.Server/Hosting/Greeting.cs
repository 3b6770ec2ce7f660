using System.Globalization;
using System.Text.Json.Nodes;
using Aggregator.Server.Operating;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Aggregator.Server.Hosting;

/// <summary>What an operator reads once the server answers.</summary>
internal static class Greeting
{
    public static void Print(WebApplication app, ServerOptions options, string? newKey)
    {
        var addresses = Addresses(app, options);
        foreach (var fact in Facts(addresses, options, newKey))
            Console.WriteLine(options.Telemetry.JsonLogs ? AsLogged(fact) : fact);
        if (options.Role != "silo" && !options.Telemetry.JsonLogs) Suggest(addresses[0], options);
    }

    private static IEnumerable<string> Facts(string[] addresses, ServerOptions options, string? newKey)
    {
        yield return $"Aggregator answers at {string.Join(" and ", addresses)}";
        yield return $"Ledger: {LedgerStore.Name(options)}";
        if (options.OperatorPort is { } port)
            yield return $"Health, metrics and grains: {OperatorPort.Url(addresses[0], port)}";
        if (options.Keys.ReadsNeedKey) yield return "Who reads needs a key, too.";
        if (newKey is not null) yield return $"Operator key, shown this once: {newKey}";
        if (options.Role == "silo")
            yield return $"It is a silo: other silos find it at {options.Cluster.Advertised}:"
                + $"{options.Cluster.SiloPort}, gateways at port {options.Cluster.GatewayPort}.";
    }

    /// <summary>
    /// A line like those of a log in JSON, and none of the log: a key must not be lost to a log that tells
    /// warnings alone, nor be sent to where logs are gathered.
    /// </summary>
    private static string AsLogged(string fact) => new JsonObject
    {
        ["Timestamp"] = TimeProvider.System.GetUtcNow()
            .ToString(ServerLogging.Time, CultureInfo.InvariantCulture),
        ["EventId"] = 0,
        ["LogLevel"] = $"{LogLevel.Information}",
        ["Category"] = typeof(Greeting).FullName,
        ["Message"] = fact,
    }.ToJsonString();

    private static void Suggest(string address, ServerOptions options)
    {
        // The key itself stands above, once: a terminal is often read by more than one.
        const string WithKey = " -H \"Authorization: Bearer $KEY\"";
        var toRead = options.Keys.ReadsNeedKey ? WithKey : "";
        Console.WriteLine("Try:");
        if (options.Demo)
        {
            Console.WriteLine($"  curl {address}/v1/films/her-2013/acclaim{toRead}");
            Console.WriteLine($"  curl \"{address}/v1/rankings/2013?first=10\"{toRead}");
        }
        else
        {
            Console.WriteLine($"  curl -X PUT {address}/v1/films/her-2013{WithKey} "
                + "-H \"Content-Type: application/json\" -d '{\"title\":\"Her\",\"year\":2013}'");
            Console.WriteLine($"  curl {address}/v1/films/her-2013/acclaim{toRead}");
        }
    }

    /// <summary>
    /// The addresses listened on but the operator's, as they can be typed: never the word for every address.
    /// </summary>
    private static string[] Addresses(WebApplication app, ServerOptions options)
    {
        var heard =
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        var addresses = (heard is { Count: > 0 } ? heard : [ServerOptions.DefaultUrls])
            .Where(address => options.OperatorPort is not { } port || new Uri(address).Port != port)
            .Select(address => address.Replace("://[::]", "://localhost", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal))
            .Distinct();
        return [.. addresses];
    }
}
