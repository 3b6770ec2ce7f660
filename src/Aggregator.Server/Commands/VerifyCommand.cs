using System.CommandLine;
using System.Diagnostics;
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
        verify.SetAction((parsed, cancel) => Flags.Run(() => Task.FromResult(
            Verify(Flags.Place(parsed, data, ledger), cancel))));
        return verify;
    }

    private static int Verify(ServerOptions options, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var report = LedgerStore.Verify(options, cancel);
        Console.WriteLine($"Ledger {LedgerStore.Name(options)}: {report.Entries} entries, "
            + $"{report.Lists} lists, head {Convert.ToHexStringLower(report.Head.Hash.Span)}.");
        Console.WriteLine($"Folded {report.Films} films again and compared {report.Standings} standings in "
            + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
        if (report.Behind > 0)
            Console.WriteLine($"{report.Behind} films await their standing; a running server makes it.");
        foreach (var mismatch in report.Mismatches) Console.WriteLine($"  {mismatch}");
        Console.WriteLine(report.Holds ? "Everything matches." : "NOT everything matches.");
        return report.Holds ? 0 : 1;
    }
}
