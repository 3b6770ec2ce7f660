using System.Collections.Concurrent;

namespace Aggregator.Gateway;

/// <summary>
/// What was computed of a season, of the ranking of which revision it knew all that it shows or rests on.
/// </summary>
internal sealed record OfSeason<T>(string Epoch, long Revision, T Value);

/// <summary>
/// What is computed of seasons when somebody looks, and again when what it rests on has moved on since.
/// </summary>
internal sealed class SeasonResults<TKey, T>(
    SeasonWorkshop workshop, BoardAccess board, TimeProvider clock, Func<TKey, Task<OfSeason<T>>> compute)
    where TKey : notnull
{
    /// <summary>Renewals of one result begin at least so far apart, however fast its season moves.</summary>
    private static readonly TimeSpan StayFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PatienceForFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceForNewer = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<TKey, Result> _results = [];

    /// <summary>
    /// The result of at least this revision, or the one before while a newer is being computed; null where
    /// there is none yet, after 2 s at most. Who <paramref name="insists"/> waits as long for a newer one.
    /// </summary>
    public async ValueTask<OfSeason<T>?> Of(
        TKey key, int season, long revision, bool insists, CancellationToken cancel)
    {
        var result = _results.GetOrAdd(key, _ => new Result());
        var epoch = board.Current.Epoch;
        var known = result.Of(epoch);
        if (known?.Revision >= revision || Renewal(result, key, season, insists) is not { } renewal)
            return known;

        // Counted from its beginning: while no silo answers, those who come later do not wait.
        var patience = known is null || insists ? PatienceForFirst : PatienceForNewer;
        var left = patience - clock.GetElapsedTime(result.Began);
        if (left > TimeSpan.Zero)
        {
            await renewal.WaitAsync(
                left, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return result.Of(epoch);
    }

    /// <summary>What is computed, or begins to be; null while the result has to stay as it is.</summary>
    private Task? Renewal(Result result, TKey key, int season, bool insists)
    {
        lock (result)
        {
            if (result.Renewal is { IsCompleted: false } running) return running;
            var stays = result.Renewal is null ? TimeSpan.Zero
                : StayFor - clock.GetElapsedTime(result.Began);
            if (stays > TimeSpan.Zero && !insists) return null;
            result.Began = clock.GetTimestamp();
            return result.Renewal = Task.Run(() => Renew(result, key, season, stays));
        }
    }

    private async Task Renew(Result result, TKey key, int season, TimeSpan stays)
    {
        if (stays > TimeSpan.Zero) await Task.Delay(stays, clock);
        await workshop.Do(season, async () => result.Keep(await compute(key)));
    }

    private sealed class Result
    {
        private volatile OfSeason<T>? _computed;

        /// <summary>When the renewal began.</summary>
        public long Began { get; set; }

        public Task? Renewal { get; set; }

        public void Keep(OfSeason<T> computed) => _computed = computed;

        /// <summary>What was computed; of another epoch it counts for nothing.</summary>
        public OfSeason<T>? Of(string epoch) =>
            _computed is { } known && known.Epoch == epoch ? known : null;
    }
}
