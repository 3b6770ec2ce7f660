using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// The open record as it stands at one moment, read beside a running server or without one. Throws
/// <see cref="LedgerOpenException"/> when there is no ledger to read.
/// </summary>
public static class LedgerRecord
{
    /// <summary>Every entry in a folder, in order.</summary>
    public static IEnumerable<LedgerLine> InFolder(string folder)
    {
        var place = new LedgerFolder(folder);
        if (!File.Exists(place.DatabaseFile))
            throw new LedgerOpenException(
                $"\"{place.DatabaseFile}\" should be a ledger, and there is no such file. Nothing was read.");
        using var connection = Opened(place);
        using var snapshot = new SqliteSnapshot(place, connection);
        foreach (var entry in snapshot.Entries(after: 0)) yield return entry.Line();
    }

    /// <summary>Every entry in a database, in order.</summary>
    public static IEnumerable<LedgerLine> InDatabase(string address)
    {
        var place = new PostgresPlace(address, new PostgresLedgerOptions(), NullLogger.Instance);
        using var connection = Opened(place);
        using var snapshot = new PostgresSnapshot(place, connection);
        foreach (var entry in snapshot.Entries(after: 0)) yield return entry.Line();
    }

    internal static SqliteConnection Opened(LedgerFolder place)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = place.OpenReader();
            Schema.RefuseStrangers(place, connection);
            return connection;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            throw LedgerOpenings.Refused(place, failure);
        }
    }

    internal static NpgsqlConnection Opened(PostgresPlace place)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = place.Open();
            PostgresSchema.RefuseStrangers(place, connection, mayBeEmpty: false);
            return connection;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            throw PostgresOpenings.Refused(place, failure);
        }
    }
}
