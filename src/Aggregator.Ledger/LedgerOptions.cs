namespace Aggregator.Ledgers;

/// <summary>How a ledger works, whatever it is stored in. The defaults serve a season.</summary>
public abstract record LedgerOptions
{
    /// <summary>Entries that one transaction takes at most, give or take one caller's.</summary>
    public int BatchEntriesMax { get; init; } = 4096;

    /// <summary>Bytes of bodies that one transaction takes at most, give or take one caller's.</summary>
    public int BatchBytesMax { get; init; } = 8 << 20;

    /// <summary>Callers that may wait for the writer before further ones are held back.</summary>
    public int WaitingCallersMax { get; init; } = 8192;

    /// <summary>Written changes that stay in memory for followers that are near the head.</summary>
    public int RecentChangesMax { get; init; } = 16384;

    /// <summary>
    /// Whether somebody will follow the changes from the first one as soon as the ledger is open: what was
    /// read of them then stays in memory until it has been told.
    /// </summary>
    public bool IsFollowedFromStart { get; init; }

    /// <summary>Entries after which the point that a start replays from is moved up.</summary>
    public int ReplayEntriesMax { get; init; } = 50_000;

    /// <summary>
    /// Replaced lines that the table of changes may hold beside as many as it has living ones.
    /// </summary>
    public int LeftoversMax { get; init; } = 20_000;

    /// <summary>Connections for reading at most.</summary>
    public int ReadersMax { get; init; } = 8;

    /// <summary>Called right after each COMMIT; tests lose its answer with it.</summary>
    internal Action? Committed { get; init; }
}
