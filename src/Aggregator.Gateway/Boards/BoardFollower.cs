using Aggregator.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Follows the feed by revision and publishes a new Board whenever it has reached the head. A repeated or
/// lost hint costs a moment; the truth is always asked for by number.
/// </summary>
internal sealed partial class BoardFollower(
    IGrainFactory grains, BoardAccess board, TimeProvider clock, ILogger<BoardFollower> log)
        : BackgroundService
{
    private const int ChunkMax = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private Board _ahead = Board.Empty(Calibration.BuiltIn);
    private bool _isLost;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo starts beside this service: nothing it does may hold that up.
        await Task.Yield();
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
                fault is LedgerUnavailableException or TimeoutException
                    or OrleansException or InvalidOperationException)
            {
                if (!_isLost) FeedLost(log, _ahead.Revision, fault);
                _isLost = true;
                await Task.Delay(RetryAfter, clock,
                    stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Follow(CancellationToken cancel)
    {
        var ask = new FeedAsk(_ahead.Revision, _ahead.Settled, ChunkMax, Patience);
        var chunk = await grains.Feed().After(ask, cancel);
        if (_isLost) FeedFound(log, chunk.HeadRevision);
        _isLost = false;

        if (_ahead.Epoch.Length > 0 && chunk.Epoch != _ahead.Epoch)
        {
            // History was rebuilt: what was asked for counts in the epoch before, so all is asked for again.
            EpochChanged(log, _ahead.Epoch, chunk.Epoch);
            _ahead = Board.Empty(Calibration.BuiltIn);
            return;
        }

        _ahead = _ahead.After(chunk);
        board.Following = _ahead.Revision;
        if (chunk.ReachesHead && !ReferenceEquals(_ahead, board.Current)) board.Publish(_ahead);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The feed was lost after revision {Revision}; reads go on from memory")]
    private static partial void FeedLost(ILogger log, long revision, Exception fault);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The ledger's epoch changed from {Before} to {Now}; the board is made again")]
    private static partial void EpochChanged(ILogger log, string before, string now);

    [LoggerMessage(Level = LogLevel.Information, Message = "The feed was found again at revision {Revision}")]
    private static partial void FeedFound(ILogger log, long revision);
}
