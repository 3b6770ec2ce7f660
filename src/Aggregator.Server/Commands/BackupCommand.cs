using System.CommandLine;
using System.Diagnostics;
using Aggregator.Ledgers;

namespace Aggregator.Server.Commands;

/// <summary><c>backup FILE</c>: all of a data folder in one file, beside a running server too.</summary>
internal static class BackupCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Where to write it; no such file may be there.",
        };
        var (data, ledger) = (Flags.Data(), Flags.Ledger());
        var backup = new Command(
            "backup", "Write the facts and keys of a data folder into one file and verify it, beside a "
                + "running server too.") { file, data, ledger };
        backup.SetAction((parsed, cancel) => Flags.Run(
            () => Write(
                Flags.Place(parsed, data, ledger), Flags.Named(parsed.GetRequiredValue(file)), cancel),
            cancel));
        return backup;
    }

    private static int Write(ServerOptions options, string file, CancellationToken cancel)
    {
        if (options.Ledger is { } address)
            throw new OperatorMistakeException(
                $"The ledger is the {PostgresLedger.Name(address)}, which PostgreSQL's own tools back up: "
                + "pg_dump for one moment, an archive of its write-ahead log for any. "
                + "docs/operating/backups.md shows how.");

        var started = Stopwatch.GetTimestamp();
        var report = LedgerBackup.Write(options.Folder, file, cancel);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"Backed up {options.Folder} to {report.File}: "
            + $"{Counted.Of(report.Bytes, "byte")} in {took:0.0} s.");
        Console.WriteLine($"Read back and recomputed: position {report.Found.Head.Position}, head "
            + $"{Convert.ToHexStringLower(report.Found.Head.Hash.Span)}. Everything matches.");
        return 0;
    }
}
