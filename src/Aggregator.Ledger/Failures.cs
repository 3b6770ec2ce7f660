using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Aggregator.Ledgers;

/// <summary>What the operator and the callers read when the store fails.</summary>
internal static class Failures
{
    private const string Away =
        "The ledger cannot be written or read now; it is tried again with the next request.";

    /// <summary>
    /// Of what failed first and what failed when it was mended, the later that says more than that.
    /// </summary>
    public static LedgerUnavailableException Unavailable(Exception first, Exception then) =>
        Unavailable(Sentence(then) == Away ? first : then);

    public static LedgerUnavailableException Unavailable(Exception cause) =>
        cause as LedgerUnavailableException ?? new LedgerUnavailableException(Sentence(cause), cause);

    private static string Sentence(Exception cause) => cause switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } =>
            "The disk of the ledger is full; nothing was recorded. It goes on by itself when there is room.",
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY } =>
            "The ledger may not be written; nothing was recorded. It goes on by itself when it may.",
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY } =>
            "Another program holds the ledger's database; nothing was recorded. It is tried again with the "
            + "next write.",
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } =>
            "The ledger's database is damaged; nothing was recorded. Stop the server and run verify.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            "The disk of the ledger's database is full; nothing was recorded. It goes on by itself when "
            + "there is room.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            "The ledger's database may not be written; nothing was recorded. It goes on by itself when it "
            + "may.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } full =>
            "The ledger's database has no connection left for this server: "
            + $"{PostgresFailures.Sentence(full)} It is tried again with the next request.",
        PostgresException
        {
            SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled
        } =>
            "Somebody holds the ledger's database too long. It is tried again with the next write.",
        PostgresException
        {
            SqlState: PostgresErrorCodes.InvalidPassword
                or PostgresErrorCodes.InvalidAuthorizationSpecification
        } =>
            "The ledger's database refuses this server's name or password. It is tried again with the next "
            + "write.",
        LedgerFormatException or LedgerOpenException => cause.Message,
        _ => Away,
    };
}
