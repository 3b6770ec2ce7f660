using System.CommandLine;
using Aggregator.Ledgers;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary>
/// <c>restore FILE</c>: a backup becomes the ledger of a data folder. <c>restore --ledger …</c>: ends what
/// PostgreSQL's tools restored. Both begin a new epoch.
/// </summary>
internal static class RestoreCommand
{
    public static Command Make()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A file that backup wrote. None with --ledger.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var force = new Option<bool>("--force")
        {
            Description = "Also over facts: they are kept in a folder beside.",
        };
        var (data, ledger) = (Flags.Data(), Flags.Ledger());
        var restore = new Command(
            "restore", "Verify a backup and make it the ledger of a data folder that no server works on; "
                + "with --ledger, verify what PostgreSQL's tools restored and make it fit to be served.")
        {
            file, force, data, ledger,
        };
        restore.SetAction((parsed, cancel) => Flags.Run(
            () => Restore(
                Flags.Place(parsed, data, ledger), parsed.GetValue(file), parsed.GetValue(force), cancel),
            cancel));
        return restore;
    }

    private static int Restore(ServerOptions options, string? file, bool replaces, CancellationToken cancel)
    {
        var report = (options.Ledger, file) switch
        {
            ({ } address, null) => LedgerRestore.Finish(address, cancel),
            ({ } address, _) => throw new OperatorMistakeException(
                $"The {PostgresLedger.Name(address)} is restored by PostgreSQL's own tools, such as "
                + "pg_restore. After them, restore --ledger without a file verifies it and begins a new "
                + "epoch."),
            (null, null) => throw new OperatorMistakeException(
                "Name the file to restore, one that backup wrote."),
            (null, _) => LedgerRestore.Run(Flags.Named(file), options.Folder, replaces, cancel),
        };
        Say(options, report);
        return 0;
    }

    private static void Say(ServerOptions options, RestoreReport report)
    {
        var head = report.Found.Head;
        if (report.Replaced is { } replaced) Console.WriteLine($"What was there before lies in {replaced}.");
        Console.WriteLine($"Restored {LedgerStore.Name(options)}: position {head.Position}, head "
            + $"{Convert.ToHexStringLower(head.Hash.Span)}, {Counted.Of(report.Keys, "key")}.");
        Console.WriteLine($"Recomputed {Counted.Of(report.Found.Films, "film")}. Everything matches. The "
            + $"ledger has a new epoch, {head.Epoch}.");
        if (report.Replaced is null || report.IsWithoutLaterKeys)
            Console.WriteLine("Keys are as of the backup: one that was revoked since opens again. Look "
                + "through keys list.");
    }
}
