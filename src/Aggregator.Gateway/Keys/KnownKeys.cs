using System.Collections.Concurrent;
using Aggregator.Grains;

namespace Aggregator.Gateway.Keys;

/// <summary>A key and who shows it.</summary>
internal sealed record KnownKey(ApiKey Key)
{
    public Caller Caller { get; } = new(Key.Role, Key.Id, Key.Subject);
}

/// <summary>
/// Who keys are, kept for a moment, known or not. A revoked key is refused everywhere within 5 s: this is
/// this gateway's share of them, the key's grain has its own.
/// </summary>
internal sealed class KnownKeys(IGrainFactory grains, TimeProvider clock)
{
    private const int KeptMax = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    public async ValueTask<KnownKey?> Find(string id)
    {
        if (_kept.TryGetValue(id, out var kept)
            && clock.GetElapsedTime(kept.Since) < KeptFor) return kept.Key;

        var since = clock.GetTimestamp();
        var key = await grains.Key(id).Find() is { } found ? new KnownKey(found) : null;
        // Whoever tries made-up keys must not fill the memory.
        if (_kept.Count >= KeptMax) _kept.Clear();
        _kept[id] = new Kept(key, since);
        return key;
    }

    /// <summary>Asks again at the next use.</summary>
    public void Forget(string id) => _kept.TryRemove(id, out _);

    private sealed record Kept(KnownKey? Key, long Since);
}
