using System.CommandLine;
using System.Diagnostics;
using Aggregator.Ledgers;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary><c>verify</c>: walks the hash chain, folds every film again, compares every standing.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var data = Flags.Data();
        var ledger = Flags.Ledger();
        var verify = new Command("verify",
            "Recompute everything from the ledger and say whether it matches.") { data, ledger };
        verify.SetAction((parsed, cancel) => Flags.Run(
            () => Verify(Flags.Place(parsed, data, ledger), cancel), cancel));
        return verify;
    }

    private static int Verify(ServerOptions options, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var report = LedgerStore.Verify(options, cancel);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"Ledger {LedgerStore.Name(options)}: "
            + $"{Counted.Of(report.Entries, "entry", "entries")}, {Counted.Of(report.Lists, "list")}, head "
            + $"{Convert.ToHexStringLower(report.Head.Hash.Span)}.");
        Console.WriteLine($"Folded {Counted.Of(report.Films, "film")} again and compared "
            + $"{Counted.Of(report.Standings, "standing")} in {took:0.0} s.");
        if (report.Unspoken > 0)
            Console.WriteLine($"Nothing has been said yet of {Counted.Of(report.Unspoken, "film")}, so there "
                + "is no standing to compare.");
        if (report.Behind > 0)
            Console.WriteLine($"Behind by {Counted.Of(report.Behind, "standing")}, which a running server "
                + "makes by itself.");
        foreach (var mismatch in report.Mismatches) Console.WriteLine($"  {mismatch}");
        Console.WriteLine(report.Holds ? "Everything matches." : "NOT everything matches.");
        return report.Holds ? 0 : 1;
    }
}
