using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

/// <summary>
/// Scores a season's films again from their sums when its totals have moved; activates none of them.
/// </summary>
internal sealed partial class SeasonGrain(
    ILedger ledger,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
    ILogger<SeasonGrain> logger) : Grain, ISeasonGrain
{
    /// <summary>
    /// Lists come in bursts: the last one of a burst is waited for, but not for longer than the bound.
    /// </summary>
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(10);

    private const int PassesMax = 3;
    private const int StandingsATurn = 2000;

    private IGrainTimer? _timer;
    private long? _waitsSince;

    public Task TotalsChanged()
    {
        _waitsSince ??= time.GetTimestamp();
        var left = WaitsAtMost - time.GetElapsedTime(_waitsSince.Value);
        var due = left < QuietFor ? left : QuietFor;
        Schedule(due > TimeSpan.Zero ? due : TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task<SeasonLists> Lists(CriticId? after, int first)
    {
        var critics = await ledger.ListsOf(Season);
        var items = new List<StandingList>();
        var left = critics.SkipWhile(critic => after is { } last && critic.CompareTo(last) <= 0).ToArray();
        while (items.Count < first && left is not [])
        {
            // One may have been withdrawn since, and another comes in its place.
            var asked = left[..Math.Min(first - items.Count, left.Length)];
            left = left[asked.Length..];
            var heads = await ledger.ListHeads(asked, Season);
            items.AddRange(asked.Zip(heads, (critic, head) => ledger.Standing(head, critic))
                .OfType<StandingList>());
        }

        return new([.. items], critics.Count, left is not []);
    }

    private int Season => (int)this.GetPrimaryKeyLong();

    private void Schedule(TimeSpan due)
    {
        // Keep-alive: a season that waits for its turn must not leave memory before it.
        _timer ??= this.RegisterGrainTimer(
            RescoreWhenQuiet, new(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private async Task RescoreWhenQuiet(CancellationToken cancel)
    {
        _waitsSince = null;
        try
        {
            for (var passes = 1; !await Rescore(cancel); passes++)
            {
                if (passes < PassesMax) continue;
                Schedule(QuietFor);
                return;
            }
        }
        catch (LedgerUnavailableException away)
        {
            Postponed(away, Season);
            Schedule(QuietFor);
        }
    }

    /// <summary>
    /// False when a film moved on meanwhile: what it saved may rest on the totals of before.
    /// </summary>
    private async Task<bool> Rescore(CancellationToken cancel)
    {
        var totals = ledger.Totals(Season);
        var (read, changed, areAllTaken) = (0, 0, true);
        foreach (var standing in await ledger.StandingsOf(Season, cancel))
        {
            // A season may hold many films, and a long turn would keep its callers waiting.
            if (++read % StandingsATurn == 0) await Task.Yield();

            var rescored = standing.Rescore(totals, Calibration.BuiltIn);
            if (ShowsTheSame(standing, rescored)) continue;
            changed++;
            areAllTaken &= await ledger.Save(rescored, cancel);
        }

        if (changed > 0) Rescored(Season, changed, totals.Lists, totals.Collectives);
        return areAllTaken;
    }

    /// <summary>N and M are published with every acclaim, so they count as digits too.</summary>
    private static bool ShowsTheSame(Standing before, Standing after) =>
        before.Acclaim == after.Acclaim && before.Calibration == after.Calibration
        && before.Totals?.Lists == after.Totals?.Lists
        && before.Totals?.Collectives == after.Totals?.Collectives;

    [LoggerMessage(Level = LogLevel.Debug,
        Message = "Season {Season}: {Films} films scored with {Lists} lists, {Collectives} collectives")]
    private partial void Rescored(int season, int films, int lists, int collectives);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Season {Season} could not be scored again and will be tried again soon")]
    private partial void Postponed(Exception away, int season);
}
