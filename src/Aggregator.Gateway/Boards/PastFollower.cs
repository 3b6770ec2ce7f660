using Aggregator.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Keeps the rankings of a week ago at hand, for how far films have moved: made at the start and after each
/// midnight (UTC) from the Board and the ledger. Nothing is stored: what was is in the ledger.
/// </summary>
internal sealed partial class PastFollower(
    IGrainFactory grains, BoardAccess board, TimeProvider clock, ILogger<PastFollower> log)
        : BackgroundService
{
    // Also how soon another epoch is noticed; until then nothing is said of the week before it.
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private bool _isLost;
    private long _filmsMergedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = RetryAfter;
            try
            {
                if (await Follow(stoppingToken)) next = UntilNext();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (
                fault is LedgerUnavailableException or TimeoutException
                    or OrleansException or InvalidOperationException)
            {
                if (!_isLost) PastLost(log, fault);
                _isLost = true;
            }

            await Task.Delay(next, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>True when the rankings at hand are those of the day a week ago.</summary>
    private async Task<bool> Follow(CancellationToken cancel)
    {
        var day = PastBoard.WeekBefore(clock.GetUtcNow());
        if (board.Past is { } known && known.Day == day && !IsOfOtherFilms(known)) return true;
        if (!await board.WaitForHead(Patience, cancel)) return false;

        // What did not move since is taken from the Board: it must have all that was said by then, and all
        // films that its seasons' totals count, which run ahead of them.
        var close = PastBoard.CloseOf(day);
        var position = await grains.Past().PositionBefore(close).WaitAsync(cancel);
        var (epoch, seasons) = (board.Current.Epoch, board.Current.Seasons);
        var counted = seasons.Select(totals => totals.Position).Append(position).Max();
        if (!await board.WaitFor(counted, Patience, cancel)) return false;

        var now = board.Current;
        var then = await FilmsThen(now, (position, close), cancel);
        var past = PastBoard.Of(day, now, seasons, then);
        if (now.Epoch != epoch || board.Current.Epoch != epoch) return false;
        board.Past = past;
        _isLost = false;
        PastFound(log, day, position, then.Count);
        return true;
    }

    /// <summary>
    /// Whether films were merged or split since: whoever starts now has other places. Not before a look has
    /// passed without that: an editor merges many in a row.
    /// </summary>
    private bool IsOfOtherFilms(PastBoard known)
    {
        var merged = board.Current.FilmsMergedAt;
        var isOver = merged == _filmsMergedAt;
        _filmsMergedAt = merged;
        return isOver && known.FilmsMergedAt != merged;
    }

    private async Task<Dictionary<FilmId, FilmThen?>> FilmsThen(
        Board now, (long Position, DateTimeOffset Close) until, CancellationToken cancel)
    {
        var then = new Dictionary<FilmId, FilmThen?>();
        var moved = PastBoard.Moved(now, until.Position).ToList();
        foreach (var film in moved) then[film.Film.Id] = null;
        // Registered since, and on no list: there is nothing that it could tell of then.
        var told = moved.Where(film => until.Position > 0
            && (film.Registered < until.Close || !film.Standing.Years.IsEmpty));
        foreach (var portion in PastReading.Portions(told))
        {
            var films = await grains.Past().Films(portion, until.Position).WaitAsync(cancel);
            for (var i = 0; i < films.Length; i++) then[portion[i]] = films[i];
        }

        return then;
    }

    private TimeSpan UntilNext()
    {
        var now = clock.GetUtcNow();
        var left = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
        return left < LooksEvery ? left : LooksEvery;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "What was a week ago cannot be read; it is tried again, and nothing is said to have moved")]
    private static partial void PastLost(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Information,
        Message =
            "The rankings as of {Day:yyyy-MM-dd}, position {Position}, are here; {Films} films moved since")]
    private static partial void PastFound(ILogger log, DateOnly day, long position, int films);
}
