namespace Aggregator.Ledgers;

/// <summary>How a ledger on PostgreSQL works. Any number of processes may write one database.</summary>
public sealed record PostgresLedgerOptions : LedgerOptions
{
    public PostgresLedgerOptions() => ReadersMax = 16;

    /// <summary>
    /// Whose database this is: kept in it at the first start, and another one's servers are refused.
    /// </summary>
    public string Cluster { get; init; } = "aggregator";

    /// <summary>How long to wait for a connection, to the server or out of the pool.</summary>
    public TimeSpan ConnectPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one statement may take, waiting for other writers included.</summary>
    public TimeSpan StatementPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How long a process that holds the head row may be silent before the server ends its transaction: one
    /// that was stopped or cut off must not hold the others up.
    /// </summary>
    public TimeSpan SilencePatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether no other server may work on this database: one that is a cluster by itself, unaware of others.
    /// </summary>
    public bool IsAlone { get; init; }

    /// <summary>How often to see whether derived tables want tidying.</summary>
    public TimeSpan UpkeepEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often to look for what others wrote when no hint came.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a standing waits for a commit of entries that takes it along.</summary>
    public TimeSpan StandingsWithin { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How long after a commit the next one waits for callers to join, where others write as well.
    /// </summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Whether to listen for hints; tests do without.</summary>
    internal bool Listens { get; init; } = true;
}
