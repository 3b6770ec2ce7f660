using Aggregator.Grains;

namespace Aggregator.Gateway;

/// <summary>
/// The Board as this process has it now, and waiting for it to move on. One follower publishes, everybody
/// reads; no lock is taken to read.
/// </summary>
/// <param name="filling">
/// A Board that is being filled while the process starts, where it can be; at a head of the feed when it
/// completes.
/// </param>
public sealed class BoardAccess(Task<Board>? filling = null)
{
    private static readonly TimeSpan PatienceForHead = TimeSpan.FromSeconds(2);

    private volatile Board _current = Board.Empty(Calibration.BuiltIn);
    private volatile PastBoard? _past;
    private volatile FollowedTo _following = new(0, 0);
    private volatile bool _isCaughtUp;
    private volatile TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _awaited;
    private int _waiting;

    public Board Current => _current;

    internal Task<Board>? Filling => filling;

    /// <summary>Whether the Board has reached a head of the feed since this process started.</summary>
    public bool IsCaughtUp => _isCaughtUp;

    /// <summary>Completes when a Board later than the current one is there. Take it before looking.</summary>
    public Task Moved => _moved.Task;

    /// <summary>The rankings of a week ago; null while nobody knows them.</summary>
    public PastBoard? Past
    {
        get => _past is { } past && past.Epoch == _current.Epoch ? past : null;
        internal set => _past = value;
    }

    /// <summary>How far the follower has read, and how far the feed went then.</summary>
    public FollowedTo Following
    {
        get => _following;
        internal set => _following = value;
    }

    /// <summary>
    /// Waits until every entry up to a position is in the Board. False when <paramref name="patience"/> ran
    /// out.
    /// </summary>
    public async ValueTask<bool> WaitFor(long position, TimeSpan patience, CancellationToken cancel)
    {
        if (_current.Settled >= position) return true;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(patience);
        Interlocked.Increment(ref _waiting);
        Volatile.Read(ref _awaited)?.TrySetResult();
        try
        {
            while (true)
            {
                // Taken before looking again, so that a move in between is not missed.
                var moved = _moved.Task;
                if (_current.Settled >= position) return true;
                await moved.WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>
    /// Waits, not for long, until the Board has what the ledger has now; false where it has not then.
    /// </summary>
    internal async ValueTask<bool> ReachHead(IGrainFactory grains, CancellationToken cancel)
    {
        var head = await grains.Ledger().Head().WaitAsync(cancel);
        return await WaitFor(head.Position, PatienceForHead, cancel);
    }

    /// <summary>Completes when somebody waits for a position. For the follower alone.</summary>
    internal Task Awaited()
    {
        var awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Shown before it looks: whoever begins to wait in between sees one of the two.
        Interlocked.Exchange(ref _awaited, awaited);
        if (Volatile.Read(ref _waiting) > 0) awaited.TrySetResult();
        return awaited.Task;
    }

    /// <summary>Waits until the Board has reached a head of the feed; false when patience ran out.</summary>
    public async ValueTask<bool> WaitForHead(TimeSpan patience, CancellationToken cancel)
    {
        if (_isCaughtUp) return true;
        try
        {
            var moved = _moved.Task;
            if (!_isCaughtUp) await moved.WaitAsync(patience, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return _isCaughtUp;
        }
    }

    internal void Publish(Board board)
    {
        _current = board;
        _isCaughtUp = true;
        Interlocked.Exchange(ref _moved,
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .SetResult();
    }
}

/// <summary>A revision of the feed that was read, and the head that the feed had then.</summary>
public sealed record FollowedTo(long Revision, long Head)
{
    public bool IsBehind => Revision < Head;
}
