using System.CommandLine;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary><c>serve</c>, which is also what the program does without a command.</summary>
internal static class ServeCommand
{
    public static Command Make()
    {
        var serve = new Command("serve", "Start the server (the default).");
        Serve(serve);
        return serve;
    }

    public static void Serve(Command command)
    {
        var role =
            new Option<string?>("--role") { Description = "all: silo, gateway and pages in one process." };
        var urls = new Option<string?>("--urls")
        {
            Description = $"Addresses to listen on (default {ServerOptions.DefaultUrls}).",
        };
        var demo = new Option<bool>("--demo")
        {
            Description =
                "Serve the demo season of 2013 from ./aggregator-demo, loading it if it is not there.",
        };
        var data = Flags.Data();
        var ledger = Flags.Ledger();
        command.Add(role);
        command.Add(urls);
        command.Add(data);
        command.Add(ledger);
        command.Add(demo);
        command.SetAction((parsed, cancel) => Flags.Run(() => AggregatorServer.Run(
            ServerOptions.Read(new Dictionary<string, string?>
            {
                ["role"] = parsed.GetValue(role),
                ["urls"] = parsed.GetValue(urls),
                ["data"] = parsed.GetValue(data),
                ["ledger"] = parsed.GetValue(ledger),
                ["demo"] = parsed.GetValue(demo) ? "true" : null,
            }),
            cancel)));
    }
}
