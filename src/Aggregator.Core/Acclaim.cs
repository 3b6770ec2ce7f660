namespace Aggregator;

public sealed partial record Standing
{
    /// <summary>Fewer verdicts than the calibration asks for: counts are shown, no number.</summary>
    public bool IsPending(Calibration calibration) => throw new NotImplementedException();

    /// <summary>The same sums under other totals or constants.</summary>
    public Standing Rescore(SeasonTotals? totals, Calibration calibration) => throw new NotImplementedException();

    /// <summary>The standing of a film that nobody has said anything about yet.</summary>
    public static Standing Unheard(
        Film film, long position, DateTimeOffset updated, Func<int, SeasonTotals> totals, Calibration calibration) =>
        throw new NotImplementedException();
}
