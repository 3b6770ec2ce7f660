namespace Aggregator.Ledgers;

/// <summary>
/// What is admitted, reaches up to a revision, and follows in memory when it is durable.
/// </summary>
internal sealed record Step(List<PendingEntry> Entries, List<RecentChange> Changes, long Revision)
{
    public static readonly Step None = new([], [], 0);

    public Step And(List<PendingEntry> entries, List<RecentChange> changes) => new(
        [.. Entries, .. entries], [.. Changes, .. changes],
        changes.Count > 0 ? changes[^1].Revision : Revision);
}
