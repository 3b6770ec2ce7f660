using Aggregator.Client;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Reads;

/// <summary>An explanation as it is shown.</summary>
internal static class ExplanationViews
{
    // Digits after the point: shares in ten-thousandths, what is added in millionths, weights finer still,
    // because of twenty thousand verdicts each has a twenty-thousandth.
    private const byte OfShares = 4;
    private const byte OfAdded = 6;
    private const byte OfWeights = 8;

    public static ExplanationView Of(Film film, Explanation explanation, Catalogue catalogue)
    {
        var standing = explanation.Standing;
        var shown = AcclaimViews.Of(film, standing, explanation.Calibration);
        return new ExplanationView
        {
            Film = shown.Film,
            Title = shown.Title,
            Year = shown.Year,
            Season = shown.Season,
            Profile = shown.Profile,
            Calibration = shown.Calibration,
            Status = shown.Status,
            Needs = shown.Needs,
            Acclaim = shown.Acclaim,
            Interval = shown.Interval,
            Critics = Critics(explanation, shown.Critics, catalogue),
            Recognition = Recognition(explanation, shown.Recognition, catalogue),
            Formula = FormulaLines.Of(explanation),
            Sample = shown.Sample,
            Position = shown.Position,
            Updated = shown.Updated,
        };
    }

    private static ExplainedCritics Critics(Explanation explanation, CriticsView shown, Catalogue catalogue)
    {
        var (calibration, sums) = (explanation.Calibration, explanation.Standing.Verdicts);
        var weight = AcclaimViews.Scaled(explanation.VerdictWeight, OfWeights);
        var mean = AcclaimViews.Hundredths(calibration.PriorMean);
        return new ExplainedCritics
        {
            Score = shown.Score,
            Interval = shown.Interval,
            Prior = new ExplainedPrior
            {
                Mean = mean,
                Strength = AcclaimViews.Hundredths(calibration.PriorStrengthHundredths),
                Weight = AcclaimViews.Scaled(explanation.PriorWeight, OfWeights),
                Added = mean,
            },
            Sums = new ExplainedSums
            {
                Rated = sums.Rated,
                Marks = AcclaimViews.Scaled(sums.Marks, 2),
                Squares = AcclaimViews.Scaled(sums.Squares, 4),
                ThumbsUp = sums.ThumbsUp,
                ThumbsDown = sums.ThumbsDown,
            },
            Thumbs = new ThumbWorth
            {
                Up = AcclaimViews.Hundredths(calibration.WorthOf(Thumb.Up, explanation.Critics.Score)),
                Down = AcclaimViews.Hundredths(calibration.WorthOf(Thumb.Down, explanation.Critics.Score)),
            },
            Rounding = AcclaimViews.Signed(explanation.VerdictsRounding, OfAdded),
            Verdicts = [.. explanation.Verdicts.Select(verdict => Of(catalogue, verdict, weight))],
        };
    }

    private static ExplainedVerdict Of(Catalogue catalogue, VerdictContribution contribution, decimal weight)
    {
        var (said, by, value, added) = contribution;
        return new ExplainedVerdict
        {
            Critic = said.Critic.Value,
            CriticName = CatalogueViews.NameOf(catalogue, said.Critic),
            Publication = said.Verdict.Publication,
            Published = said.Verdict.Published,
            Rating = said.Verdict.Rating?.Text,
            Thumb = VerdictViews.Thumb(said.Verdict.Thumb),
            Read = Read(said.Verdict.Rating),
            CountedBy = by switch
            {
                CountedBy.Rating => "rating",
                CountedBy.Thumb => "thumb",
                _ => "not-counted",
            },
            CountsAs = value is { } points ? AcclaimViews.Hundredths(points) : null,
            Weight = value is null ? 0 : weight,
            Added = AcclaimViews.Signed(added, OfAdded),
        };
    }

    private static RatingRead? Read(Rating? rating) => rating switch
    {
        null => null,
        { Value: { } value } => new() { Scale = rating.Scale, Value = AcclaimViews.Hundredths(value) },
        _ => new() { Unreadable = RatingWords.Reason(rating.Unreadable) },
    };

    private static ExplainedRecognition Recognition(
        Explanation explanation, RecognitionView shown, Catalogue catalogue)
    {
        var (standing, calibration) = (explanation.Standing, explanation.Calibration);
        var (totals, credits, all) = (standing.Totals, standing.Credits, explanation.Recognition.Whole);
        return new ExplainedRecognition
        {
            Value = shown.Value,
            Interval = shown.Interval,
            Ballots = totals?.Lists ?? 0,
            Collectives = totals?.Collectives ?? 0,
            HonourWeight = calibration.HonourWeight,
            PseudoBallots = calibration.PseudoBallots,
            Credits = new ExplainedCredits
            {
                Lists = AcclaimViews.Scaled(credits.Lists, OfShares),
                ListSquares = AcclaimViews.Scaled(credits.ListSquares, 2 * OfShares),
                Honours = AcclaimViews.Scaled(credits.Honours, OfShares),
                HonourSquares = AcclaimViews.Scaled(credits.HonourSquares, 2 * OfShares),
            },
            Numerator = AcclaimViews.Scaled(credits.Weighed(calibration), OfShares),
            Denominator = all == 0 ? null : all,
            Lift = Lift(explanation),
            Lists = [.. explanation.Lists.Select(list => Of(catalogue, list, totals?.Season))],
            Honours = [.. explanation.Honours.Select(honour => Of(catalogue, honour, totals?.Season))],
        };
    }

    private static ExplainedLift Lift(Explanation explanation)
    {
        var (acclaim, calibration) = (explanation.Standing.Acclaim, explanation.Calibration);
        return new ExplainedLift
        {
            Lists = AcclaimViews.Hundredths(explanation.LiftParts.Lists),
            Honours = AcclaimViews.Hundredths(explanation.LiftParts.Honours),
            Total = AcclaimViews.Hundredths(acclaim.Lift),
            Share = AcclaimViews.Scaled(
                RecognitionComponent.LiftShare(acclaim.Recognition, calibration), OfShares),
            Max = AcclaimViews.Scaled(calibration.LiftMax, OfShares),
            HalfPoint = AcclaimViews.Scaled(calibration.HalfPoint, OfShares),
            Rounding = AcclaimViews.Signed(explanation.LiftRounding, OfAdded),
        };
    }

    private static ExplainedPlacement Of(
        Catalogue catalogue, PlacementContribution contribution, int? season)
    {
        var (placement, credit, counts, added) = contribution;
        return new ExplainedPlacement
        {
            Critic = placement.Critic.Value,
            CriticName = CatalogueViews.NameOf(catalogue, placement.Critic),
            Publication = placement.Publication,
            Published = placement.Published,
            Year = placement.Year,
            Ranked = placement.Ranked,
            Number = placement.Number,
            From = placement.From,
            To = placement.To,
            Films = placement.Films,
            Shared = placement.IsShared,
            Credit = AcclaimViews.Scaled(credit, OfShares),
            Elsewhere = placement.Year != season,
            Counts = counts,
            Added = AcclaimViews.Signed(added, OfAdded),
        };
    }
}
