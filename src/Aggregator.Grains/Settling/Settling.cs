using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

/// <summary>
/// Each second, on each silo: films with entries that their standing does not cover, and seasons whose totals
/// moved, are told to catch up. This is what heals a crash between an entry and its standings. Silos share
/// the work by what they believe of each other; all that is said is a hint that may be repeated, so for a
/// moment two may say it, or none.
/// </summary>
internal sealed partial class Settling(
    ILedger ledger,
    IGrainFactory grains,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
    ISiloStatusOracle silos,
    ILogger<Settling> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);

    private const int FilmsALookMax = 5_000;
    private const int FilmsAtOnceMax = 32;

    private readonly CancellationTokenSource _stopping = new();
    private readonly SeasonsTold _seasons = new(time);
    private Dictionary<FilmId, long>? _unsettled;
    private Task _running = Task.CompletedTask;
    private Exception? _failure;
    private bool _isAway;

    /// <summary>
    /// Runs while the silo's grains can be called: from when it is active until it begins to stop.
    /// </summary>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(Settling), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancel)
    {
        _running = Task.Run(Run, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(LooksEvery, time);
        try
        {
            do await LookWhileItLasts();
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The silo is stopping.
        }
    }

    private async Task LookWhileItLasts()
    {
        try
        {
            await SettleFilms();
            await SettleSeasons();
            if (_isAway) Resumed();
            _isAway = false;
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            if (!_isAway) Paused(failure);
            _isAway = true;
        }
    }

    /// <summary>
    /// A film met for the first time is most likely about to settle by itself; one met again is told, and
    /// only up to where it was then. At the first look of all, whoever wrote may have been killed, and
    /// readers wait.
    /// </summary>
    private async Task SettleFilms()
    {
        var cancel = _stopping.Token;
        var behind = await ledger.Unsettled(FilmsALookMax, cancel);
        // Together: the ledger may have to ask elsewhere, and asks once for all.
        var lasts = await Task.WhenAll(behind.Select(film => ledger.LastPosition(film, cancel).AsTask()));
        var share = SettlingShare.Of(silos);
        var overdue = new List<(FilmId Film, long Position)>();
        var unsettled = behind.Zip(lasts).ToDictionary();
        foreach (var (film, position) in _unsettled ?? unsettled)
        {
            if (unsettled.ContainsKey(film) && share.Has(film.Value)) overdue.Add((film, position));
        }

        _unsettled = unsettled;
        await Parallel.ForEachAsync(
            overdue,
            new ParallelOptions { MaxDegreeOfParallelism = FilmsAtOnceMax, CancellationToken = cancel },
            async (late, _) => await Tell(late.Film, late.Position));
        if (Interlocked.Exchange(ref _failure, null) is { } failure) throw failure;
    }

    /// <summary>One film that cannot settle keeps no other from settling.</summary>
    private async Task Tell(FilmId film, long position)
    {
        try
        {
            await grains.Film(film).CatchUp(position);
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            _failure = failure;
        }
    }

    private async Task SettleSeasons()
    {
        var share = SettlingShare.Of(silos);
        foreach (var totals in ledger.Seasons())
        {
            if (!share.Has(totals.Season.ToString(CultureInfo.InvariantCulture))) continue;
            if (!_seasons.IsDue(totals, out var isTold) || (isTold && await IsRescored(totals))) continue;
            await grains.Season(totals.Season).TotalsChanged();
            _seasons.Told(totals);
        }
    }

    /// <summary>
    /// What a season was told is lost when its silo dies before it came to it; whether it did is in the
    /// standings.
    /// </summary>
    private async ValueTask<bool> IsRescored(SeasonTotals totals)
    {
        var standings = await ledger.StandingsOf(totals.Season, _stopping.Token);
        var isRescored = standings.All(
            standing => standing.Totals is not { } scored || scored.CountAs(totals));
        if (isRescored) _seasons.Done(totals);
        return isRescored;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settling paused; it is tried again each second")]
    private partial void Paused(Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Settling resumed")]
    private partial void Resumed();
}
