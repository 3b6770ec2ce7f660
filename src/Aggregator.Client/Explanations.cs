using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>
/// A film's acclaim taken apart: every verdict, list and honour with what it added, and the formulas with
/// this film's numbers put in. The numbers that <see cref="AcclaimView"/> shows too are the same. A pending
/// film has its contributions and no score.
/// </summary>
public sealed record ExplanationView
{
    public required string Film { get; init; }

    public required string Title { get; init; }

    public int? Year { get; init; }

    public int? Season { get; init; }

    /// <summary><c>acclaim-1</c>.</summary>
    public required string Profile { get; init; }

    public int Calibration { get; init; }

    /// <summary><c>rated</c>, or <c>pending</c> with fewer than five verdicts.</summary>
    public required string Status { get; init; }

    /// <summary>How many verdicts a pending film still lacks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Needs { get; init; }

    /// <summary>The day that was asked for; not there in answers of now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? AsOf { get; init; }

    /// <summary>Points of 100: the critics' score and the lift, which together are exactly this.</summary>
    public decimal? Acclaim { get; init; }

    public IReadOnlyList<decimal>? Interval { get; init; }

    public required ExplainedCritics Critics { get; init; }

    public required ExplainedRecognition Recognition { get; init; }

    /// <summary>The steps from these numbers to the acclaim, in their order.</summary>
    public required IReadOnlyList<FormulaLine> Formula { get; init; }

    /// <summary>Whether any of it rests on the demo's invented critics.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sample { get; init; }

    /// <summary>Every entry of this film up to this position of the ledger is in it.</summary>
    public long Position { get; init; }

    public DateTime Updated { get; init; }
}

/// <summary>
/// What the verdicts make of a film: the prior's mean, all that verdicts added and the rounding are exactly
/// the score.
/// </summary>
public sealed record ExplainedCritics
{
    /// <summary>Points of 100.</summary>
    public decimal? Score { get; init; }

    public IReadOnlyList<decimal>? Interval { get; init; }

    public required ExplainedPrior Prior { get; init; }

    public required ExplainedSums Sums { get; init; }

    public required ThumbWorth Thumbs { get; init; }

    /// <summary>
    /// Points: what is left when the prior's mean and all that verdicts added are taken from the score, which
    /// is rounded down to hundredths, what is added to millionths.
    /// </summary>
    public decimal Rounding { get; init; }

    /// <summary>All that stand, newest first.</summary>
    public required IReadOnlyList<ExplainedVerdict> Verdicts { get; init; }
}

/// <summary>What a film is worth before anyone has spoken.</summary>
public sealed record ExplainedPrior
{
    /// <summary>Points of 100.</summary>
    public decimal Mean { get; init; }

    /// <summary>How many verdicts it counts as.</summary>
    public decimal Strength { get; init; }

    /// <summary>Its share of the whole, 0 to 1.</summary>
    public decimal Weight { get; init; }

    /// <summary>Points: where the sum of what is added begins, at the mean.</summary>
    public decimal Added { get; init; }
}

/// <summary>The five sums from which the score can be computed.</summary>
public sealed record ExplainedSums
{
    /// <summary>n: verdicts with a readable rating.</summary>
    public int Rated { get; init; }

    /// <summary>S: the sum of their marks, in points of 100.</summary>
    public decimal Marks { get; init; }

    /// <summary>Q: the sum of the squares of their marks.</summary>
    public decimal Squares { get; init; }

    /// <summary>U: thumbs up without a readable rating.</summary>
    public int ThumbsUp { get; init; }

    /// <summary>W: thumbs down without a readable rating.</summary>
    public int ThumbsDown { get; init; }
}

/// <summary>The points of 100 that a thumb without a readable rating counts as on this film.</summary>
public sealed record ThumbWorth
{
    public decimal Up { get; init; }

    public decimal Down { get; init; }
}

/// <summary>One verdict: who, what they wrote, how it was read, and what that did.</summary>
public sealed record ExplainedVerdict
{
    public required string Critic { get; init; }

    public required string CriticName { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    /// <summary>The rating as the critic wrote it.</summary>
    public string? Rating { get; init; }

    /// <summary><c>up</c> or <c>down</c>.</summary>
    public string? Thumb { get; init; }

    /// <summary>How the rating was read; null without one.</summary>
    public RatingRead? Read { get; init; }

    /// <summary><c>rating</c>, <c>thumb</c>, or <c>not-counted</c>.</summary>
    public required string CountedBy { get; init; }

    /// <summary>
    /// The points of 100 it counts as: its rating on the side of 60 that the thumb says, or what the thumb
    /// alone is worth on this film; null when it does not count.
    /// </summary>
    public decimal? CountsAs { get; init; }

    /// <summary>Its share of the whole, 0 to 1.</summary>
    public decimal Weight { get; init; }

    /// <summary>Points: (what it counts as - prior mean) * weight.</summary>
    public decimal Added { get; init; }
}

/// <summary>How a rating was read: the scale and the value on it, or why it cannot be.</summary>
public sealed record RatingRead
{
    /// <summary>Such as <c>x/5</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scale { get; init; }

    /// <summary>In points of 100, before the thumb has its say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Value { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreadable { get; init; }
}

/// <summary>One step of the way, to be done again with a pocket calculator.</summary>
public sealed record FormulaLine
{
    /// <summary>What it gives: <c>C</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What that is, in a sentence.</summary>
    public required string Meaning { get; init; }

    public required string Formula { get; init; }

    /// <summary>The formula's right side with this film's numbers put in.</summary>
    public required string Numbers { get; init; }

    /// <summary>
    /// What it comes to, rounded as the meaning says; null for what a pending film has not.
    /// </summary>
    public decimal? Result { get; init; }
}
