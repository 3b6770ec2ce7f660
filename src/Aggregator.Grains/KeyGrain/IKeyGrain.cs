namespace Aggregator.Grains;

/// <summary>Who a key is. Key: the key's id.</summary>
[Alias("key")]
public interface IKeyGrain : IGrainWithStringKey
{
    /// <summary>The key as it is stored, revoked or not; null if there is none.</summary>
    [Alias("find"), Repeatable]
    Task<ApiKey?> Find();

    /// <summary>
    /// Keeps a new key; durable when the task completes. One that is kept already is left as it is.
    /// </summary>
    [Alias("save"), Repeatable]
    Task Save(ApiKey key);

    /// <summary>
    /// Revokes the key, durably when the task completes; nothing happens to one that was revoked before.
    /// Refuses <c>key-absent</c>, <c>last-operator-key</c>; null when it is done.
    /// </summary>
    [Alias("revoke")]
    Task<Refusal?> Revoke(DateTimeOffset now);
}
