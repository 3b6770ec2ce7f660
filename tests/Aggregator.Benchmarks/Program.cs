using Aggregator.Benchmarks;
using Aggregator.Benchmarks.Peers;
using Aggregator.Benchmarks.Rows;

// Each benchmark is its own word; figures go to standard output, one line each, slowest machine welcome.
switch (args)
{
    case ["all"]:
        await HttpRows.Run("import", "peers", "visible", "listeners", "scale", "cluster");
        return 0;
    case ["import" or "peers" or "visible" or "listeners" or "scale" or "cluster", ..]:
        await HttpRows.Run(args);
        return 0;
    case ["board"]:
        BoardRows.Print();
        return 0;
    case ["verdicts"]:
        await VerdictsBenchmark.Run();
        return 0;
    case ["ledger"]:
        await LedgerBenchmark.Run();
        return 0;
    case ["memory"]:
        await MemoryBenchmark.Run();
        return 0;
    case ["gigabyte"]:
        await GigabyteBenchmark.Run();
        return 0;
    case ["start", var folder, var times]:
        await StartBenchmark.Run(folder, times);
        return 0;
    case ["peer", var name, var url, var argument]:
        return await PeerProgram.Run(name, url, argument);
    default:
        Console.Error.WriteLine(
            "Say which: all, or some of import, peers, visible, listeners, scale, cluster; or board, "
            + "gigabyte, ledger, memory, verdicts; or start FOLDER TIMES");
        return 2;
}
