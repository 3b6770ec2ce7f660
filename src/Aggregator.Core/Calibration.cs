namespace Aggregator;

/// <summary>
/// The versioned table of constants that profiles use (<c>method.md</c> §7). Immutable; a score names the number
/// of the calibration it was made with.
/// </summary>
public sealed partial record Calibration
{
    /// <summary>1 is the built-in <c>cal-1</c>.</summary>
    public int Number { get; init; } = 1;

    public static Calibration BuiltIn { get; } = new();
}
