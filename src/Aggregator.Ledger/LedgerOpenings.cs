using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Aggregator.Ledgers;

/// <summary>Says why a ledger cannot be opened.</summary>
internal static class LedgerOpenings
{
    public static LedgerOpenException Refused(LedgerFolder folder, Exception failure) => failure switch
    {
        LedgerOpenException refused => refused,
        SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT } => new(
            $"\"{folder.DatabaseFile}\" should be a ledger's database, and it cannot be read as one: it is "
            + "damaged or something else. Nothing is changed; restore a backup.", failure),
        UnauthorizedAccessException or SqliteException
        {
            SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM
        } => new(
            $"\"{folder.DatabaseFile}\" must be a file that this program may write, and it is not. Nothing "
            + "is done; give it the right to write, or another folder.", failure),
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => new(
            $"The disk that holds \"{folder.Path}\" is full, and a ledger needs room to start. Nothing is "
            + "lost; make room and start again.", failure),
        LedgerFormatException broken => new(
            $"\"{folder.DatabaseFile}\" cannot be read: {broken.Message}", broken),
        _ => new(
            $"\"{folder.DatabaseFile}\" cannot be opened: {failure.Message} Nothing is done.", failure),
    };
}
