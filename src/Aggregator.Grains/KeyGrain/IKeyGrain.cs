namespace Aggregator.Grains;

/// <summary>Who a key is. Key: the key's id.</summary>
[Alias("key")]
public interface IKeyGrain : IGrainWithStringKey
{
    /// <summary>The key as it is stored, revoked or not; null if there is none.</summary>
    [Alias("find"), Repeatable]
    Task<ApiKey?> Find();

    /// <summary>Keeps the key; durable when the task completes.</summary>
    [Alias("save"), Repeatable]
    Task Save(ApiKey key);
}
