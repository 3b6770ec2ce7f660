using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// The ledger in a PostgreSQL database, which any number of processes write and read at once. Each keeps in
/// memory what is asked most, and follows what the others commit.
/// </summary>
public sealed class PostgresLedger : StoredLedger
{
    private readonly CommitThread _writer;
    private readonly PostgresWriter _store;
    private readonly PostgresHints? _hints;
    private readonly PostgresUpkeep _upkeep;

    private PostgresLedger(PostgresPlace place, Opened opened, TimeProvider time)
        : base(opened.Writer, opened.Reads, opened.Recalled, (time, place.Options))
    {
        (_writer, _store) = (opened.Writer, opened.Store);
        Keys = new PostgresKeyRing(opened.Writer, opened.Reads);
        Log.Opened(place.Logger, opened.Recalled.Head.Position, place.Name, opened.Recalled.Replayed);
        opened.Writer.Start();
        _upkeep = new PostgresUpkeep(place, opened.Pool, Memory);
        if (place.Options.Listens)
            _hints = new PostgresHints(place, revision =>
            {
                if (opened.Store.Hint(revision)) opened.Writer.Wake();
            });
    }

    public override IKeyRing Keys { get; }

    /// <summary>
    /// Opens the ledger of a database, making its tables if there are none. <paramref name="address"/> is a
    /// connection string of Npgsql. Throws <see cref="LedgerOpenException"/> with a sentence when it cannot.
    /// </summary>
    public static PostgresLedger Open(
        string address, PostgresLedgerOptions options, TimeProvider time, ILogger logger)
    {
        var place = new PostgresPlace(address, options, logger);
        try
        {
            return new PostgresLedger(place, OpenDatabase(place, time), time);
        }
        catch (Exception failure)
        {
            throw PostgresOpenings.Refused(place, failure);
        }
    }

    /// <summary>A database as it is called in front of people: without its password.</summary>
    public static string Name(string address) =>
        new PostgresPlace(address, new PostgresLedgerOptions(), NullLogger.Instance).Name;

    public override ValueTask<bool> Save(Standing standing, CancellationToken cancel = default)
    {
        var isTaken = _store.Save(standing, out var isFirst);
        if (isFirst) _writer.Wake();
        return new(isTaken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hints?.Dispose();
            _upkeep.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override async ValueTask CatchUp(CancellationToken cancel) =>
        await _writer.Commit(new CommitRequest([]), cancel);

    private protected override bool IsCutOff => _writer.IsAway;

    private static Opened OpenDatabase(PostgresPlace place, TimeProvider time)
    {
        var connection = place.Open();
        try
        {
            PostgresSchema.Upgrade(place, connection);
            PostgresClaim.Hold(connection, place);
            Recalled recalled;
            using (var snapshot = new PostgresSnapshot(place, connection))
                recalled = new Recall(snapshot, place.Options, time, place.Logger).Run(isBehind: false);
            foreach (var change in recalled.KeyChanges)
                recalled.Memory.Recalled.Tail.RecallKey(
                    System.Text.Encoding.UTF8.GetString(change.Body), change);
            var session = new PostgresSession(connection);
            // Shown to everybody as soon as this is open.
            session.Settle();
            var store = new PostgresWriter(place, session, recalled);
            var pool = place.Pool();
            return new Opened(recalled, store, new CommitThread(store, place.Options, place.Logger), pool)
            {
                Reads = new PostgresReads(pool, place.Options.ConnectPatience),
            };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed record Opened(
        Recalled Recalled, PostgresWriter Store, CommitThread Writer, NpgsqlDataSource Pool)
    {
        public required PostgresReads Reads { get; init; }
    }
}
