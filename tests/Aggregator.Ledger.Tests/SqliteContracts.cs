using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

public sealed class SqliteAppends : AppendContract
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<ILedger> Open() => Task.FromResult<ILedger>(
        SqliteLedger.Open(_folder.Path, new SqliteLedgerOptions(), Time, NullLogger.Instance));

    protected override ValueTask Close(ILedger ledger) => ((SqliteLedger)ledger).DisposeAsync();

    protected override ValueTask Forget() => _folder.DisposeAsync();
}

public sealed class SqliteFeed : FeedContract
{
    // Small, so that followers have to read the table too.
    private readonly SqliteLedgerOptions _options = new()
    {
        FlushEvery = TimeSpan.FromMilliseconds(1),
        FlushChangesMax = 7,
        RecentChangesMax = 5,
        ReplayEntriesMax = 50,
        LeftoversMax = 30,
    };

    private readonly TemporaryFolder _folder = new();

    protected override Task<ILedger> Open() => Task.FromResult<ILedger>(
        SqliteLedger.Open(_folder.Path, _options, Time, NullLogger.Instance));

    protected override ValueTask Close(ILedger ledger) => ((SqliteLedger)ledger).DisposeAsync();

    protected override ValueTask Forget() => _folder.DisposeAsync();
}
