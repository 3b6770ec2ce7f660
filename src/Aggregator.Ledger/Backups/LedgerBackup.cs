using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>What a backup holds, as it was read back from its file.</summary>
public sealed record BackupReport(string File, long Bytes, VerificationReport Found);

/// <summary>
/// One file with everything a ledger's folder holds at one moment: entries, the words beside them, what is
/// derived, and keys. What was redacted is in none of its pages.
/// </summary>
public static class LedgerBackup
{
    private const string Unfinished = ".partial";

    private const string DamageOfLedger =
        "the ledger that was to be read is damaged, or the file is something else. Nothing is left of it; "
        + "run verify on the ledger, and keep the older backups";

    /// <summary>
    /// Writes <paramref name="file"/>, beside a running server too, whose commits do not wait for it. Every
    /// fact that was acknowledged before the call is in it. The file has its name only once it is whole, on
    /// the disk and verified. Throws <see cref="LedgerOpenException"/> with a sentence when it cannot be;
    /// then there is no such file.
    /// </summary>
    public static BackupReport Write(string folder, string file, CancellationToken cancel = default)
    {
        var from = new LedgerFolder(folder);
        var to = Path.GetFullPath(file);
        Check(from, to);
        var partial = to + Unfinished;
        try
        {
            Durable.MakeEmpty(partial);
            Copy(from, partial, cancel);
            var found = BackupFile.Verify(partial, cancel);
            if (!found.Holds) throw Differs(from, found);
            Durable.Flush(partial);
            Durable.Rename(partial, to);
            return new BackupReport(to, new FileInfo(to).Length, found);
        }
        catch (Exception failure) when (BackupFile.IsForTheOperator(failure))
        {
            throw BackupFile.Refused(
                $"The backup \"{to}\" could not be written", DamageOfLedger, "Nothing is left of it",
                failure);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void Check(LedgerFolder from, string to)
    {
        if (!File.Exists(from.DatabaseFile))
            throw new LedgerOpenException(
                $"\"{from.DatabaseFile}\" should be a ledger, and there is no such file. No backup is "
                + "written.");
        if (!Directory.Exists(Path.GetDirectoryName(to)))
            throw new LedgerOpenException(
                $"The folder of the backup \"{to}\" must be there, and it is not. No backup is written.");
        if (Path.Exists(to))
            throw new LedgerOpenException(
                $"\"{to}\" is there already, and a backup takes no other's place. Nothing is written; name "
                + "another file.");
    }

    /// <summary>In one transaction that sees one moment; the server writes on meanwhile.</summary>
    private static void Copy(LedgerFolder from, string partial, CancellationToken cancel)
    {
        using var connection = from.OpenReader();
        Schema.RefuseStrangers(from, connection);
        using var copy = connection.CreateCommand();
        // Written anew, not page by page: pages that were freed stay behind.
        copy.CommandText = "VACUUM INTO $file";
        copy.CommandTimeout = 0;
        copy.Parameters.Add(new SqliteParameter("$file", partial));
        BackupFile.Interruptible(connection, () => copy.ExecuteNonQuery(), cancel);
    }

    private static LedgerOpenException Differs(LedgerFolder from, VerificationReport found) => new(
        $"The ledger in {from.Path} does not verify: {string.Join(' ', found.Mismatches)} No backup is "
        + "written; keep the older ones, and run verify to see more.");
}
