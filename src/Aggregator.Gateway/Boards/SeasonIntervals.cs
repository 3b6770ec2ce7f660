using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Aggregator.Grains;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Intervals of places, computed of a season when somebody looks at one of its films, and again when its
/// ranking has moved on since. Why here and not by the season's grain:
/// <c>docs/decisions/place-intervals.md</c>.
/// </summary>
internal sealed partial class SeasonIntervals(
    BoardAccess board, IGrainFactory grains, TimeProvider clock, ILogger<SeasonIntervals> log) : IDisposable
{
    private const int ListsAtOnce = 200;

    /// <summary>After computing, nothing is computed for so many times as long.</summary>
    private const int RestFactor = 4;

    private static readonly TimeSpan RestAtMost = TimeSpan.FromSeconds(2);

    /// <summary>Renewals of one season begin at least so far apart, however fast its ranking moves.</summary>
    private static readonly TimeSpan StayFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ListsWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PatienceForFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceForNewer = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<int, Season> _seasons = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private long _computed;
    private TimeSpan _rest;
    private volatile bool _isLost;

    /// <summary>
    /// The interval of a film's place in the season's ranking by acclaim: of this very ranking, or of one a
    /// little before while newer ones are being computed. Null where that takes too long for the first time,
    /// where the lists cannot be read, and where the film has left the older interval.
    /// </summary>
    public async ValueTask<PlaceInterval?> Of(
        Ranking ranking, FilmId film, int place, CancellationToken cancel)
    {
        if (ranking.Scope.Season is not { } year) return null;
        var season = _seasons.GetOrAdd(year, _ => new Season());
        var epoch = board.Current.Epoch;
        var known = season.Of(epoch);
        if (!(known?.Revision >= ranking.Revision) && Renewal(season, year) is { } renewal)
        {
            // Counted from its beginning: while no silo answers, those who come later do not wait.
            var patience = known is null ? PatienceForFirst : PatienceForNewer;
            var left = patience - clock.GetElapsedTime(season.Began);
            if (left > TimeSpan.Zero)
                await renewal.WaitAsync(
                    left, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            known = season.Of(epoch);
        }

        if (known is null || !known.Films.TryGetValue(film, out var interval)) return null;
        return interval.Low <= place && place <= interval.High || known.Revision >= ranking.Revision
            ? interval
            : null;
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _turn.Dispose();
    }

    /// <summary>What is computed, or begins to be; null while the season has to stay as it is.</summary>
    private Task? Renewal(Season season, int year)
    {
        lock (season)
        {
            if (season.Renewal is { IsCompleted: false } running) return running;
            if (season.Renewal is not null && clock.GetElapsedTime(season.Began) < StayFor) return null;
            season.Began = clock.GetTimestamp();
            return season.Renewal = Task.Run(() => Renew(season, year, _end.Token));
        }
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever it was: films are answered without, or as before.")]
    private async Task Renew(Season season, int year, CancellationToken end)
    {
        await _turn.WaitAsync(end);
        try
        {
            var rest = _rest - clock.GetElapsedTime(_computed);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, end);

            var lists = await ListsOf(year).WaitAsync(ListsWithin, clock, end);
            // Taken after the lists: what a list moves is on a Board later than the list.
            season.Keep(Compute(board.Current, year, lists));
            _isLost = false;
        }
        catch (Exception fault) when (!end.IsCancellationRequested)
        {
            if (!_isLost) Lost(log, year, fault);
            _isLost = true;
        }
        finally
        {
            if (!end.IsCancellationRequested) _turn.Release();
        }
    }

    private Intervals Compute(Board now, int year, List<YearList> lists)
    {
        var began = clock.GetTimestamp();
        var ranking = now.Ranking(Scope.Of(year), RankingBy.Acclaim);
        var films = ranking.Page(null, ranking.Count).Select(film => film.Film.Standing);
        var intervals = PlaceIntervals.Of(year, films, lists, now.Calibration);
        _computed = clock.GetTimestamp();
        var rest = RestFactor * clock.GetElapsedTime(began, _computed);
        _rest = rest < RestAtMost ? rest : RestAtMost;
        return new Intervals(now.Epoch, ranking.Revision, intervals);
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
        Message = "The intervals of places in {Season} could not be computed; films are answered without, or "
            + "with those of before")]
    private static partial void Lost(ILogger log, int season, Exception fault);

    private sealed class Season
    {
        private volatile Intervals? _computed;

        /// <summary>When the renewal began.</summary>
        public long Began { get; set; }

        public Task? Renewal { get; set; }

        public void Keep(Intervals computed) => _computed = computed;

        /// <summary>What was computed; of another epoch it counts for nothing.</summary>
        public Intervals? Of(string epoch) => _computed is { } known && known.Epoch == epoch ? known : null;
    }

    private sealed record Intervals(
        string Epoch, long Revision, IReadOnlyDictionary<FilmId, PlaceInterval> Films);
}
