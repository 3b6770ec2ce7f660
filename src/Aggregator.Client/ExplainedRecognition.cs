namespace Aggregator.Client;

/// <summary>
/// What lists and honours make of a film: <c>value</c> is <c>numerator</c> in percent of <c>denominator</c>.
/// </summary>
public sealed record ExplainedRecognition
{
    /// <summary>Percent of the ballots.</summary>
    public decimal Value { get; init; }

    public required IReadOnlyList<decimal> Interval { get; init; }

    /// <summary>N: the lists of the season by persons, each a ballot.</summary>
    public int Ballots { get; init; }

    /// <summary>M: the collectives that have spoken.</summary>
    public int Collectives { get; init; }

    /// <summary>w: how many ballots a collective weighs.</summary>
    public int HonourWeight { get; init; }

    /// <summary>e: empty ballots that keep a small season from shouting.</summary>
    public int PseudoBallots { get; init; }

    public required ExplainedCredits Credits { get; init; }

    /// <summary>Ballots for the film: L + w H.</summary>
    public decimal Numerator { get; init; }

    /// <summary>All ballots: N + w M + e; null while the season has no lists.</summary>
    public long? Denominator { get; init; }

    public required ExplainedLift Lift { get; init; }

    /// <summary>All placements on lists by persons, newest first.</summary>
    public required IReadOnlyList<ExplainedPlacement> Lists { get; init; }

    /// <summary>All placements on lists by collectives, newest first.</summary>
    public required IReadOnlyList<ExplainedPlacement> Honours { get; init; }
}

/// <summary>Sums of the credits that count, in ballots.</summary>
public sealed record ExplainedCredits
{
    /// <summary>L.</summary>
    public decimal Lists { get; init; }

    /// <summary>The sum of the squares of the lists' credits.</summary>
    public decimal ListSquares { get; init; }

    /// <summary>H.</summary>
    public decimal Honours { get; init; }

    /// <summary>The sum of the squares of the honours' credits.</summary>
    public decimal HonourSquares { get; init; }
}

/// <summary>
/// What lists and honours added to the critics' score, in the ratio L : w H, the lists' part rounded down.
/// </summary>
public sealed record ExplainedLift
{
    /// <summary>Points.</summary>
    public decimal Lists { get; init; }

    /// <summary>Points.</summary>
    public decimal Honours { get; init; }

    /// <summary>Points: both together.</summary>
    public decimal Total { get; init; }

    /// <summary>g: how much of the greatest lift the recognition earns, 0 to 1.</summary>
    public decimal Share { get; init; }

    /// <summary>a, the greatest lift: how much of the way from the critics' score to 100, 0 to 1.</summary>
    public decimal Max { get; init; }

    /// <summary>k, a share of 0 to 1: the smaller, the sooner g rises.</summary>
    public decimal HalfPoint { get; init; }

    /// <summary>Points: what is left of the total when all that placements added is taken away.</summary>
    public decimal Rounding { get; init; }
}

/// <summary>One placement, and what it did.</summary>
public sealed record ExplainedPlacement
{
    public required string Critic { get; init; }

    public required string CriticName { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    /// <summary>The year of the list.</summary>
    public int Year { get; init; }

    public bool Ranked { get; init; }

    /// <summary>The number printed beside it; null for unnumbered placements.</summary>
    public int? Number { get; init; }

    /// <summary>First position it occupies.</summary>
    public int From { get; init; }

    public int To { get; init; }

    /// <summary>How many films the list has.</summary>
    public int Films { get; init; }

    /// <summary>Whether it shares its positions with other films.</summary>
    public bool Shared { get; init; }

    /// <summary>What its positions are worth on the mean, in ballots.</summary>
    public decimal Credit { get; init; }

    /// <summary>On a list of another year than the film's season: it counts all the same.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>False where a greater credit of the same critic counts instead: each counts once.</summary>
    public bool Counts { get; init; }

    /// <summary>Points of the lift, in the ratio of the credits.</summary>
    public decimal Added { get; init; }
}
