using System.CommandLine;
using System.Diagnostics;
using Aggregator.Ledgers;

namespace Aggregator.Server.Commands;

/// <summary><c>verify</c>: walks the hash chain, folds every film again, compares every standing.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var data = Flags.Data();
        var verify = new Command("verify", "Recompute everything from the ledger and say whether it matches.") { data };
        verify.SetAction((parsed, cancel) => Flags.Run(() =>
            Verify(ServerOptions.Read(new Dictionary<string, string?> { ["data"] = parsed.GetValue(data) }), cancel)));
        return verify;
    }

    private static async Task<int> Verify(ServerOptions options, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var report = await Verification.Run(options.Folder, cancel);
        Console.WriteLine($"Ledger {options.Folder}: {report.Entries} entries, hash chain "
            + (report.ChainIntact ? $"intact up to {report.HeadHash}." : "BROKEN."));
        Console.WriteLine($"Folded {report.Films} films again; {report.StandingsMatching} of "
            + $"{report.StandingsCompared} standings match; {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
        foreach (var mismatch in report.Mismatches) Console.WriteLine($"  {mismatch}");
        Console.WriteLine(report.IsWell ? "Everything matches." : "NOT everything matches.");
        return report.IsWell ? 0 : 1;
    }
}
