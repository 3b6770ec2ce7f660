namespace Aggregator;

/// <summary>
/// "Of those who spoke, so many approve", with Wilson's interval, all in hundredths of a percent (0..10000).
/// 227 of 240: 94.58 [90.95, 96.81].
/// </summary>
public readonly record struct Approval(int Value, int Low, int High)
{
    // 1.96 squared, in ten-thousandths.
    private const int DeviateSquared = 38_416;

    /// <summary>
    /// E. B. Wilson, "Probable inference" (1927), with rounding outward (<c>method.md</c> §6a). Throws
    /// <see cref="ArgumentOutOfRangeException"/> unless 0 ≤ positive ≤ count and count is at least 1.
    /// </summary>
    public static Approval Of(int positive, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(positive);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positive, count);

        const long Z = DeviateSquared;
        var spread = IntegerRoot.Up(Z * Z + (Int128)(40_000 * Z) * positive * (count - positive) / count);
        var middle = 20_000L * positive + Z;
        var scale = 2 * (10_000L * count + Z);
        return new Approval(
            ValueOf(positive, count),
            (int)((Int128)10_000 * (middle - spread) / scale),
            (int)Int128.Min(10_000, ((Int128)10_000 * (middle + spread) + scale - 1) / scale));
    }

    /// <summary>The value alone, rounded half up; <paramref name="count"/> is at least 1.</summary>
    internal static int ValueOf(int positive, int count) =>
        (int)((20_000L * positive + count) / (2L * count));
}
