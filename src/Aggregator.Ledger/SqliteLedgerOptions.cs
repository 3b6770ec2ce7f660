using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>How a ledger on SQLite works. The defaults serve a season on one machine.</summary>
public sealed record SqliteLedgerOptions : LedgerOptions
{
    /// <summary>How long a change may lie in memory before it is written behind.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Changes that are written behind in one transaction at most.</summary>
    public int FlushChangesMax { get; init; } = 5000;

    /// <summary>Pages that the write-ahead log gathers before it is folded into the database.</summary>
    public int CheckpointPages { get; init; } = 8000;

    /// <summary>Called with each connection of the writer; tests make disks full with it.</summary>
    internal Action<SqliteConnection>? WriterOpened { get; init; }
}
