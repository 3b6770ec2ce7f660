using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Grains;

/// <summary>Keeps the key a few seconds: every write asks who its key is.</summary>
internal sealed class KeyGrain(
    IKeyRing keys, [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time) : Grain, IKeyGrain
{
    /// <summary>
    /// A key revoked elsewhere is refused everywhere within 5 s; this is this grain's share.
    /// </summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2);

    private ApiKey? _key;
    private long? _foundAt;

    public async Task<ApiKey?> Find()
    {
        if (_foundAt is { } found && time.GetElapsedTime(found) < KeptFor) return _key;

        var asked = time.GetTimestamp();
        _key = await keys.Find(this.GetPrimaryKeyString());
        _foundAt = asked;
        return _key;
    }

    public async Task Save(ApiKey key)
    {
        // Whatever comes of it, what was kept is no longer to be trusted.
        _foundAt = null;
        await keys.Save(key);
    }
}
