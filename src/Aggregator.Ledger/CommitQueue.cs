using System.Diagnostics;
using System.Threading.Channels;

namespace Aggregator.Ledgers;

/// <summary>
/// One caller's drafts, or a key to keep, or words to take away, or nothing but the wish to see all that is
/// durable; and the task that the caller waits on.
/// </summary>
internal sealed class CommitRequest(PendingEntry[] entries)
{
    private readonly TaskCompletionSource<Receipt[]> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingEntry[] Entries { get; } = entries;

    /// <summary>Decides on all keys, inside the transaction, which one is kept.</summary>
    public Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>>? DecideKey { get; init; }

    /// <summary>The key that is kept.</summary>
    public ApiKey? Key { get; set; }

    public Refusal? KeyRefusal { get; set; }

    /// <summary>Keys that were used on a day.</summary>
    public (IReadOnlyList<string> Ids, DateOnly Day)? Used { get; init; }

    /// <summary>Entries beside which no words are to stay.</summary>
    public IReadOnlyList<long>? Redacted { get; init; }

    /// <summary>The caller's span, where its trace is taken.</summary>
    public Activity? Span { get; init; }

    public bool Writes =>
        Entries.Length > 0 || Key is not null || DecideKey is not null || Used is not null
        || Redacted is not null;

    public Task<Receipt[]> Done => _done.Task;

    public void Answer() => _done.TrySetResult(Array.ConvertAll(Entries, entry => entry.Receipt()));

    public void Fail(LedgerUnavailableException why) => _done.TrySetException(why);
}

/// <summary>
/// Where the callers meet: bounded, so that a slow disk holds callers back instead of filling memory. One
/// thread takes out.
/// </summary>
internal sealed class CommitQueue(int waitingMax) : IDisposable
{
    private readonly ManualResetEventSlim _work = new();

    private readonly Channel<CommitRequest> _requests = Channel.CreateBounded<CommitRequest>(
        new BoundedChannelOptions(waitingMax) { SingleReader = true, AllowSynchronousContinuations = false });

    private volatile bool _closed;
    private volatile bool _isWoken;

    public bool IsClosed => _closed;

    public int Count => _requests.Reader.Count;

    /// <summary>Completes after the commit; throws in the task alone.</summary>
    public Task<Receipt[]> Put(CommitRequest request, CancellationToken cancel)
    {
        // The caller waits for the commit itself: nothing in between has to be woken first.
        if (cancel.IsCancellationRequested || !_requests.Writer.TryWrite(request))
            return PutWhenThereIsRoom(request, cancel);
        if (!_work.IsSet) _work.Set();
        return request.Done;
    }

    private async Task<Receipt[]> PutWhenThereIsRoom(CommitRequest request, CancellationToken cancel)
    {
        try
        {
            await _requests.Writer.WriteAsync(request, cancel);
        }
        catch (ChannelClosedException)
        {
            throw new LedgerUnavailableException("The ledger is closing; nothing was recorded.");
        }

        if (!_work.IsSet) _work.Set();
        return await request.Done;
    }

    public bool TryTake(out CommitRequest request) => _requests.Reader.TryRead(out request!);

    /// <summary>Blocks the writer's thread until there is work, or for some time.</summary>
    public void Wait(TimeSpan atMost)
    {
        _work.Reset();
        if (_requests.Reader.TryPeek(out _) || _closed || _isWoken) atMost = TimeSpan.Zero;
        _isWoken = false;
        _work.Wait(atMost);
    }

    /// <summary>Ends a wait although nothing came in.</summary>
    public void Wake()
    {
        _isWoken = true;
        _work.Set();
    }

    /// <summary>Takes no more; what is in it is still worked off.</summary>
    public void Close()
    {
        _requests.Writer.TryComplete();
        _closed = true;
        _work.Set();
    }

    public void Dispose() => _work.Dispose();
}
