using System.IO.Pipelines;
using System.Text;
using Aggregator.Gateway.Imports;
using Aggregator.Server.Demo;

namespace Aggregator.Server.Hosting;

/// <summary>
/// Keeps what is invented apart from real facts: the demo season lives in a folder of its own.
/// </summary>
internal static class DemoFolder
{
    /// <summary>Who loaded the demo season, as its entries say.</summary>
    private const string Actor = "demo";

    /// <summary>Present once the whole season is in, so that later changes to it are not undone.</summary>
    private const string LoadedMark = "demo-loaded";

    /// <summary>
    /// Throws <see cref="OperatorMistakeException"/> when the demo is asked for over other facts.
    /// </summary>
    public static async Task Check(ILedger ledger, ServerOptions options, CancellationToken cancel)
    {
        if (!options.Demo) return;
        var first = await ledger.Lines(0, 1, cancel);
        if (first is [] || first[0].Actor == Actor) return;

        throw new OperatorMistakeException(
            $"The folder {options.Folder} holds facts that are not the demo's. Start without --demo to "
            + "serve them, or name an empty folder with --data.");
    }

    /// <summary>
    /// Loads the season through the very import that users have. A start that was cut short is made good
    /// here: loading again what is there changes nothing.
    /// </summary>
    public static async Task Load(WebApplication app, ServerOptions options, CancellationToken cancel)
    {
        var mark = Path.Combine(options.Folder, LoadedMark);
        if (File.Exists(mark)) return;

        var imports = app.Services.GetRequiredService<ImportRunner>();
        foreach (var file in DemoSeason.Files)
        {
            await using var rows = file.Open();
            using var said = new MemoryStream();
            var refusal = await imports.Run(
                file.Kind, new ImportAsk(Actor), PipeReader.Create(rows), said, cancel);
            var last = Encoding.UTF8.GetString(said.ToArray()).TrimEnd().Split('\n')[^1];
            if (refusal is not null || !last.Contains("\"refused\":0", StringComparison.Ordinal))
                throw new OperatorMistakeException(
                    $"The demo file {file.Name} did not load: {refusal?.Detail ?? last}");
        }

        await File.WriteAllTextAsync(mark, "The demo season is loaded.\n", cancel);
    }
}
