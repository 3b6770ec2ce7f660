using System.Collections.Concurrent;
using Aggregator.Grains;

namespace Aggregator.Gateway.Keys;

/// <summary>A key as it was read, and who shows it.</summary>
internal sealed class KnownKey(ApiKey key, long readAt)
{
    private bool _isProven;

    public ApiKey Key { get; } = key;

    public Caller Caller { get; } = new(key.Role, key.Id, key.Subject);

    /// <summary>The clock's timestamp before it was read.</summary>
    public long ReadAt { get; } = readAt;

    /// <summary>Whether anybody has asked for it since it was read.</summary>
    public bool IsUsed { get; set; }

    /// <summary>
    /// It was shown, secret and all: its id alone stands in the open record. Once since it was read it is put
    /// among those whose use is to be noted.
    /// </summary>
    public void Show(ConcurrentDictionary<string, KnownKey> shown)
    {
        if (_isProven) return;
        _isProven = true;
        shown[Key.Id] = this;
    }
}

/// <summary>
/// Who keys are. A key is refused on every gateway within 5 s of its revocation: the feed says at once that
/// it changed, those in use are read again every two seconds, and none is trusted that was read longer ago
/// than <see cref="TrustedFor"/>, whatever becomes of the feed.
/// </summary>
internal sealed class KnownKeys(IGrainFactory grains, TimeProvider clock, Strangers strangers)
{
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(4.5);

    private readonly ConcurrentDictionary<string, KnownKey> _known = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<Task<KnownKey?>>> _reading =
        new(StringComparer.Ordinal);

    /// <summary>The ids there are, as far as they were heard of. Others are rarely asked for.</summary>
    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    /// <summary>
    /// Those whose use is to be noted. Not among the known: whoever revokes a key in a hurry wants to know
    /// most of all when it was last used, and it is forgotten at once.
    /// </summary>
    private readonly ConcurrentDictionary<string, KnownKey> _shown = new(StringComparer.Ordinal);

    /// <summary>Keys that were shown, secret and all, and are not noted yet.</summary>
    public IReadOnlyList<KnownKey> Shown => [.. _shown.Values];

    public IReadOnlyList<KnownKey> Used => [.. _known.Values.Where(key => key.IsUsed)];

    public ValueTask<KnownKey?> Find(string id)
    {
        if (_known.TryGetValue(id, out var known) && clock.GetElapsedTime(known.ReadAt) < TrustedFor)
        {
            if (!known.IsUsed) known.IsUsed = true;
            return new(known);
        }

        // Somebody who tries made-up keys must neither fill the memory nor keep the ledger busy.
        return known is null && !_ids.ContainsKey(id) && !strangers.MayBeAskedFor(id)
            ? default
            : Read(id);
    }

    /// <summary>A key as it was last read, however long ago that is; null where it changed since.</summary>
    public KnownKey? Recall(string id) => _known.GetValueOrDefault(id);

    /// <summary>A key was shown, secret and all.</summary>
    public void Show(KnownKey known) => known.Show(_shown);

    /// <summary>The use of these is noted.</summary>
    public void Noted(IReadOnlyList<KnownKey> shown)
    {
        foreach (var known in shown) _shown.TryRemove(KeyValuePair.Create(known.Key.Id, known));
    }

    /// <summary>A key changed: it is read again at its next use.</summary>
    public void Hear(string id)
    {
        _ids[id] = true;
        strangers.Forget(id);
        // What is being read may be from before.
        _reading.TryRemove(id, out _);
        _known.TryRemove(id, out _);
    }

    /// <summary>These ids there are.</summary>
    public void Learn(IEnumerable<string> ids)
    {
        foreach (var id in ids) _ids[id] = true;
    }

    /// <summary>Keys as they were read after a timestamp; those that are missing are gone.</summary>
    public void Renew(IReadOnlyList<KnownKey> asked, IReadOnlyList<ApiKey> read, long readAt)
    {
        var now = read.ToDictionary(key => key.Id);
        foreach (var known in asked)
        {
            // One that was heard of meanwhile has left, and is read by whoever needs it.
            if (!now.TryGetValue(known.Key.Id, out var key)) _known.TryRemove(known.Key.Id, out _);
            else _known.TryUpdate(known.Key.Id, new KnownKey(key, readAt), known);
        }
    }

    /// <summary>However many wait for a key, it is read once.</summary>
    private async ValueTask<KnownKey?> Read(string id)
    {
        var reading = _reading.GetOrAdd(id, _ => new(() => ReadOnce(id)));
        try
        {
            return await reading.Value;
        }
        finally
        {
            _reading.TryRemove(KeyValuePair.Create(id, reading));
        }
    }

    private async Task<KnownKey?> ReadOnce(string id)
    {
        var readAt = clock.GetTimestamp();
        if (await grains.Key(id).Find() is not { } key)
        {
            strangers.Remember(id);
            return null;
        }

        _ids[id] = true;
        return _known[id] = new KnownKey(key, readAt) { IsUsed = true };
    }
}
