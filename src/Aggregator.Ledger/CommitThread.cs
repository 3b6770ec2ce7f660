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
    private readonly IStoreWriter _store;
    private readonly LedgerOptions _options;
    private readonly ILogger _logger;
    private readonly CommitQueue _queue;
    private readonly Thread _thread;
    private CommitBatch? _uncertain;
    private bool _isConnected = true;
    private bool _isFailing;

    public CommitThread(IStoreWriter store, LedgerOptions options, ILogger logger)
    {
        (_store, _options, _logger) = (store, options, logger);
        _queue = new CommitQueue(options.WaitingCallersMax);
        _thread = new Thread(Work) { Name = "ledger-writer", IsBackground = true };
    }

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
        _store.Dispose();
        _queue.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            var batch = new CommitBatch();
            batch.Take(_queue, _options);
            _store.Prepare(batch);
            if (!batch.IsEmpty) Turn(batch);
            else if (_queue.IsClosed) break;
            else _queue.Wait(_store.Patience);
        }

        Finish();
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever it was: the callers get an answer, and the writer "
            + "lives on.")]
    private void Turn(CommitBatch batch)
    {
        try
        {
            Connect();
            _store.Commit(batch);
            _options.Committed?.Invoke();
            _store.Keep(batch);
            batch.Answer();
            if (_isFailing) Log.WritesAgain(_logger, _store.Position);
            _isFailing = false;
        }
        catch (Exception failure)
        {
            Fail(batch, failure);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is tried again with the next batch.")]
    private void Fail(CommitBatch batch, Exception failure)
    {
        // Once, not with every attempt while a disk is full.
        if (!_isFailing) Log.CommitFailed(_logger, failure.Message, failure);
        _isFailing = true;
        _store.Disconnect();
        _isConnected = false;
        if (_uncertain is null)
        {
            _uncertain = batch;
            try
            {
                Connect();
            }
            catch (Exception)
            {
                _store.Disconnect();
            }
        }

        // Answered already if the batch turned out to be in the ledger.
        batch.Fail(Failures.Unavailable(failure));
    }

    private void Connect()
    {
        if (_isConnected) return;
        if (_store.Recover(_uncertain)) _uncertain?.Answer();
        _uncertain = null;
        _isConnected = true;
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
