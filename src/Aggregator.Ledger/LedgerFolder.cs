using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>
/// The folder of a ledger: <c>aggregator.db</c> and its companions, <c>lock</c>, which one server holds, and
/// <c>server.pid</c>, which says which: nobody else can read a file that is held.
/// </summary>
internal sealed class LedgerFolder
{
    private const int BusyMilliseconds = 5000;

    public LedgerFolder(string folder) => Path = System.IO.Path.GetFullPath(folder);

    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, "aggregator.db");

    private string LockFile => System.IO.Path.Combine(Path, "lock");

    private string HolderFile => System.IO.Path.Combine(Path, "server.pid");

    /// <summary>Takes the folder for this process until the answer is disposed.</summary>
    public FileStream Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return Hold();
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new LedgerOpenException(
                $"The data folder \"{Path}\" must be writable, and this program may not write there. "
                + "Nothing is started; give it the right to write, or another folder.", denied);
        }
        catch (IOException busy) when (IsHeld())
        {
            throw new LedgerOpenException(
                $"The data folder \"{Path}\" is in use by another server{Holder()}. One server at a time "
                + "may write a ledger; this one stops.", busy);
        }
        catch (IOException broken)
        {
            throw new LedgerOpenException(
                $"The data folder \"{Path}\" must be a folder that can be written, and it is not: "
                + $"{broken.Message} Nothing is started.", broken);
        }
    }

    /// <summary>
    /// Only a start makes a database: one that vanishes later must not be replaced by an empty one.
    /// </summary>
    public SqliteConnection OpenWriter(SqliteLedgerOptions options, bool isStart = false)
    {
        var connection = Open(isStart ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
        // FULL: a commit is on the disk, not in its cache, before anyone hears of it.
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = {options.CheckpointPages};
            PRAGMA cache_size = -65536;
            """));
        options.WriterOpened?.Invoke(connection);
        return connection;
    }

    public SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadOnly);
        Run(connection, "PRAGMA cache_size = -16384; PRAGMA mmap_size = 1073741824;");
        return connection;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // No caller passes anything but its own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var address = new SqliteConnectionStringBuilder
        {
            DataSource = DatabaseFile,
            Mode = mode,
            Pooling = false,
        };
        var connection = new SqliteConnection(address.ToString());
        try
        {
            connection.Open();
            Run(connection, string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyMilliseconds};"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private FileStream Hold()
    {
        var held = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        File.WriteAllText(HolderFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    private bool IsHeld()
    {
        if (!File.Exists(LockFile)) return false;
        try
        {
            using var free = new FileStream(LockFile, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private string Holder()
    {
        try
        {
            return $" (process {File.ReadAllText(HolderFile)})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
