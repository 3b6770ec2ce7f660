using System.CommandLine;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary><c>serve</c>, which is also what the program does without a command.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Make()
    {
        var serve = new Command(Name, "Start the server (the default).");
        Serve(serve);
        return serve;
    }

    public static void Serve(Command command)
    {
        var options = new (Option<string?> Option, string Name)[]
        {
            (Text("--role", "all (silo, gateway and pages in one process), silo or gateway."), "role"),
            (Text("--urls", $"Addresses to listen on (default {ServerOptions.DefaultUrls})."), "urls"),
            (Text("--operator-port", "A port for health, metrics and grains alone (default: no other port)."),
                "operatorPort"),
            (Flags.Data(), "data"),
            (Flags.Ledger(), "ledger"),
            (Text("--silo-port", "Where a silo listens for other silos (default 11111)."),
                "cluster:siloPort"),
            (Text("--gateway-port", "Where a silo listens for gateways (default 30000)."),
                "cluster:gatewayPort"),
            (Text("--advertised", "The address at which others find this silo (default 127.0.0.1)."),
                "cluster:advertised"),
            (Text("--cluster-id", "The same for all processes of one cluster (default aggregator)."),
                "cluster:id"),
            (Text("--service-id", "The same for as long as the ledger lives (default aggregator)."),
                "cluster:service"),
        };
        var demo = new Option<bool>("--demo")
        {
            Description =
                "Serve the demo season of 2013 from ./aggregator-demo, loading it if it is not there.",
        };
        foreach (var (option, _) in options) command.Add(option);
        command.Add(demo);
        command.SetAction((parsed, cancel) => Flags.Run(() =>
        {
            var given = options.ToDictionary(option => option.Name, option => parsed.GetValue(option.Option));
            given["demo"] = parsed.GetValue(demo) ? "true" : null;
            return AggregatorServer.Run(Flags.Read(given), cancel);
        }, cancel));
    }

    private static Option<string?> Text(string name, string description) =>
        new(name) { Description = description };
}
