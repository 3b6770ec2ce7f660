namespace Aggregator.Ledgers;

/// <summary>
/// A place that a copy was begun into and not ended. It looks like an empty ledger: a server that took it for
/// one would make a key in it, and no copy could be ended any more.
/// </summary>
internal static class CutCopy
{
    /// <summary>
    /// What stands in the place of an epoch from before the first fact is copied until all are verified.
    /// </summary>
    public const string Epoch = "";

    public static LedgerOpenException Refused(string place) => new(
        $"A copy into {place} was begun and is not whole: it was cut short, failed, or is under way. Nothing "
        + "is done and nothing read there; run copy again.");
}
