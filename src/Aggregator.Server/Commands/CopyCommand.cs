using System.CommandLine;
using System.Diagnostics;
using Aggregator.Ledgers;

namespace Aggregator.Server.Commands;

/// <summary><c>copy</c>: moves a ledger between a data folder and a PostgreSQL database.</summary>
internal static class CopyCommand
{
    public static Command Make()
    {
        var from = Place("--from", "The data folder or PostgreSQL address that holds the ledger.");
        var to = Place("--to", "An empty one that is to hold the copy.");
        var copy = new Command(
            "copy", "Copy a ledger, with its keys, from a data folder into PostgreSQL or back. No server may "
                + "run on either.") { from, to };
        copy.SetAction((parsed, cancel) => Flags.Run(
            () => Copy(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), cancel), cancel));
        return copy;
    }

    private static Option<string> Place(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DIR|ADDRESS",
        Required = true,
    };

    private static int Copy(string from, string to, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var report = LedgerCopy.Run(from, to, cancel);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var copy = report.Copy;
        Console.WriteLine($"Copied {Counted.Of(copy.Entries, "entry", "entries")} and "
            + $"{Counted.Of(report.Keys, "key")} from {report.From} to {report.To} in {took:0.0} s.");
        Console.WriteLine($"Read back and recomputed: {Counted.Of(copy.Films, "film")}, "
            + $"{Counted.Of(copy.Lists, "list")}, {Counted.Of(copy.Standings, "standing")}, head "
            + $"{Convert.ToHexStringLower(copy.Head.Hash.Span)}.");
        Console.WriteLine($"Everything matches. The copy has a new epoch, {copy.Head.Epoch}.");
        return 0;
    }
}
