using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

/// <summary>Where one test keeps its ledger, and a way around the ledger to what lies there.</summary>
public abstract class TestStore : IAsyncDisposable
{
    /// <summary>
    /// Opens the ledger, after closing it the same one again. <paramref name="keepsLittle"/>: so little in
    /// memory that followers have to read tables, and tables are tidied all the time.
    /// </summary>
    public abstract Task<StoredLedger> Open(TimeProvider? time = null, bool keepsLittle = false);

    /// <summary>Runs SQL past the ledger, written as for SQLite.</summary>
    public abstract Task Run(string sql);

    public abstract Task<long> Number(string sql);

    public abstract VerificationReport Verify();

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqliteStore : TestStore
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public override Task<StoredLedger> Open(TimeProvider? time = null, bool keepsLittle = false)
    {
        var options = keepsLittle
            ? new SqliteLedgerOptions
            {
                FlushEvery = TimeSpan.FromMilliseconds(1),
                FlushChangesMax = 7,
                RecentChangesMax = 5,
                ReplayEntriesMax = 50,
                LeftoversMax = 30,
            }
            : new SqliteLedgerOptions();
        return Task.FromResult<StoredLedger>(
            SqliteLedger.Open(_folder.Path, options, time ?? TimeProvider.System, NullLogger.Instance));
    }

    public override Task Run(string sql)
    {
        Database.Run(_folder.Database, sql);
        return Task.CompletedTask;
    }

    public override Task<long> Number(string sql) => Task.FromResult(Database.Number(_folder.Database, sql));

    public override VerificationReport Verify() =>
        Verification.Run(_folder.Path, TestContext.Current.CancellationToken);

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();
}

/// <summary>A database of its own in the server that all tests share.</summary>
internal sealed class PostgresStore(PostgresServer server) : TestStore
{
    // What the two say differently.
    private static readonly Dictionary<string, string> Words = new()
    {
        ["CAST(replace(CAST(body AS TEXT), '8000', '9000') AS BLOB)"] =
            "convert_to(replace(convert_from(body, 'UTF8'), '8000', '9000'), 'UTF8')",
        ["CAST('{\"quote\":\"No\"}' AS BLOB)"] = "convert_to('{\"quote\":\"No\"}', 'UTF8')",
        ["x'0000'"] = "decode('0000', 'hex')",
        ["zeroblob(32)"] = "decode(repeat('00', 32), 'hex')",
        ["DROP TRIGGER entries_are_never_deleted;"] = "",
        ["DROP TRIGGER entries_are_never_changed;"] = "DROP TRIGGER entries_are_never_changed ON entries;",
    };

    private string? _address;

    public async Task<string> Address() => _address ??= await server.Database();

    public override Task<StoredLedger> Open(TimeProvider? time = null, bool keepsLittle = false) => Open(
        keepsLittle
            ? new PostgresLedgerOptions
            {
                RecentChangesMax = 5,
                ReplayEntriesMax = 50,
                LeftoversMax = 30,
                UpkeepEvery = TimeSpan.FromMilliseconds(5),
            }
            : new PostgresLedgerOptions(),
        time);

    public async Task<StoredLedger> Open(PostgresLedgerOptions options, TimeProvider? time = null) =>
        PostgresLedger.Open(
            await Address(), options, time ?? TimeProvider.System, NullLogger.Instance);

    public override async Task Run(string sql) => await PostgresServer.Run(
        await Address(), Words.Aggregate(sql, (said, word) => said.Replace(word.Key, word.Value)));

    public override async Task<long> Number(string sql) =>
        await PostgresServer.Ask<long>(await Address(), sql);

    public override VerificationReport Verify() =>
        Verification.RunOnDatabase(_address!, TestContext.Current.CancellationToken);

    // The server goes as a whole.
    public override ValueTask DisposeAsync() => default;
}
