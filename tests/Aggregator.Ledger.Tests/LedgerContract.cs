using Microsoft.Extensions.Time.Testing;

namespace Aggregator.Ledgers.Tests;

/// <summary>What every store must do. A store joins by deriving from this.</summary>
public abstract class LedgerContract : IAsyncLifetime
{
    protected FakeTimeProvider Time { get; } = new(
        new DateTimeOffset(2014, 1, 10, 21, 4, 5, 678, TimeSpan.Zero));

    protected ILedger Ledger { get; private set; } = null!;

    /// <summary>Opens the store of this test; again after <see cref="Close"/>, the same one.</summary>
    protected abstract Task<ILedger> Open();

    protected abstract ValueTask Close(ILedger ledger);

    protected abstract ValueTask Forget();

    protected async Task Reopen()
    {
        await Close(Ledger);
        Ledger = await Open();
    }

    public async ValueTask InitializeAsync()
    {
        Ledger = await Open();
        await A.Stock(Ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await Close(Ledger);
        await Forget();
        GC.SuppressFinalize(this);
    }
}
