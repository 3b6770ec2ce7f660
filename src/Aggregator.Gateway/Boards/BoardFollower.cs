using Aggregator.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Follows the feed by revision and publishes a new Board whenever it has reached the head. A repeated or
/// lost hint costs a moment; the truth is always asked for by number.
/// </summary>
internal sealed partial class BoardFollower(
    FeedReader feed, BoardAccess board, IHostApplicationLifetime life, TimeProvider clock,
    ILogger<BoardFollower> log)
        : BackgroundService
{
    private const int ChunkMax = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// After so many changes at once more are coming, and applying them together spares copying the upper
    /// nodes of every order once for each: a moment's rest gathers them. Few enough milliseconds that a write
    /// under load is still seen at once; one that comes alone is not held up.
    /// </summary>
    private const int ManyChanges = 16;
    private static readonly TimeSpan RestAfterMany = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// While an import runs, applying would take all it can get: each Board copies the same nodes again for a
    /// few films. So it rests several times as long as it worked, as long as nobody waits for what is new.
    /// </summary>
    private const int RestFactor = 4;
    private static readonly TimeSpan RestMax = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// What was durable before this process began is in the first Board that it shows. A film that cannot be
    /// scored does not keep all others from being read for longer than this.
    /// </summary>
    private static readonly TimeSpan ScoredWithin = TimeSpan.FromSeconds(10);

    private Board? _board;
    private BoardFill _fill = new(Calibration.BuiltIn);
    private Task<FeedChunk>? _next;
    private Board? _atHead;
    private long? _durableTo;
    private long? _heldSince;
    private bool _isLost;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo, or a gateway's search for one, starts beside this service: nothing it does may hold that
        // up, and no grain can be asked before.
        await Started(stoppingToken);
        await Filled(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The server stops; nobody waits for what is new any more.
            }
            catch (Exception fault) when (
                // Cancelled by nobody here: Orleans found no silo for the call in time.
                fault is LedgerUnavailableException or TimeoutException or OperationCanceledException
                    or OrleansException or InvalidOperationException)
            {
                if (!_isLost) FeedLost(log, Revision, fault);
                (_isLost, _next) = (true, null);
                feed.Turn();
                Show();
                await Task.Delay(RetryAfter, clock,
                    stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private long Revision => _board?.Revision ?? _fill.Revision;

    /// <summary>Begins with the Board that was filled while this process started, if one was.</summary>
    private async Task Filled(CancellationToken cancel)
    {
        if (board.Filling is not { } filling) return;
        await ((Task)filling).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (filling.IsCompletedSuccessfully) _board = _atHead = await filling;
        Show();
    }

    private async Task Started(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (life.ApplicationStarted.Register(started.SetResult))
            await started.Task.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Follow(CancellationToken cancel)
    {
        if (_durableTo is null)
        {
            _durableTo = await feed.Head(cancel);
            Show();
        }

        var reading = _next ?? After(Revision, cancel);
        _next = null;
        var chunk = await reading;
        if (_isLost) FeedFound(log, chunk.HeadRevision);
        _isLost = false;
        if (IsOfAnother(chunk))
        {
            // What was asked for counts in the history before, so all is asked for again.
            (_board, _atHead, _durableTo) = (null, null, null);
            _fill = new BoardFill(Calibration.BuiltIn);
            return;
        }

        var began = clock.GetTimestamp();
        // Far behind: the next stretch is read while this one is applied.
        if (!chunk.ReachesHead && chunk.Changes is [.., var last]) _next = After(last.Revision, cancel);
        _board = _board is null ? _fill.Take(chunk) : _board.After(chunk);
        board.Following = new(Revision, chunk.HeadRevision);
        if (!chunk.ReachesHead) return;

        _atHead = _board;
        Show();
        if (chunk.Changes.Length >= ManyChanges) await Rest(clock.GetElapsedTime(began), cancel);
    }

    /// <summary>
    /// Whether history was rebuilt. A head that is before what was told tells of it as well: the database was
    /// put back to an earlier state by somebody who began no new epoch.
    /// </summary>
    private bool IsOfAnother(FeedChunk chunk)
    {
        var epoch = _board?.Epoch ?? _fill.Epoch;
        if (epoch.Length == 0) return false;
        if (chunk.Epoch != epoch) EpochChanged(log, epoch, chunk.Epoch);
        else if (chunk.HeadRevision < Revision) WentBack(log, Revision, chunk.HeadRevision);
        else return false;
        return true;
    }

    private void Show()
    {
        if (_atHead is null || ReferenceEquals(_atHead, board.Current)) return;
        _heldSince ??= clock.GetTimestamp();
        if (board.IsCaughtUp || _atHead.Settled >= _durableTo
            || clock.GetElapsedTime(_heldSince.Value) >= ScoredWithin) board.Publish(_atHead);
    }

    private async Task Rest(TimeSpan worked, CancellationToken cancel)
    {
        await Task.Delay(RestAfterMany, clock, cancel);
        var longer = TimeSpan.FromTicks(Math.Min(worked.Ticks * RestFactor, RestMax.Ticks)) - RestAfterMany;
        if (longer <= TimeSpan.Zero) return;
        await board.Awaited().WaitAsync(longer, clock, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task<FeedChunk> After(long revision, CancellationToken cancel) =>
        feed.After(new FeedAsk(revision, _board?.Settled ?? 0, ChunkMax, Patience), cancel);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The feed was lost after revision {Revision}; reads go on from memory")]
    private static partial void FeedLost(ILogger log, long revision, Exception fault);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The ledger's epoch changed from {Before} to {Now}; the board is made again")]
    private static partial void EpochChanged(ILogger log, string before, string now);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The ledger went back from revision {Before} to {Now}, in the same epoch; the board is "
            + "made again. Where its database was restored, restore with --ledger has to be run on it")]
    private static partial void WentBack(ILogger log, long before, long now);

    [LoggerMessage(Level = LogLevel.Information, Message = "The feed was found again at revision {Revision}")]
    private static partial void FeedFound(ILogger log, long revision);
}
