using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Ids that no key was heard to have. One may be a key that was made a moment ago elsewhere, so it is looked
/// up, but only so many a second: whoever invents keys by the thousand is refused without a look-up.
/// </summary>
internal sealed class Strangers(TimeProvider clock) : IDisposable
{
    private const int LookUpsPerSecond = 20;
    private const int RememberedMax = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<string, long> _remembered = new(StringComparer.Ordinal);

    private readonly TokenBucketRateLimiter _lookUps = new(new()
    {
        TokenLimit = LookUpsPerSecond,
        TokensPerPeriod = LookUpsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    /// <summary>Whether somebody may be looked up now.</summary>
    public bool MayBeAskedFor(string id)
    {
        if (_remembered.TryGetValue(id, out var since) && clock.GetElapsedTime(since) < RememberedFor)
            return false;
        using var look = _lookUps.AttemptAcquire();
        return look.IsAcquired;
    }

    /// <summary>Nobody has this id for now.</summary>
    public void Remember(string id)
    {
        if (_remembered.Count >= RememberedMax) _remembered.Clear();
        _remembered[id] = clock.GetTimestamp();
    }

    public void Forget(string id) => _remembered.TryRemove(id, out _);

    public void Dispose() => _lookUps.Dispose();
}
