using System.Collections.Concurrent;

namespace Aggregator.Gateway;

/// <summary>
/// What was made, and the moment it is of: the revision of a ranking, say. While what it rests on has not
/// moved past that moment it is that of now.
/// </summary>
internal sealed record Made<TMoment, T>(string Epoch, TMoment Moment, T Value);

/// <summary>How a result is made.</summary>
/// <param name="NameOf">What a result is, as the log calls it.</param>
/// <param name="Make">Makes the result anew, given the one before.</param>
internal sealed record Recipe<TKey, TMoment, T>(
    Func<TKey, string> NameOf,
    Func<TKey, Made<TMoment, T>?, CancellationToken, Task<Made<TMoment, T>>> Make)
{
    /// <summary>Of more results the one that nobody has asked for longest is forgotten.</summary>
    public int ResultsMax { get; init; } = int.MaxValue;

    /// <summary>While so many are being made no other is begun: who asks for one is told of none.</summary>
    public int UnderWayMax { get; init; } = int.MaxValue;

    /// <summary>How long somebody waits where there is no result yet.</summary>
    public TimeSpan PatienceForFirst { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// What is computed when somebody looks, and again when what it rests on has moved on since.
/// </summary>
internal sealed class RenewedResults<TKey, TMoment, T>(
    Workshop workshop, BoardAccess board, TimeProvider clock, Recipe<TKey, TMoment, T> recipe)
    where TKey : notnull
    where TMoment : IComparable<TMoment>
{
    /// <summary>
    /// Renewals of one result begin at least so far apart, however fast moves what it rests on.
    /// </summary>
    private static readonly TimeSpan StayFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PatienceForNewer = TimeSpan.FromMilliseconds(250);

    // Read without a lock; written, as all of what is in it but what was made, under that of the renewals.
    private readonly ConcurrentDictionary<TKey, Result> _results = [];
    private readonly Lock _renewals = new();
    private int _underWay;

    /// <summary>
    /// The result of at least this moment, or the one before while a newer is being made; null where there is
    /// none yet, after the patience for a first at most.
    /// </summary>
    public async ValueTask<Made<TMoment, T>?> Find(TKey key, TMoment moment, CancellationToken cancel)
    {
        var epoch = board.Current.Epoch;
        var known = Known(key, epoch);
        if (IsOf(known, moment) || Begin(key, waits: false) is not var (result, renewal)) return known;

        // Counted from its beginning: while no silo answers, those who come later do not wait.
        var patience = known is null ? recipe.PatienceForFirst : PatienceForNewer;
        await Wait(renewal.Done, patience - clock.GetElapsedTime(renewal.Began), cancel);
        return result.Of(epoch);
    }

    /// <summary>
    /// Whatever result there is, at once; where it is of an older moment, or none, a newer one begins to be
    /// made for those who come later.
    /// </summary>
    public Made<TMoment, T>? Peek(TKey key, TMoment moment)
    {
        var known = Known(key, board.Current.Epoch);
        if (!IsOf(known, moment)) Begin(key, waits: false);
        return known;
    }

    /// <summary>
    /// The result of at least this moment, or whatever there is when <paramref name="patience"/> has run out.
    /// </summary>
    public async ValueTask<Made<TMoment, T>?> Reach(
        TKey key, TMoment moment, TimeSpan patience, CancellationToken cancel)
    {
        var (epoch, asked) = (board.Current.Epoch, clock.GetTimestamp());
        for (var known = Known(key, epoch); ;)
        {
            var left = patience - clock.GetElapsedTime(asked);
            if (IsOf(known, moment) || left <= TimeSpan.Zero) return known;
            // One that is under way may have begun too early; the one after it has not.
            if (Begin(key, waits: true) is not var (result, renewal)) return known;
            await Wait(renewal.Done, left, cancel);
            known = result.Of(epoch);
        }
    }

    private static bool IsOf(Made<TMoment, T>? known, TMoment moment) => known?.Moment.CompareTo(moment) >= 0;

    private Made<TMoment, T>? Known(TKey key, string epoch)
    {
        if (!_results.TryGetValue(key, out var result)) return null;
        result.Asked = clock.GetTimestamp();
        return result.Of(epoch);
    }

    private async Task Wait(Task renewal, TimeSpan left, CancellationToken cancel)
    {
        if (left <= TimeSpan.Zero) return;
        await renewal.WaitAsync(left, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// What is being made, or begins to be; null while the result has to stay as it is, but for one who waits
    /// for the end of that, and while too many others are under way.
    /// </summary>
    private (Result Result, Renewal Renewal)? Begin(TKey key, bool waits)
    {
        lock (_renewals)
        {
            var isThere = _results.TryGetValue(key, out var result);
            if (result?.Renewal is { Done.IsCompleted: false } running) return (result, running);
            var stays = result?.Renewal is { } last
                ? StayFor - clock.GetElapsedTime(last.Began)
                : TimeSpan.Zero;
            if ((stays > TimeSpan.Zero && !waits) || _underWay == recipe.UnderWayMax) return null;

            _underWay++;
            var now = clock.GetTimestamp();
            result ??= new Result { Asked = now };
            var renewal = new Renewal(now, Task.Run(() => Renew(result, key, stays)));
            result.Renewal = renewal;
            if (!isThere) _results[key] = result;
            return (result, renewal);
        }
    }

    private async Task Renew(Result result, TKey key, TimeSpan stays)
    {
        try
        {
            await workshop.InTurn(recipe.NameOf(key), stays,
                async end => result.Made = await recipe.Make(key, result.Made, end));
        }
        finally
        {
            lock (_renewals)
            {
                _underWay--;
                while (_results.Count > recipe.ResultsMax && LongestUnasked() is { } unasked)
                    _results.TryRemove(unasked);
            }
        }
    }

    /// <summary>Null while all are being made.</summary>
    private KeyValuePair<TKey, Result>? LongestUnasked() =>
        _results.Where(kept => kept.Value.Renewal is { Done.IsCompleted: true })
            .Select(kept => (KeyValuePair<TKey, Result>?)kept)
            .MinBy(kept => kept!.Value.Value.Asked);

    private sealed record Renewal(long Began, Task Done);

    private sealed class Result
    {
        private volatile Made<TMoment, T>? _made;

        public long Asked { get; set; }

        public Renewal? Renewal { get; set; }

        public Made<TMoment, T>? Made
        {
            get => _made;
            set => _made = value;
        }

        /// <summary>What was made; of another epoch it counts for nothing.</summary>
        public Made<TMoment, T>? Of(string epoch) => Made is { } made && made.Epoch == epoch ? made : null;
    }
}
