using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Aggregator.Ledgers;

/// <summary>Where a ledger's file lies and how it works.</summary>
internal sealed record LedgerPlace(LedgerFolder Folder, SqliteLedgerOptions Options, ILogger Logger);

/// <summary>
/// The ledger in one SQLite file, which one process writes. Disposing writes what is behind and gives the
/// folder back.
/// </summary>
public sealed class SqliteLedger : StoredLedger
{
    private readonly FileStream _lock;

    private SqliteLedger(Opened opened, FileStream held, TimeProvider time)
        : base(opened.Writer, opened.Reads, opened.Recalled, (time, opened.Place.Options))
    {
        _lock = held;
        Keys = new SqliteKeyRing(opened.Writer, opened.Pool);
        var position = opened.Recalled.Head.Position;
        Log.Opened(opened.Place.Logger, position, opened.Place.Folder.Path, opened.Recalled.Replayed);
        opened.Writer.Start();
        Gauges.WatchDisk(opened.Place.Folder.Path);
    }

    public override IKeyRing Keys { get; }

    /// <summary>
    /// Opens the ledger of a folder, making it if there is none, and holds the folder against a second
    /// server. Throws <see cref="LedgerOpenException"/> with a sentence when it cannot.
    /// </summary>
    public static SqliteLedger Open(
        string folder, SqliteLedgerOptions options, TimeProvider time, ILogger logger)
    {
        var place = new LedgerPlace(new LedgerFolder(folder), options, logger);
        var held = place.Folder.Lock();
        try
        {
            return new SqliteLedger(OpenDatabase(place, time), held, time);
        }
        catch (Exception failure)
        {
            held.Dispose();
            throw LedgerOpenings.Refused(place.Folder, failure);
        }
    }

    public override ValueTask<bool> Save(Standing standing, CancellationToken cancel = default) =>
        new(Memory.Save(standing));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _lock.Dispose();
    }

    // Nobody else writes this file: the folder is held.
    private protected override ValueTask CatchUp(CancellationToken cancel) => default;

    private protected override bool IsCutOff => false;

    private static Opened OpenDatabase(LedgerPlace place, TimeProvider time)
    {
        var connection = place.Folder.OpenWriter(place.Options, isStart: true);
        try
        {
            Schema.Upgrade(place.Folder, connection);
            var recalled = Recall(place, connection, time);
            var pool = new ReadPool(place.Folder, place.Options.ReadersMax);
            var writer = new SqliteWriter(place, new WriterConnection(connection), recalled);
            return new Opened(
                place, recalled, pool, new CommitThread(writer, place.Options, place.Logger));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static Recalled Recall(LedgerPlace place, SqliteConnection connection, TimeProvider time)
    {
        Recalled recalled;
        using (var snapshot = new SqliteSnapshot(place.Folder, connection))
        {
            recalled = new Recall(snapshot, place.Options, time, place.Logger).Run(isBehind: true);
            // Told again, so that a key changed just before a crash is not missed.
            foreach (var key in snapshot.Keys()) recalled.Memory.Recalled.Tail.AppendKey(key.Id);
        }

        // Durable before the first of them is given out.
        LedgerFolder.Run(connection, "BEGIN IMMEDIATE");
        using (var reserve = new Statement(connection, "UPDATE ledger_head SET revision_reserved = ?"))
            reserve.Bind(1, recalled.Head.Revision + Tail.ReservedAtOnce).Run();
        using (var forget = new Statement(connection, "DELETE FROM changes WHERE revision = ?"))
            foreach (var change in recalled.KeyChanges) forget.Bind(1, change.Revision).Run();
        LedgerFolder.Run(connection, "COMMIT");
        return recalled;
    }

    private sealed record Opened(LedgerPlace Place, Recalled Recalled, ReadPool Pool, CommitThread Writer)
    {
        public SqliteReads Reads { get; } = new(Pool);
    }
}
