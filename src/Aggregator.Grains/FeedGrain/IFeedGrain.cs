namespace Aggregator.Grains;

/// <summary>"What changed after revision N?" One stateless worker a silo, key 0.</summary>
[Alias("feed")]
public interface IFeedGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// What changed after a revision. When nothing has, waits up to <see cref="FeedAsk.Patience"/> for the
    /// head to pass <see cref="FeedAsk.Revision"/> or the settled position to pass <see
    /// cref="FeedAsk.Settled"/>. Who goes away says so by the token.
    /// </summary>
    // A follower whose silo fell silent asks another one before its Board is old.
    [Alias("after"), ResponseTimeout("00:00:05")]
    Task<FeedChunk> After(FeedAsk ask, CancellationToken cancel = default);
}

[GenerateSerializer, Immutable, Alias("feed-ask")]
public sealed record FeedAsk(
    [property: Id(0)] long Revision, [property: Id(1)] long Settled, [property: Id(2)] int CountMax,
    [property: Id(3)] TimeSpan Patience);
