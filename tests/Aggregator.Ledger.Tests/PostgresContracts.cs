using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

public sealed class PostgresAppends(PostgresServer server) : AppendContract
{
    private string? _address;

    protected override async Task<ILedger> Open() => PostgresLedger.Open(
        _address ??= await server.Database(), new PostgresLedgerOptions(), Time, NullLogger.Instance);

    protected override ValueTask Close(ILedger ledger) => ((PostgresLedger)ledger).DisposeAsync();

    protected override ValueTask Forget() => default;
}

public sealed class PostgresFeed(PostgresServer server) : FeedContract
{
    // Small, so that followers have to read the table too.
    private readonly PostgresLedgerOptions _options = new()
    {
        RecentChangesMax = 5,
        ReplayEntriesMax = 50,
        LeftoversMax = 30,
    };

    private string? _address;

    protected override async Task<ILedger> Open() =>
        PostgresLedger.Open(_address ??= await server.Database(), _options, Time, NullLogger.Instance);

    protected override ValueTask Close(ILedger ledger) => ((PostgresLedger)ledger).DisposeAsync();

    protected override ValueTask Forget() => default;
}
