namespace Aggregator.Grains;

/// <summary>
/// Holds nothing: whoever keeps keys in memory hears of their changes by the feed, and asks again here.
/// </summary>
internal sealed class KeyGrain(IKeyRing keys) : Grain, IKeyGrain
{
    public Task<ApiKey?> Find() => keys.Find(this.GetPrimaryKeyString()).AsTask();

    public Task Save(ApiKey key) => keys.Change(all => KeyRules.Keep(all, key));

    public async Task<Refusal?> Revoke(DateTimeOffset now)
    {
        var id = this.GetPrimaryKeyString();
        return (await keys.Change(all => KeyRules.Revoke(all, id, now))).Refusal;
    }
}
