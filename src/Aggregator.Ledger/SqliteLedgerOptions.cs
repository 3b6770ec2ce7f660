using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>How a ledger on SQLite works. The defaults serve a season on one machine.</summary>
public sealed record SqliteLedgerOptions
{
    /// <summary>Entries that one transaction takes at most, give or take one caller's.</summary>
    public int BatchEntriesMax { get; init; } = 4096;

    /// <summary>Bytes of bodies that one transaction takes at most, give or take one caller's.</summary>
    public int BatchBytesMax { get; init; } = 8 << 20;

    /// <summary>Callers that may wait for the writer before further ones are held back.</summary>
    public int WaitingCallersMax { get; init; } = 8192;

    /// <summary>How long a change may lie in memory before it is written behind.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Changes that are written behind in one transaction at most.</summary>
    public int FlushChangesMax { get; init; } = 5000;

    /// <summary>Written changes that stay in memory for followers that are near the head.</summary>
    public int RecentChangesMax { get; init; } = 16384;

    /// <summary>Entries after which the point that a start replays from is moved up.</summary>
    public int ReplayEntriesMax { get; init; } = 50_000;

    /// <summary>
    /// Replaced lines that the table of changes may hold beside as many as it has living ones.
    /// </summary>
    public int LeftoversMax { get; init; } = 20_000;

    /// <summary>Connections for reading at most.</summary>
    public int ReadersMax { get; init; } = 8;

    /// <summary>Pages that the write-ahead log gathers before it is folded into the database.</summary>
    public int CheckpointPages { get; init; } = 8000;

    /// <summary>Called with each connection of the writer; tests make disks full with it.</summary>
    internal Action<SqliteConnection>? WriterOpened { get; init; }

    /// <summary>Called right after each COMMIT; tests lose its answer with it.</summary>
    internal Action? Committed { get; init; }
}
