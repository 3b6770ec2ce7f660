using System.Collections.Immutable;

namespace Aggregator;

// What must hold of a calibration before a score may rest on it. That the acclaim never falls when a verdict
// rises (method.md §2.3) is proved from these, so a table that breaks one is refused, not mended.
public sealed partial record Calibration
{
    private const int Full = 10_000;

    private void Check()
    {
        Require(UpLine is > 0 and <= Full, "up_line", "is a mark from 1 to 10000");
        Require(PriorMean is >= 0 and <= Full, "prior_mean", "is a mark from 0 to 10000");
        Require(PriorStrengthHundredths is > 0 and <= Full, "prior_strength_hundredths", "is 1 to 10000");
        Require(SpreadPrior is > 0 and <= Full * Full, "var_prior", "is from 1 to 100000000");
        Require(SpreadPriorCount is > 0 and <= Full, "var_prior_n", "is from 1 to 10000");
        Require(VerdictsMin is > 0 and <= Full, "min_verdicts", "is from 1 to 10000");
        Require(DeviateSquared is > 0 and <= Full * 100, "z2_e4", "is from 1 to 1000000");
        Require(ThumbSpread is >= 0 and <= Full * Full, "thumb_var", "is from 0 to 100000000");
        Require(HonourWeight is >= 0 and <= 100, "honour_weight", "is from 0 to 100");
        Require(PseudoBallots is > 0 and <= Full, "pseudo_ballots", "is from 1 to 10000");
        Require(HalfPoint is > 0 and <= Full, "half_point", "is a share from 1 to 10000");
        Require(LiftMax is >= 0 and <= Full, "lift", "is a share from 0 to 10000");
        Require(Letters.Values.All(IsShare), "letters", "are values from 0 to 10000");
        Require(Denominators.All(scale => scale is > 0 and <= 1000), "denominators", "are from 1 to 1000");
        CheckThumbs(ThumbUp, "thumb_up");
        CheckThumbs(ThumbDown, "thumb_down");
        CheckSides();
        CheckCredits(ListCredits, "list_credit");
        CheckCredits(HonourCredits, "honour_credit");
    }

    private void CheckThumbs(ImmutableArray<int> table, string field)
    {
        Require(table.Length == 101 && table.All(IsShare), field, "is 101 marks from 0 to 10000");
        for (var point = 1; point <= 100; point++)
        {
            var step = table[point] - table[point - 1];
            Require(step is >= 0 and <= 100, field, $"rises by 0 to 100; at {point} by {step}");
        }
    }

    private void CheckSides()
    {
        for (var point = 0; point <= 100; point++)
        {
            var score = point * 100;
            Require(
                ThumbUp[point] >= UpLine && ThumbUp[point] >= score, "thumb_up",
                $"is never below the line nor the film's own score; at {point} it is {ThumbUp[point]}");
            Require(
                ThumbDown[point] < UpLine && ThumbDown[point] <= score, "thumb_down",
                $"is below the line and not above the film's own score; at {point} it is {ThumbDown[point]}");
        }
    }

    private void CheckCredits(ImmutableArray<int> credits, string field)
    {
        var whole = credits.Length == Span.PositionsCounted && credits.All(IsShare);
        Require(whole, field, "is ten shares from 0 to 10000");
        for (var position = 1; position < credits.Length; position++)
            Require(credits[position] <= credits[position - 1], field, "never rises with the position");
    }

    private static bool IsShare(int value) => value is >= 0 and <= Full;

    private void Require(bool holds, string field, string promise)
    {
        if (!holds) throw new InvalidDataException($"Calibration {Number} is refused: {field} {promise}.");
    }
}
