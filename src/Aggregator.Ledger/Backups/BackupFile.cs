using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Aggregator.Ledgers;

/// <summary>A ledger in one file that lies by itself.</summary>
internal static class BackupFile
{
    /// <summary>Reads all of it: the database's own structure, and everything that is in it.</summary>
    public static VerificationReport Verify(string file, CancellationToken cancel)
    {
        var place = Place(file);
        using var connection = place.OpenReader();
        return Verify(place, connection, cancel);
    }

    public static VerificationReport Verify(
        LedgerFolder place, SqliteConnection connection, CancellationToken cancel)
    {
        using var ended = EndedBy(connection, cancel);
        Schema.RefuseStrangers(place, connection, mayBeEmpty: false);
        // An index that lost a line is seen by no walk along the table.
        cancel.ThrowIfCancellationRequested();
        using (var check = new Statement(connection, "PRAGMA integrity_check(1)"))
        {
            if (!check.Step() || check.Text(0) is var said && said != "ok")
                throw new LedgerFormatException($"\"{place.Called}\" is damaged.");
        }

        using var snapshot = new SqliteSnapshot(place, connection);
        return Verification.Run(snapshot, cancel);
    }

    /// <summary>
    /// What the database does for long by itself ends with an error where it is cancelled. To be disposed
    /// before the connection is.
    /// </summary>
    public static CancellationTokenRegistration EndedBy(
        SqliteConnection connection, CancellationToken cancel) =>
        cancel.Register(() => raw.sqlite3_interrupt(connection.Handle));

    public static LedgerFolder Place(string file) =>
        new(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file));

    public static bool IsForTheOperator(Exception failure) => failure
        is SqliteException or LedgerFormatException or IOException or UnauthorizedAccessException;

    /// <summary>Why it could not be, and that nothing was changed by it.</summary>
    /// <param name="what">What could not be.</param>
    /// <param name="damage">What is damaged where something is, and what to do then.</param>
    /// <param name="outcome">What has become of it.</param>
    /// <param name="failure">What was thrown.</param>
    public static LedgerOpenException Refused(
        string what, string damage, string outcome, Exception failure) => new(
        failure switch
        {
            SqliteException { SqliteErrorCode: raw.SQLITE_FULL } or IOException { HResult: DiskFull } =>
                $"{what}: the disk is full. {outcome}; make room and try again.",
            SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } =>
                $"{what}: {damage}.",
            _ => $"{what}: {failure.Message.TrimEnd('.')}. {outcome}.",
        },
        failure);

    // ENOSPC, as .NET tells it on Unix.
    private const int DiskFull = 28;
}
