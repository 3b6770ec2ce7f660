using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Aggregator.Ledgers;

/// <summary>Where a ledger lies and how it works.</summary>
internal sealed record LedgerPlace(LedgerFolder Folder, SqliteLedgerOptions Options, ILogger Logger);

/// <summary>
/// The one thread that writes. It takes what waits, runs one transaction, and answers each caller after
/// COMMIT. When a commit fails it opens the database again and looks whether the batch is in it; until it
/// knows, it takes nothing further.
/// </summary>
internal sealed class CommitThread : IDisposable
{
    private readonly LedgerPlace _place;
    private readonly CommitQueue _queue;
    private readonly BatchWriter _batches;
    private readonly TailWriter _tails;
    private readonly LedgerMemory _memory;
    private readonly Thread _thread;
    private WriterConnection? _connection;
    private CommitBatch? _uncertain;
    private bool _isFailing;
    private long _flushed = Stopwatch.GetTimestamp();

    public CommitThread(LedgerPlace place, WriterConnection connection, Recalled recalled)
    {
        _place = place;
        _connection = connection;
        (_batches, _tails, _memory) = (recalled.Batches, recalled.Tails, recalled.Memory);
        _queue = new CommitQueue(place.Options.WaitingCallersMax);
        _thread = new Thread(Work) { Name = "ledger-writer", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public Task<Receipt[]> Commit(CommitRequest request, CancellationToken cancel) =>
        _queue.Put(request, cancel);

    /// <summary>
    /// Works off what waits, writes the tail and folds the write-ahead log into the database.
    /// </summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _connection?.Dispose();
        _queue.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            var batch = new CommitBatch();
            batch.Take(_queue, _place.Options);
            if (FlushIsDue()) batch.Stretch = _memory.Unwritten(_place.Options.FlushChangesMax);
            if (!batch.IsEmpty) Turn(batch);
            else if (_queue.IsClosed) break;
            else _queue.Wait(_place.Options.FlushEvery);
        }

        Finish();
    }

    private bool FlushIsDue()
    {
        var isDue = Stopwatch.GetElapsedTime(_flushed) >= _place.Options.FlushEvery
            || _memory.UnwrittenCount >= _place.Options.FlushChangesMax;
        if (isDue) _flushed = Stopwatch.GetTimestamp();
        return isDue;
    }

    private void Turn(CommitBatch batch)
    {
        try
        {
            var connection = Connect();
            connection.Begin();
            _batches.Write(connection, batch);
            if (batch.Stretch is not null) _tails.Write(connection, batch.Stretch);
            connection.Commit();
            _place.Options.Committed?.Invoke();
            Keep(batch);
            batch.Answer();
            if (_isFailing) Log.WritesAgain(_place.Logger, _batches.Position);
            _isFailing = false;
        }
#pragma warning disable CA1031 // Whatever it was: the callers get an answer, and the writer lives on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(batch, failure);
        }
    }

    private void Keep(CommitBatch batch)
    {
        _batches.Keep(batch);
        if (batch.Stretch is not null) _tails.Keep(batch.Stretch);
        if (batch.Admitted.Count > 0) _memory.Apply(batch.Admitted, batch.LastHash);
        foreach (var request in batch.Requests)
            if (request.Key is { } key) _memory.KeyChanged(key.Id);
    }

    private void Fail(CommitBatch batch, Exception failure)
    {
        // Once, not with every attempt while a disk is full.
        if (!_isFailing) Log.CommitFailed(_place.Logger, failure.Message, failure);
        _isFailing = true;
        _connection?.Dispose();
        _connection = null;
        if (_uncertain is null)
        {
            _uncertain = batch;
            try
            {
                Connect();
            }
#pragma warning disable CA1031 // It is tried again with the next batch.
            catch (Exception)
#pragma warning restore CA1031
            {
                _connection = null;
            }
        }

        // Answered already if the batch turned out to be in the ledger.
        batch.Fail(Failures.Unavailable(failure));
    }

    private WriterConnection Connect()
    {
        if (_connection is not null) return _connection;
        var connection = new WriterConnection(_place.Folder.OpenWriter(_place.Options));
        try
        {
            Resolve(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return _connection = connection;
    }

    /// <summary>Finds out whether the batch of a commit without an answer is in the ledger.</summary>
    private void Resolve(WriterConnection connection)
    {
        if (_batches.Position > 0 && !_batches.Hash.SequenceEqual(connection.HashAt(_batches.Position)))
            throw new LedgerUnavailableException(
                $"The database in {_place.Folder.Path} is not the one this server was writing. Nothing is "
                + "written to it; stop the server.");
        if (_uncertain is not { } batch) return;

        var found = batch.FirstHash is null ? null : connection.HashAt(batch.Admitted[0].Position);
        if (found is null)
        {
            _batches.Undo();
        }
        else if (batch.FirstHash.AsSpan().SequenceEqual(found))
        {
            Keep(batch);
            batch.Answer();
        }
        else
        {
            throw new LedgerUnavailableException("Another program writes this ledger. Stop one of the two.");
        }

        _uncertain = null;
    }

    private void Finish()
    {
        try
        {
            var connection = Connect();
            while (_memory.Unwritten(_place.Options.FlushChangesMax) is { } stretch)
                WriteLast(connection, stretch);
            WriteLast(connection, _memory.Nothing());
            LedgerFolder.Run(connection.Sqlite, "PRAGMA wal_checkpoint(TRUNCATE);");
        }
#pragma warning disable CA1031 // Closing goes on; the next start derives what is missing.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.TailLeft(_place.Logger, failure);
        }
    }

    private void WriteLast(WriterConnection connection, TailStretch stretch)
    {
        connection.Begin();
        _tails.Write(connection, stretch, closing: true);
        connection.Commit();
        _tails.Keep(stretch);
    }
}
