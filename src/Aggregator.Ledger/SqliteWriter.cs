using System.Diagnostics;

namespace Aggregator.Ledgers;

/// <summary>
/// Writes to SQLite: entries in the commit, what follows from them behind, with a later commit.
/// </summary>
internal sealed class SqliteWriter : IStoreWriter
{
    private readonly LedgerPlace _place;
    private readonly BatchWriter _batches;
    private readonly Admission _admission;
    private readonly TailWriter _tails;
    private readonly LedgerMemory _memory;
    private WriterConnection? _connection;
    private long _flushed = Stopwatch.GetTimestamp();

    public SqliteWriter(LedgerPlace place, WriterConnection connection, Recalled recalled)
    {
        (_place, _connection) = (place, connection);
        (_batches, _admission, _memory) = (recalled.Batches, recalled.Admission, recalled.Memory);
        _tails = new TailWriter(_memory, place.Options);
        _tails.Start(recalled.Head.ReplayAfter, recalled.Rows);
    }

    public long Position => _batches.Position;

    public TimeSpan Patience => _place.Options.FlushEvery;

    private WriterConnection Connection =>
        _connection ?? throw new InvalidOperationException("Whoever writes has connected before.");

    public void Prepare(CommitBatch batch)
    {
        if (!FlushIsDue()) return;
        batch.Stretch = _memory.Unwritten(_place.Options.FlushChangesMax);
        // A table that has come to rest is swept all the same: the next start reads it.
        if (_tails.HasToSweep) batch.Stretch ??= _memory.Nothing();
    }

    public void Commit(CommitBatch batch)
    {
        Connection.Begin();
        _batches.Write(Connection, batch);
        if (batch.Stretch is not null) _tails.Write(Connection, batch.Stretch);
        Connection.Commit();
        // The log has the words as they were.
        if (batch.Requests.Exists(request => request.Redacted is not null)) EmptyLog();
    }

    public void Keep(CommitBatch batch)
    {
        _batches.Keep(batch);
        if (batch.Stretch is not null) _tails.Keep(batch.Stretch);
        if (batch.Admitted.Count > 0) _memory.Apply(batch.Admitted, batch.LastHash);
        foreach (var request in batch.Requests)
            if (request.Key is { } key) _memory.KeyChanged(key.Id);
    }

    public bool Recover(CommitBatch? uncertain)
    {
        _connection = new WriterConnection(_place.Folder.OpenWriter(_place.Options));
        if (_batches.Position > 0 && !_batches.Hash.SequenceEqual(_connection.HashAt(_batches.Position)))
            throw new LedgerUnavailableException(
                $"The database in {_place.Folder.Path} is not the one this server was writing. Nothing is "
                + "written to it; stop the server.");
        if (uncertain is null) return false;

        var found = uncertain.FirstHash is null ? null : _connection.HashAt(uncertain.Admitted[0].Position);
        if (found is null)
        {
            _batches.Undo();
            return false;
        }

        if (!uncertain.FirstHash.AsSpan().SequenceEqual(found))
            throw new LedgerUnavailableException("Another program writes this ledger. Stop one of the two.");
        // Its callers may have been told that it failed, and decide without it when they try again.
        foreach (var entry in uncertain.Admitted) _admission.NoteElsewhere(entry);
        Keep(uncertain);
        return true;
    }

    public bool IsPassing(Exception failure) => false;

    public void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Finish()
    {
        while (_memory.Unwritten(_place.Options.FlushChangesMax) is { } stretch) WriteLast(stretch);
        WriteLast(_memory.Nothing());
        EmptyLog();
    }

    public void Dispose() => Disconnect();

    // Waits for those who read what the log has, two seconds at most.
    private void EmptyLog()
    {
        LedgerFolder.WaitFor(Connection.Sqlite, milliseconds: 2000);
        LedgerFolder.Run(Connection.Sqlite, "PRAGMA wal_checkpoint(TRUNCATE);");
        LedgerFolder.WaitFor(Connection.Sqlite);
    }

    private bool FlushIsDue()
    {
        var isDue = Stopwatch.GetElapsedTime(_flushed) >= _place.Options.FlushEvery
            || _memory.UnwrittenCount >= _place.Options.FlushChangesMax;
        if (isDue) _flushed = Stopwatch.GetTimestamp();
        return isDue;
    }

    private void WriteLast(TailStretch stretch)
    {
        Connection.Begin();
        _tails.Write(Connection, stretch, closing: true);
        Connection.Commit();
        _tails.Keep(stretch);
    }
}
