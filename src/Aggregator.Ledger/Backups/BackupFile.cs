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
        Schema.RefuseStrangers(place, connection, mayBeEmpty: false);
        // An index that lost a line is seen by no walk along the table.
        Interruptible(
            connection,
            () =>
            {
                using var check = new Statement(connection, "PRAGMA integrity_check(1)");
                if (!check.Step() || check.Text(0) is var said && said != "ok")
                    throw new LedgerFormatException($"\"{place.Called}\" is damaged.");
            },
            cancel);

        using var snapshot = new SqliteSnapshot(place, connection);
        return Verification.Run(snapshot, cancel);
    }

    /// <summary>What the database does for long by itself, ended where it is cancelled.</summary>
    public static void Interruptible(SqliteConnection connection, Action work, CancellationToken cancel)
    {
        using var interrupted = cancel.Register(() => raw.sqlite3_interrupt(connection.Handle));
        // What is not running yet is not interrupted.
        cancel.ThrowIfCancellationRequested();
        try
        {
            work();
        }
        catch (SqliteException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
    }

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
