namespace Aggregator.Gateway.Changes;

/// <summary>
/// Somebody who listens. Nothing is kept for them but what they wish to hear of and how far they have heard:
/// when called they ask the Board for what is new since. A slow one so hears less often, and always the
/// latest.
/// </summary>
internal sealed class Listener(NewsFilter filter, HeardTo heard)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _isCalled;
    private long _callAt = long.MaxValue;
    private long _sentBy = long.MaxValue;
    private HeardTo _heard = heard;
    private NewsFilter _filter = filter;

    /// <summary>What they showed as a key; empty for nothing.</summary>
    public string Shown { get; init; } = "";

    /// <summary>When a token they showed expires.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Where it is counted for its address, if it is.</summary>
    public int? Counted { get; init; }

    public NewsFilter Filter
    {
        get
        {
            lock (_gate) return _filter;
        }
    }

    /// <summary>
    /// Whether there is nothing to wait for any more: the server stops, they are gone, or their key opens
    /// nothing now.
    /// </summary>
    public bool IsOver { get; private set; }

    /// <summary>Everything that concerns them up to here has been told.</summary>
    public HeardTo Heard
    {
        get
        {
            lock (_gate) return _heard;
        }

        set
        {
            lock (_gate) _heard = value;
        }
    }

    /// <summary>What is new to them on a Board, which may know by now what they named.</summary>
    public News Look(Board now, int first)
    {
        var filter = Filter.FoundOn(now);
        lock (_gate) _filter = filter;
        return now.Since(Heard, filter, first);
    }

    /// <summary>
    /// Completes when something may concern them that came after they last looked, when
    /// <paramref name="callAt"/> has come, or when all is over.
    /// </summary>
    public Task Called(long callAt)
    {
        lock (_gate)
        {
            if (_isCalled || IsOver)
            {
                _isCalled = false;
                return Task.CompletedTask;
            }

            _callAt = callAt;
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    /// <summary>
    /// What is new, and what time it is. True when what was sent has not been taken in time.
    /// </summary>
    public bool Tell(NewsSummary? summary, long now)
    {
        lock (_gate)
        {
            var concerns = summary?.Concerns(_filter) ?? false;
            // Whoever waits has looked at all before: what does not concern them need not be gone through.
            if (summary is not null && !concerns && _waiting is not null)
                _heard = _heard with { Revision = Math.Max(_heard.Revision, summary.To.Revision) };
            if (concerns || now >= _callAt) Call();
            return now >= _sentBy;
        }
    }

    public void SendsUntil(long sentBy)
    {
        lock (_gate) _sentBy = sentBy;
    }

    public void HasSent() => SendsUntil(long.MaxValue);

    public void End()
    {
        lock (_gate)
        {
            IsOver = true;
            Call();
        }
    }

    private void Call()
    {
        _isCalled = _waiting is null;
        _callAt = long.MaxValue;
        _waiting?.SetResult();
        _waiting = null;
    }
}
