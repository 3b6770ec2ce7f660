using Aggregator.Ledgers;

namespace Aggregator.Server.Hosting;

/// <summary>
/// Where the options say the facts are: a folder with a SQLite file, or a PostgreSQL database.
/// </summary>
internal static class LedgerStore
{
    /// <summary>
    /// Lives longer than the host, so that it closes after the last request has been answered.
    /// </summary>
    public static StoredLedger Open(ServerOptions options, ILoggerFactory logging) =>
        options.Ledger is { } address
            ? PostgresLedger.Open(
                address, Postgres(options), TimeProvider.System, logging.CreateLogger<PostgresLedger>())
            : SqliteLedger.Open(
                options.Folder, Sqlite(options), TimeProvider.System,
                logging.CreateLogger<SqliteLedger>());

    private static SqliteLedgerOptions Sqlite(ServerOptions options) => new()
    {
        IsFollowedFromStart = options.Role == "all",
    };

    private static PostgresLedgerOptions Postgres(ServerOptions options) => new()
    {
        IsFollowedFromStart = options.Role == "all",
        Cluster = options.Cluster.Id,
        IsAlone = options.Role == "all",
    };

    /// <summary>The keys, whether or not a server runs.</summary>
    public static KeysBeside Keys(ServerOptions options) => options.Ledger is { } address
        ? KeysBeside.InDatabase(address)
        : KeysBeside.InFolder(options.Folder);

    public static VerificationReport Verify(ServerOptions options, CancellationToken cancel) =>
        options.Ledger is { } address
            ? Verification.RunOnDatabase(address, cancel)
            : Verification.Run(options.Folder, cancel);

    /// <summary>What the verdicts on each film add up to, as of one moment.</summary>
    public static IReadOnlyList<VerdictSums> Sums(ServerOptions options, CancellationToken cancel) =>
        options.Ledger is { } address
            ? FilmSums.InDatabase(address, cancel)
            : FilmSums.InFolder(options.Folder, cancel);

    /// <summary>Every entry, in order, as of one moment.</summary>
    public static IEnumerable<LedgerLine> Record(ServerOptions options) => options.Ledger is { } address
        ? LedgerRecord.InDatabase(address)
        : LedgerRecord.InFolder(options.Folder);

    /// <summary>The store as it is called in front of the operator; never with its password.</summary>
    public static string Name(ServerOptions options) =>
        options.Ledger is { } address ? PostgresLedger.Name(address) : options.Folder;
}
