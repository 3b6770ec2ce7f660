namespace Aggregator.Grains;

/// <summary>
/// What this silo told which season, and whether it was seen to have had its effect. Used by one loop only.
/// </summary>
internal sealed class SeasonsTold(TimeProvider time)
{
    /// <summary>
    /// A season waits 10 s at most before it scores its films again; then it has had its time.
    /// </summary>
    private static readonly TimeSpan LookedAtAfter = TimeSpan.FromSeconds(13);

    private readonly Dictionary<int, (long Position, long At, bool IsDone)> _told = [];

    /// <summary>
    /// Whether something is to be done for these totals; <paramref name="isTold"/>: they were told, and it is
    /// time to see what came of it.
    /// </summary>
    public bool IsDue(SeasonTotals totals, out bool isTold)
    {
        isTold = _told.TryGetValue(totals.Season, out var told) && told.Position == totals.Position;
        return !isTold || (!told.IsDone && time.GetElapsedTime(told.At) >= LookedAtAfter);
    }

    public void Told(SeasonTotals totals) =>
        _told[totals.Season] = (totals.Position, time.GetTimestamp(), false);

    public void Done(SeasonTotals totals) =>
        _told[totals.Season] = (totals.Position, time.GetTimestamp(), true);
}
