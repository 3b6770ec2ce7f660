using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

public sealed class SqliteAppends : AppendContract
{
    private readonly TemporaryFolder _folder = new();

    protected override ILedger Open() =>
        SqliteLedger.Open(_folder.Path, new SqliteLedgerOptions(), Time, NullLogger.Instance);

    protected override ValueTask Close(ILedger ledger) => ((SqliteLedger)ledger).DisposeAsync();

    protected override ValueTask Forget() => _folder.DisposeAsync();
}
