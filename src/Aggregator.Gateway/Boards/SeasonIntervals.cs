using System.Collections.Concurrent;
using System.Diagnostics;
using Aggregator.Grains;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Intervals of places, computed of a season when somebody looks at one of its films, and again when its
/// ranking has moved on since. Why here and not by the season's grain:
/// <c>docs/decisions/place-intervals.md</c>.
/// </summary>
internal sealed partial class SeasonIntervals(IGrainFactory grains, ILogger<SeasonIntervals> logger)
    : IDisposable
{
    private const int ListsAtOnce = 200;

    /// <summary>Computing takes one part of one processor's time, and leaves so many.</summary>
    private const int RestFactor = 4;

    /// <summary>How long a season's intervals stay at least, however fast its ranking moves.</summary>
    private static readonly TimeSpan StayFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PatienceForFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceForNewer = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<int, Season> _seasons = [];
    private readonly SemaphoreSlim _turn = new(1);
    private long _restUntil;

    /// <summary>
    /// The interval of a film's place in a ranking of a season by acclaim: of this very ranking, or of one a
    /// little before while newer ones are being computed; null where that takes too long for the first time.
    /// </summary>
    public async ValueTask<PlaceInterval?> Of(
        Board board, Ranking ranking, FilmId film, CancellationToken cancel)
    {
        if (ranking.Scope.Season is not { } year) return null;
        var season = _seasons.GetOrAdd(year, _ => new Season());
        if (!Stands(season.Computed, board, ranking) && Renewal(season, board, ranking) is { } renewal)
        {
            // Counted from its beginning: while no silo answers, one reader waits, and not each of them.
            var patience = season.Computed is null ? PatienceForFirst : PatienceForNewer;
            var left = patience - Stopwatch.GetElapsedTime(season.Began);
            if (left > TimeSpan.Zero)
                await renewal.WaitAsync(left, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return season.Computed?.Films.TryGetValue(film, out var interval) is true ? interval : null;
    }

    public void Dispose() => _turn.Dispose();

    private static bool Stands(Intervals? known, Board board, Ranking ranking) =>
        known is not null && known.Revision >= ranking.Revision && known.Epoch == board.Epoch;

    /// <summary>What is computed, or begins to be; null while the season has to stay as it is.</summary>
    private Task? Renewal(Season season, Board board, Ranking ranking)
    {
        lock (season)
        {
            if (season.Renewal is { IsCompleted: false } running) return running;
            if (Stopwatch.GetElapsedTime(season.Began) < StayFor) return null;
            season.Began = Stopwatch.GetTimestamp();
            return season.Renewal = Task.Run(() => Renew(season, board.Epoch, ranking));
        }
    }

    private async Task Renew(Season season, string epoch, Ranking ranking)
    {
        await _turn.WaitAsync();
        try
        {
            var rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _restUntil);
            if (rest > TimeSpan.Zero) await Task.Delay(rest);
            var year = ranking.Scope.Season!.Value;
            var lists = await ListsOf(year);
            var films = ranking.Page(null, ranking.Count).Select(film => film.Film.Standing);
            var began = Stopwatch.GetTimestamp();
            var intervals = PlaceIntervals.Of(year, films, lists, Calibration.BuiltIn);
            var ended = Stopwatch.GetTimestamp();
            _restUntil = ended + RestFactor * (ended - began);
            season.Computed = new Intervals(epoch, ranking.Revision, intervals);
        }
        catch (Exception away) when (
            away is LedgerUnavailableException or TimeoutException
                or OrleansException or InvalidOperationException)
        {
            // The film is answered without, or with those of before; the next reader asks again.
            StayedAway(away, ranking.Scope.Season!.Value);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<List<YearList>> ListsOf(int year)
    {
        var lists = new List<YearList>();
        for (CriticId? after = null; ; after = lists[^1].Critic)
        {
            var page = await grains.Season(year).Lists(after, ListsAtOnce);
            lists.AddRange(page.Items.Select(item => item.List));
            if (!page.More) return lists;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The lists of {Season} could not be read, so its intervals of places stay as they were")]
    private partial void StayedAway(Exception away, int season);

    private sealed class Season
    {
        private volatile Intervals? _computed;

        public Intervals? Computed
        {
            get => _computed;
            set => _computed = value;
        }

        /// <summary>When the renewal began; long ago before the first, so that nothing holds it up.</summary>
        public long Began { get; set; } = Stopwatch.GetTimestamp() - Stopwatch.Frequency * 3600;

        public Task? Renewal { get; set; }
    }

    private sealed record Intervals(
        string Epoch, long Revision, IReadOnlyDictionary<FilmId, PlaceInterval> Films);
}
