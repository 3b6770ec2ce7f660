using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// Keeps a key in a folder whether or not a server runs on it: through a connection of its own, which waits
/// for the server's commits as they wait for it.
/// </summary>
public static class KeysBeside
{
    /// <summary>
    /// Inserts or replaces a key, making the ledger if the folder has none. A running server knows the key at
    /// its next look. Throws <see cref="LedgerOpenException"/> when the folder holds something else.
    /// </summary>
    public static void Save(string folder, ApiKey key)
    {
        var place = new LedgerFolder(folder);
        try
        {
            Directory.CreateDirectory(place.Path);
            using var connection = place.OpenWriter(new SqliteLedgerOptions(), isStart: true);
            Schema.Upgrade(place, connection);
            KeyTable.Save(connection, key);
        }
        catch (Exception failure)
            when (failure is SqliteException or UnauthorizedAccessException or IOException)
        {
            throw LedgerOpenings.Refused(place, failure);
        }
    }

    /// <summary>The same in a PostgreSQL database.</summary>
    public static void SaveInDatabase(string address, ApiKey key)
    {
        var place = new PostgresPlace(address, new PostgresLedgerOptions(), NullLogger.Instance);
        try
        {
            using var connection = place.Open();
            PostgresSchema.Upgrade(place, connection);
            using var batch = new NpgsqlBatch(connection) { BatchCommands = { PostgresKeyTable.Save(key) } };
            batch.ExecuteNonQuery();
        }
        catch (NpgsqlException failure)
        {
            throw PostgresOpenings.Refused(place, failure);
        }
    }
}
