using System.Collections.Concurrent;

namespace Aggregator.Gateway;

/// <summary>
/// What was computed of a season, and the revision of the season's ranking from which: while the ranking is
/// of that revision, the result is that of now.
/// </summary>
internal sealed record OfSeason<T>(string Epoch, long Revision, T Value);

/// <summary>How a result is made.</summary>
/// <param name="SeasonOf">The season that a key is of.</param>
/// <param name="Compute">Makes the result anew, given the one before.</param>
internal sealed record SeasonRecipe<TKey, T>(
    Func<TKey, int> SeasonOf, Func<TKey, OfSeason<T>?, CancellationToken, Task<OfSeason<T>>> Compute)
{
    /// <summary>Of more results the one that nobody has asked for longest is forgotten.</summary>
    public int ResultsMax { get; init; } = int.MaxValue;

    /// <summary>While so many are being made no other is begun: who asks for one is told of none.</summary>
    public int UnderWayMax { get; init; } = int.MaxValue;
}

/// <summary>
/// What is computed of seasons when somebody looks, and again when what it rests on has moved on since.
/// </summary>
internal sealed class SeasonResults<TKey, T>(
    SeasonWorkshop workshop, BoardAccess board, TimeProvider clock, SeasonRecipe<TKey, T> recipe)
    where TKey : notnull
{
    /// <summary>Renewals of one result begin at least so far apart, however fast its season moves.</summary>
    private static readonly TimeSpan StayFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PatienceForFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceForNewer = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<TKey, Result> _results = [];
    private int _underWay;

    /// <summary>
    /// The result of at least this revision, or the one before while a newer is being computed; null where
    /// there is none yet, after 2 s at most.
    /// </summary>
    public async ValueTask<OfSeason<T>?> Find(TKey key, long revision, CancellationToken cancel)
    {
        var result = ResultOf(key);
        var epoch = board.Current.Epoch;
        var known = result.Of(epoch);
        if (known?.Revision >= revision || Begin(result, key, waits: false) is not { } renewal) return known;

        // Counted from its beginning: while no silo answers, those who come later do not wait.
        var patience = known is null ? PatienceForFirst : PatienceForNewer;
        await Wait(renewal, patience - clock.GetElapsedTime(result.Began), cancel);
        return result.Of(epoch);
    }

    /// <summary>
    /// Whatever result there is, at once; where it is of an older revision, or none, a newer one begins to be
    /// computed for those who come later.
    /// </summary>
    public OfSeason<T>? Peek(TKey key, long revision)
    {
        var result = _results.GetOrAdd(key, _ => new Result());
        var known = result.Of(board.Current.Epoch);
        if (!(known?.Revision >= revision)) Begin(result, key, waits: false);
        return known;
    }

    /// <summary>
    /// The result of at least this revision, or whatever there is when <paramref name="patience"/> has run
    /// out.
    /// </summary>
    public async ValueTask<OfSeason<T>?> Reach(
        TKey key, long revision, TimeSpan patience, CancellationToken cancel)
    {
        var result = ResultOf(key);
        var (epoch, asked) = (board.Current.Epoch, clock.GetTimestamp());
        while (true)
        {
            var (known, left) = (result.Of(epoch), patience - clock.GetElapsedTime(asked));
            if (known?.Revision >= revision || left <= TimeSpan.Zero) return known;
            // One that is under way may have begun too early; the one after it has not.
            if (Begin(result, key, waits: true) is not { } renewal) return known;
            await Wait(renewal, left, cancel);
        }
    }

    private Result ResultOf(TKey key)
    {
        var result = _results.GetOrAdd(key, _ => new Result());
        result.Asked = clock.GetTimestamp();
        while (_results.Count > recipe.ResultsMax && Oldest(result) is { } oldest
            && _results.TryRemove(oldest)) { }
        return result;
    }

    /// <summary>
    /// What may be forgotten first, not this: what was turned away, of which nothing was ever made, then what
    /// nobody has asked for longest. Null while all others are being made.
    /// </summary>
    private KeyValuePair<TKey, Result>? Oldest(Result asked) =>
        _results.Where(kept => kept.Value != asked && kept.Value.Renewal is not { IsCompleted: false })
            .Select(kept => (KeyValuePair<TKey, Result>?)kept)
            .MinBy(kept => kept!.Value.Value.Renewal is null ? long.MinValue : kept.Value.Value.Asked);

    private async Task Wait(Task renewal, TimeSpan left, CancellationToken cancel)
    {
        if (left <= TimeSpan.Zero) return;
        await renewal.WaitAsync(left, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// What is computed, or begins to be; null while the result has to stay as it is, but for one who waits
    /// for the end of that, and while too many others are under way.
    /// </summary>
    private Task? Begin(Result result, TKey key, bool waits)
    {
        lock (result)
        {
            if (result.Renewal is { IsCompleted: false } running) return running;
            var stays = result.Renewal is null
                ? TimeSpan.Zero
                : StayFor - clock.GetElapsedTime(result.Began);
            if (stays > TimeSpan.Zero && !waits) return null;
            if (Interlocked.Increment(ref _underWay) > recipe.UnderWayMax)
            {
                Interlocked.Decrement(ref _underWay);
                return null;
            }

            result.Began = clock.GetTimestamp();
            return result.Renewal = Task.Run(() => Renew(result, key, stays));
        }
    }

    private async Task Renew(Result result, TKey key, TimeSpan stays)
    {
        try
        {
            await workshop.InTurn(recipe.SeasonOf(key), stays,
                async end => result.Computed = await recipe.Compute(key, result.Computed, end));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private sealed class Result
    {
        private volatile OfSeason<T>? _computed;

        public long Asked { get; set; }

        /// <summary>When the renewal began.</summary>
        public long Began { get; set; }

        public Task? Renewal { get; set; }

        public OfSeason<T>? Computed
        {
            get => _computed;
            set => _computed = value;
        }

        /// <summary>What was computed; of another epoch it counts for nothing.</summary>
        public OfSeason<T>? Of(string epoch) => Computed is { } known && known.Epoch == epoch ? known : null;
    }
}
