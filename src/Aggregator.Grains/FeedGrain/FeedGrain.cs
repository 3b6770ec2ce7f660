namespace Aggregator.Grains;

/// <summary>Reentrant: many followers wait at once.</summary>
[Reentrant, StatelessWorker(1)]
internal sealed class FeedGrain(ILedger ledger) : Grain, IFeedGrain
{
    /// <summary>
    /// Well under the response timeout, so that "nothing new" is an answer and not a failure.
    /// </summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);

    private const int ChangesMax = 10_000;

    public async Task<FeedChunk> After(FeedAsk ask, CancellationToken cancel)
    {
        var countMax = Math.Clamp(ask.CountMax, 1, ChangesMax);
        var chunk = await ledger.Changes(ask.Revision, countMax, cancel);
        if (chunk.HeadRevision < ask.Revision)
        {
            // Another silo told of more: this one reads up to all that is durable, as whatever is told is.
            await ledger.Head(cancel);
            chunk = await ledger.Changes(ask.Revision, countMax, cancel);
        }

        if (ask.Patience <= TimeSpan.Zero || HasNews(chunk, ask)) return chunk;

        var patience = ask.Patience < PatienceMax ? ask.Patience : PatienceMax;
        await ledger.WaitForChange(ask.Revision, ask.Settled, patience, cancel);
        return await ledger.Changes(ask.Revision, countMax, cancel);
    }

    /// <summary>A head before the one asked for is news too: history was rebuilt.</summary>
    private static bool HasNews(FeedChunk chunk, FeedAsk ask) =>
        chunk.HeadRevision != ask.Revision || chunk.Settled != ask.Settled;
}
