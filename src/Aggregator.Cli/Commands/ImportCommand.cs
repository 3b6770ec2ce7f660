using System.CommandLine;
using System.IO.Pipelines;
using System.Text;
using Aggregator.Client;

namespace Aggregator.Cli.Commands;

/// <summary><c>import films|critics|verdicts|lists FILE</c>: sends rows of any length.</summary>
internal static class ImportCommand
{
    private static readonly string[] Kinds = ["films", "critics", "verdicts", "lists"];

    public static Command Make()
    {
        var kind = new Argument<string>("KIND") { HelpName = "films|critics|verdicts|lists" };
        kind.Description = "What its rows are.";
        kind.AcceptOnlyFromAmong(Kinds);
        var file = new Argument<string>("FILE")
        {
            Description = "CSV with a line of columns, or a JSON object a line; - is standard input.",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing." };
        var films = new Option<bool>("--create-films") { Description = "Register films that nobody knows." };
        var critics = new Option<bool>("--create-critics")
        {
            Description = "Register critics that nobody knows.",
        };
        var critic = new Option<string?>("--critic")
        {
            Description = "Whose verdicts they are where rows do not say: of exported ratings.",
            HelpName = "CRITIC",
        };
        var import = new Command("import", "Send a file of films, critics, verdicts or lists.")
        {
            kind, file, dry, films, critics, critic,
        };
        import.Does((server, asked, cancel) => Import(
            server, asked.GetRequiredValue(file),
            new ImportOf(asked.GetRequiredValue(kind))
            {
                CreateFilms = asked.GetValue(films),
                CreateCritics = asked.GetValue(critics),
                Critic = asked.GetValue(critic),
                DryRun = asked.GetValue(dry),
            },
            cancel));
        return import;
    }

    private static async Task<int> Import(
        Server server, string file, ImportOf of, CancellationToken cancel)
    {
        server.WaitForEver();
        await using var rows = Files.Open(file);
        var progress = new ImportProgress(file, rows.CanSeek ? rows.Length : null);
        try
        {
            // A terminal that is read from does not let go by itself.
            var totals = await Send(server, rows, (of, progress), cancel).WaitAsync(cancel);
            return totals is { Refused: 0, Code: null } ? Work.Done : Work.Refused;
        }
        catch (Exception cut) when (cut is not AggregatorException && progress.HasBegun && !of.DryRun)
        {
            progress.Leave();
            Say.Aside("What was recorded until now stays: send the file again, and the rest is recorded.");
            throw;
        }
        finally
        {
            progress.Leave();
        }
    }

    /// <summary>Prints what the server says; answers the totals.</summary>
    private static async Task<ImportLine> Send(
        Server server, Stream file, (ImportOf Of, ImportProgress Progress) how, CancellationToken cancel)
    {
        var rows = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true));
        var of = how.Of with { IsCsv = !await BeginsWithObject(rows, cancel) };
        var last = new ImportLine();
        await foreach (var line in server.Client.ImportAsync(of, rows.AsStream(), how.Progress, cancel))
        {
            how.Progress.Hear(line);
            if (server.IsJson) Say.Exactly(line.Json);
            else Print(line, of.DryRun);
            last = line;
        }

        return last;
    }

    private static async Task<bool> BeginsWithObject(PipeReader rows, CancellationToken cancel)
    {
        var mark = Encoding.UTF8.Preamble.Length;
        var read = await rows.ReadAtLeastAsync(mark + 1, cancel);
        var begin = read.Buffer.FirstSpan;
        if (begin.StartsWith(Encoding.UTF8.Preamble)) begin = begin[mark..];
        var isObject = begin is [(byte)'{', ..];
        rows.AdvanceTo(read.Buffer.Start);
        return isObject;
    }

    private static void Print(ImportLine line, bool isDryRun)
    {
        switch (line)
        {
            case { IsTotals: true }:
                if (line.Code is not null) Say.Line($"{line.Detail} ({line.Code})");
                Say.Line(Totals(line, isDryRun));
                break;
            case { Line: { } at }:
                var doubtful = line.Warning is null ? "" : ", taken all the same";
                Say.Line(Say.Text(
                    $"line {at}: {line.Detail} ({line.Code ?? line.Warning}{doubtful})"));
                break;
        }
    }

    private static string Totals(ImportLine totals, bool isDryRun)
    {
        List<string> parts =
        [
            $"{totals.Accepted:N0} accepted", $"{totals.Unchanged:N0} unchanged",
            $"{totals.Superseded:N0} superseded", $"{totals.Refused:N0} refused",
        ];
        if (totals.Warnings > 0) parts.Add($"{totals.Warnings:N0} of them doubtful");
        if (totals.Created > 0) parts.Add($"{totals.Created:N0} {(isDryRun ? "new" : "newly registered")}");
        var position = totals.Position > 0 && !isDryRun ? $", position {totals.Position}" : "";
        var end = isDryRun ? " Nothing is recorded: that is how it would be." : "";
        return $"{Say.Counted(totals.Read ?? 0, "row")}: {string.Join(", ", parts)}{position}.{end}";
    }
}
