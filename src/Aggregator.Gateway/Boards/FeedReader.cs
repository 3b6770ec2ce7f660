using Aggregator.Gateway.Keys;
using Aggregator.Grains;

namespace Aggregator.Gateway;

/// <summary>Reads the feed for the Board, and tells on the way how it goes and whose keys changed.</summary>
internal sealed class FeedReader(IGrainFactory grains, KnownKeys keys, FeedMeters meters)
{
    private bool _knowsIds;
    private long _turn;

    /// <summary>Another silo is asked from now on.</summary>
    public void Turn() => _turn++;

    /// <summary>The position of the last entry that is durable.</summary>
    public async Task<long> Head(CancellationToken cancel) =>
        (await grains.Ledger(_turn).Head().WaitAsync(cancel)).Position;

    public async Task<FeedChunk> After(FeedAsk ask, CancellationToken cancel)
    {
        // Before the first change is asked for, so that none of them is missed.
        if (!_knowsIds || ask.Revision == 0)
            keys.Learn((await grains.Ledger(_turn).Keys()).Select(key => key.Id));
        _knowsIds = true;

        var chunk = await grains.Feed(_turn).After(ask, cancel);
        meters.Heard(chunk, ask.Settled);
        if (chunk.IsCutOff) Turn();
        foreach (var change in chunk.Changes)
            if (change is KeyChange { KeyId: var id }) keys.Hear(id);
        return chunk;
    }
}
