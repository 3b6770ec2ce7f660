namespace Aggregator.Benchmarks.Rows;

/// <summary>One line of the table: what was asked for and what was found.</summary>
/// <param name="What">What was measured, with its load.</param>
/// <param name="Goal">What it is to reach.</param>
/// <param name="Found">What it reached, with the figures it is made of.</param>
/// <param name="IsMet">Null where the row only informs.</param>
internal sealed record Row(string What, string Goal, string Found, bool? IsMet)
{
    public override string ToString() =>
        $"| {What} | {Goal} | {Found} | {IsMet switch { true => "yes", false => "**no**", null => "–" }} |";
}
