using Aggregator.Ledgers;

namespace Aggregator.Server.Hosting;

/// <summary>
/// A ledger that is being opened, and the first Board that is being filled from it, while the host is made
/// and the silo starts: neither needs the other. Disposing closes the ledger, and nobody hears of a failure
/// that was not asked for.
/// </summary>
internal sealed class LedgerOpening : IAsyncDisposable
{
    private const int ChangesAtOnce = 10_000;

    private readonly CancellationTokenSource _closing = new();

    public LedgerOpening(ServerOptions options, ILoggerFactory log)
    {
        Ledger = Task.Run(() => LedgerStore.Open(options, log));
        Filling = Task.Run(Fill);
    }

    /// <summary>Fails with a <see cref="LedgerOpenException"/> when it cannot be opened.</summary>
    public Task<StoredLedger> Ledger { get; }

    /// <summary>A Board at the head of the ledger.</summary>
    public Task<Board> Filling { get; }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await ((Task)Filling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)Ledger).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Ledger.IsCompletedSuccessfully) await (await Ledger).DisposeAsync();
        _closing.Dispose();
    }

    private async Task<Board> Fill()
    {
        var ledger = await Ledger;
        var fill = new BoardFill(Calibration.BuiltIn);
        while (true)
        {
            var chunk = await ledger.Changes(fill.Revision, ChangesAtOnce, _closing.Token);
            if (fill.Take(chunk) is { } board) return board;
        }
    }
}
