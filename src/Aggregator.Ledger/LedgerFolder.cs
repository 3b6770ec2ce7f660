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

    private const string Usual = "aggregator.db";

    private const string Unplaced = Usual + ".restoring";

    private readonly string _file;

    /// <summary>
    /// <paramref name="file"/>: the database of the folder, or another one in it: a backup, or a ledger that
    /// is being restored.
    /// </summary>
    public LedgerFolder(string folder, string file = Usual) =>
        (Path, _file, Called) = (
            System.IO.Path.GetFullPath(folder), file,
            System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), file));

    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, _file);

    /// <summary>The database in sentences: the file that the operator knows.</summary>
    public string Called { get; private init; }

    private string RestoringFile => System.IO.Path.Combine(Path, Unplaced);

    /// <summary>
    /// The ledger that is to take the place of this one, while it is made out of <paramref name="backup"/>.
    /// </summary>
    public LedgerFolder Restoring(string backup) => new(Path, Unplaced) { Called = backup };

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
                + "Nothing is done; give it the right to write, or another folder.", denied);
        }
        catch (IOException busy) when (IsHeld())
        {
            throw new LedgerOpenException(
                $"The data folder \"{Path}\" is in use by another server{Holder()}. One process at a time "
                + "may write a ledger; this one stops.", busy);
        }
        catch (IOException broken)
        {
            throw new LedgerOpenException(
                $"The data folder \"{Path}\" must be a folder that can be written, and it is not: "
                + $"{broken.Message} Nothing is done.", broken);
        }
    }

    /// <summary>
    /// Answers what leaves the folder as it is now, where it is locked for nothing: to be done while it still
    /// is.
    /// </summary>
    public Action AsFound()
    {
        var isLockMade = !File.Exists(LockFile);
        var holder = HolderSaid();
        var made = new List<string>();
        for (var folder = Path; !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder)!)
            made.Add(folder);
        return () =>
        {
            if (holder is null) File.Delete(HolderFile);
            else File.WriteAllText(HolderFile, holder);
            // Whoever opened it meanwhile was told that the folder is in use.
            if (isLockMade) File.Delete(LockFile);
            foreach (var folder in made)
                if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        };
    }

    /// <summary>
    /// Only a start makes a database: one that vanishes later must not be replaced by an empty one.
    /// </summary>
    public SqliteConnection OpenWriter(SqliteLedgerOptions options, bool isStart = false)
    {
        // An empty ledger in the place of one that is half restored would look as if all facts were gone;
        // what is said to one that was to be replaced would be lost with it.
        if (isStart && File.Exists(RestoringFile))
            throw new LedgerOpenException(
                $"A restore into the folder \"{Path}\" was cut short, or is under way: what it restores is "
                + "not in its place. Nothing is done; run restore again"
                + (File.Exists(DatabaseFile)
                    ? $", or delete \"{RestoringFile}\" to go on with the ledger that is there."
                    : "."));
        if (isStart) Durable.MakeIfMissing(DatabaseFile);
        var connection = Open(SqliteOpenMode.ReadWrite);
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

    /// <summary>
    /// For a file that lies by itself, without companions, and that nobody else has open.
    /// </summary>
    public SqliteConnection OpenAlone()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        Run(connection, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;");
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

    /// <summary>How long a connection waits for what others hold.</summary>
    public static void WaitFor(SqliteConnection connection, int milliseconds = BusyMilliseconds) =>
        Run(connection,
            string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {milliseconds};"));

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
            WaitFor(connection);
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
        try
        {
            File.WriteAllText(HolderFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
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

    private string Holder() => HolderSaid() is { } process ? $" (process {process})" : "";

    /// <summary>Which process held the folder last; null where nobody can tell.</summary>
    private string? HolderSaid()
    {
        try
        {
            return File.ReadAllText(HolderFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
