using Aggregator.Benchmarks;

// Each benchmark is its own word; figures go to standard output, one line each, slowest machine welcome.
switch (args)
{
    case ["board", ..]:
        BoardRows.Print();
        return 0;
    case ["verdicts", ..]:
        await VerdictsBenchmark.Run();
        return 0;
    case ["ledger", ..]:
        await LedgerBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Say which: board, ledger, verdicts");
        return 2;
}
