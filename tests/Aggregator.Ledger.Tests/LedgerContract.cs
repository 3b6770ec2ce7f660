using Microsoft.Extensions.Time.Testing;

namespace Aggregator.Ledgers.Tests;

/// <summary>What every store must do. A store joins by deriving from this.</summary>
public abstract class LedgerContract(TestStore store, bool keepsLittle = false) : IAsyncLifetime
{
    protected FakeTimeProvider Time { get; } = new(
        new DateTimeOffset(2014, 1, 10, 21, 4, 5, 678, TimeSpan.Zero));

    protected StoredLedger Ledger { get; private set; } = null!;

    protected VerificationReport Verify() => store.Verify();

    protected async Task Reopen()
    {
        await Ledger.DisposeAsync();
        Ledger = await store.Open(Time, keepsLittle);
    }

    public async ValueTask InitializeAsync()
    {
        Ledger = await store.Open(Time, keepsLittle);
        await A.Stock(Ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
