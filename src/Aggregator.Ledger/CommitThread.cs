using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Aggregator.Ledgers;

/// <summary>
/// The one thread that writes. It takes what waits, runs one transaction, and answers each caller after
/// COMMIT. When a commit fails it connects again and looks whether the batch is in the ledger; until it
/// knows, it takes nothing further.
/// </summary>
internal sealed class CommitThread : IDisposable
{
    // Attempts at one batch, as long as it is known not to be in the ledger.
    private const int TriesMax = 4;

    private readonly IStoreWriter _store;
    private readonly LedgerOptions _options;
    private readonly ILogger _logger;
    private readonly CommitQueue _queue;
    private readonly CommitMeters _meters;
    private readonly Thread _thread;
    private CommitBatch? _uncertain;
    private bool _isConnected = true;
    private bool _isFailing;
    private volatile bool _isAway;

    public CommitThread(IStoreWriter store, LedgerOptions options, ILogger logger)
    {
        (_store, _options, _logger) = (store, options, logger);
        _queue = new CommitQueue(options.WaitingCallersMax);
        _meters = new CommitMeters(_queue);
        _thread = new Thread(Work) { Name = "ledger-writer", IsBackground = true };
    }

    /// <summary>Whether the store could not be reached when it was last tried.</summary>
    public bool IsAway => _isAway;

    public void Start() => _thread.Start();

    public Task<Receipt[]> Commit(CommitRequest request, CancellationToken cancel) =>
        _queue.Put(request, cancel);

    /// <summary>Lets the store look for work of its own at once.</summary>
    public void Wake() => _queue.Wake();

    /// <summary>Works off what waits, and lets the store write down what is left.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _meters.Dispose();
        _store.Dispose();
        _queue.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            var batch = new CommitBatch(_queue, _options);
            // Asked first: what came in before the end is worked off. What the store would do by itself is
            // not, or a store that fails at it would never let the end come.
            var isLast = _queue.IsClosed;
            batch.Take();
            if (isLast && batch.IsEmpty) break;
            _store.Prepare(batch);
            if (!batch.IsEmpty) Turn(batch);
            else _queue.Wait(_store.Patience);
        }

        Finish();
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever it was: the callers get an answer, and the writer "
            + "lives on.")]
    private void Turn(CommitBatch batch)
    {
        Exception? failure = null, away = null;
        try
        {
            for (var tries = 0; tries < TriesMax; tries++)
            {
                if (Connect() == batch) return;
                // Known not to be in the ledger: its callers need not hear of a short absence.
                if (failure is not null && !_store.IsPassing(failure)) break;
                failure = Write(batch);
                if (failure is null) return;
            }
        }
        catch (Exception unreached)
        {
            NoteAway(away = unreached);
        }

        batch.Fail(Failures.Unavailable((failure ?? away)!, (away ?? failure)!));
        // Nobody waits: what failed is not tried again without a pause.
        if (batch.Requests.Count == 0) _queue.Wait(_store.Patience);
    }

    /// <summary>The failure, after which the batch is uncertain; null when it is answered.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It is told to whoever decides on it.")]
    private Exception? Write(CommitBatch batch)
    {
        using var span = CommitSpan.Begin(batch);
        try
        {
            batch.Reset();
            _uncertain = batch;
            var began = Stopwatch.GetTimestamp();
            _store.Commit(batch);
            _options.Committed?.Invoke();
            _store.Keep(batch);
            _uncertain = null;
            _meters.Committed(batch, Stopwatch.GetElapsedTime(began));
            span.Committed(batch);
            batch.Answer();
            if (_isFailing) Log.WritesAgain(_logger, _store.Position);
            _isFailing = _isAway = false;
            return null;
        }
        catch (Exception failure)
        {
            span.Failed(failure);
            Note(failure);
            return failure;
        }
    }

    // Once, not with every attempt while a disk is full.
    private void Note(Exception failure)
    {
        if (!_isFailing) Log.CommitFailed(_logger, failure.Message, failure);
        _isFailing = true;
        GiveUp();
    }

    // What broke a connection seldom says what keeps another from coming.
    private void NoteAway(Exception why)
    {
        if (!_isAway) Log.NotReached(_logger, why.Message);
        _isAway = true;
        GiveUp();
    }

    private void GiveUp()
    {
        _meters.Failed();
        _store.Disconnect();
        _isConnected = false;
    }

    /// <summary>
    /// Connects if need be, and answers a batch that was uncertain and turns out to be in the ledger: that
    /// one is returned.
    /// </summary>
    private CommitBatch? Connect()
    {
        if (_isConnected) return null;
        var recorded = _store.Recover(_uncertain) ? _uncertain : null;
        if (recorded is not null) _meters.Recorded(recorded);
        recorded?.Answer();
        _uncertain = null;
        _isConnected = true;
        return recorded;
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Closing goes on; the next start derives what is missing.")]
    private void Finish()
    {
        try
        {
            Connect();
            _store.Finish();
        }
        catch (Exception failure)
        {
            Log.TailLeft(_logger, failure);
        }
    }
}
