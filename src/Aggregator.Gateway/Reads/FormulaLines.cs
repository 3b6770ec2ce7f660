using System.Globalization;
using Aggregator.Client;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// The way from a film's sums to its acclaim (<c>method.md</c> §2–§4), with its numbers put in. What each
/// step comes to is what the code that scores has made of it, not what the text says.
/// </summary>
internal static class FormulaLines
{
    public static IReadOnlyList<FormulaLine> Of(Explanation explanation)
    {
        var isPending = explanation.Standing.IsPending(explanation.Calibration);
        var lines = new List<FormulaLine>();
        if (explanation.Standing.Verdicts.ThumbsUp > 0) lines.Add(Worth(explanation, Thumb.Up));
        if (explanation.Standing.Verdicts.ThumbsDown > 0) lines.Add(Worth(explanation, Thumb.Down));
        lines.Add(Critics(explanation, isPending));
        if (!isPending) lines.AddRange(CriticsHalf(explanation));
        lines.AddRange(explanation.Recognition.Whole == 0 ? [NotOpen] : Recognition(explanation));
        lines.Add(LiftShare(explanation));
        if (!isPending) lines.AddRange(Headline(explanation));
        return lines;
    }

    private static FormulaLine Worth(Explanation explanation, Thumb thumb)
    {
        var (calibration, score) = (explanation.Calibration, explanation.Critics.Score);
        var name = thumb is Thumb.Up ? "up" : "down";
        var (point, rest, low, high) = calibration.StepOf(thumb, score);
        var (from, to, part) = (Hundredths(low), Hundredths(high), Hundredths(rest));
        return new FormulaLine
        {
            Name = name,
            Meaning = $"What a thumb {name} without a readable rating counts as on a film with this C, "
                + "rounded down to hundredths.",
            Formula = Text($"{name} = {name}({point}) + ({name}({point + 1}) - {name}({point})) * ")
                + Text($"{part}, from the table of calibration {calibration.Number}"),
            Numbers = Text($"{from} + ({to} - {from}) * {part}"),
            Result = AcclaimViews.Hundredths(calibration.WorthOf(thumb, score)),
        };
    }

    private static FormulaLine Critics(Explanation explanation, bool isPending)
    {
        var (calibration, sums) = (explanation.Calibration, explanation.Standing.Verdicts);
        var (up, down) = (calibration.WorthOf(Thumb.Up, explanation.Critics.Score),
            calibration.WorthOf(Thumb.Down, explanation.Critics.Score));
        var prior = Constant(calibration.PriorStrengthHundredths, 2);
        return new FormulaLine
        {
            Name = "C",
            Meaning = "What the verdicts alone make of it: the mean of what each counts as, together with "
                + "the prior, rounded down to hundredths. K and m are the prior, n and S the number and sum "
                + "of the marks, U and W thumbs alone; C stands on both sides, because they count as what "
                + "they are worth at C.",
            Formula = "C = (K * m + S + U * up + W * down) / (K + n + U + W)",
            Numbers = Text($"({prior} * {Hundredths(calibration.PriorMean)} + {Hundredths(sums.Marks)} + ")
                + Text($"{sums.ThumbsUp} * {Hundredths(up)} + {sums.ThumbsDown} * {Hundredths(down)}) / ")
                + Text($"({prior} + {sums.Rated} + {sums.ThumbsUp} + {sums.ThumbsDown})"),
            Result = isPending ? null : AcclaimViews.Hundredths(explanation.Critics.Score),
        };
    }

    private static IEnumerable<FormulaLine> CriticsHalf(Explanation explanation)
    {
        var (calibration, sums) = (explanation.Calibration, explanation.Standing.Verdicts);
        var critics = explanation.Critics;
        var up = calibration.StepOf(Thumb.Up, critics.Score);
        var down = calibration.StepOf(Thumb.Down, critics.Score);
        var point = up.Point;
        yield return new FormulaLine
        {
            Name = "I",
            Meaning = "What the thumbs tell, in verdicts: less where a thumb is worth more on a better film.",
            Formula = Text($"I = U * (1 - up({point + 1}) + up({point})) + ")
                + Text($"W * (1 - down({point + 1}) + down({point}))"),
            Numbers = Text($"{sums.ThumbsUp} * (1 - {Hundredths(up.High)} + {Hundredths(up.Low)}) + ")
                + Text($"{sums.ThumbsDown} * (1 - {Hundredths(down.High)} + {Hundredths(down.Low)})"),
            Result = Hundredths(critics.ThumbInformation),
        };

        var (c, i) = (Hundredths(critics.Score), Hundredths(critics.ThumbInformation));
        var (p, z) = (Hundredths(critics.Information), Shares(calibration.DeviateSquared));
        yield return new FormulaLine
        {
            Name = "h",
            Meaning = "Half the width of C's interval, rounded up to hundredths. Q is the sum of the squared "
                + "marks, P = K + n + I; z, b, v and t are constants, and floor4 rounds down to four "
                + "decimals.",
            Formula = "h = sqrt(floor4(z * (b * v + Q - 2 * C * S + n * C * C) / ((b + n) * P)) + "
                + "floor4(z * t * I * I / (P * P)))",
            Numbers = Text($"sqrt(floor4({z} * (")
                + Text($"{calibration.SpreadPriorCount} * {Constant(calibration.SpreadPrior, 4)} + ")
                + Text($"{Shares(sums.Squares)}")
                + Text($" - 2 * {c} * {Hundredths(sums.Marks)} + {sums.Rated} * {c} * {c}) / ")
                + Text($"(({calibration.SpreadPriorCount} + {sums.Rated}) * {p})) + ")
                + Text($"floor4({z} * {Constant(calibration.ThumbSpread, 4)} * {i} * {i} / ({p} * {p})))"),
            Result = Hundredths(critics.Half),
        };
    }

    private static FormulaLine NotOpen => new()
    {
        Name = "r",
        Meaning = "The share of the season's ballots: none while the season has no lists.",
        Formula = "r = 0",
        Numbers = "0",
        Result = AcclaimViews.Scaled(0, 4),
    };

    private static IEnumerable<FormulaLine> Recognition(Explanation explanation)
    {
        var (calibration, credits) = (explanation.Calibration, explanation.Standing.Credits);
        var totals = explanation.Standing.Totals!;
        var (lists, honours) = (Shares(credits.Lists), Shares(credits.Honours));
        var weight = calibration.HonourWeight;
        var all = Text($"({totals.Lists} + {weight} * {totals.Collectives} + {calibration.PseudoBallots})");
        yield return new FormulaLine
        {
            Name = "r",
            Meaning = "The share of the season's ballots, as if that share had named it first: 1 at most, "
                + "rounded down to ten-thousandths. L and H are credits of lists and honours, N and M the "
                + "season's lists and collectives; w and e are constants.",
            Formula = "r = (L + w * H) / (N + w * M + e)",
            Numbers = Text($"({lists} + {weight} * {honours}) / {all}"),
            Result = Shares(explanation.Recognition.Share),
        };
        var recognition = explanation.Recognition;
        var ofLists = Spread(recognition.ListSpread, credits.Lists, credits.ListSquares, totals.Lists);
        var ofHonours = Spread(
            recognition.HonourSpread, credits.Honours, credits.HonourSquares, totals.Collectives);
        yield return new FormulaLine
        {
            Name = "hr",
            Meaning = "Half the width of r's interval, rounded up to ten-thousandths. L2 and H2 are sums of "
                + "squared credits; a difference below 0 counts as 0, and floor8 rounds down to eight "
                + "decimals.",
            Formula = "hr = sqrt(floor8(z * (1 + (L2 - floor8(L * L / N)) + w * w * (H2 - floor8(H * H / M)))"
                + " / ((N + w * M + e) * (N + w * M + e))))",
            Numbers = Text($"sqrt(floor8({Shares(calibration.DeviateSquared)} * (1 + ")
                + Text($"{ofLists} + {weight} * {weight} * {ofHonours}) / ({all} * {all})))"),
            Result = Shares(explanation.Recognition.Half),
        };
    }

    private static FormulaLine LiftShare(Explanation explanation)
    {
        var (calibration, share) = (explanation.Calibration, explanation.Recognition.Share);
        var constant = Constant(calibration.HalfPoint, 4);
        return new FormulaLine
        {
            Name = "g",
            Meaning = "How much of the greatest lift that share earns, rounded down to ten-thousandths; k is "
                + "a constant.",
            Formula = "g = r * (1 + k) / (r + k)",
            Numbers = Text($"{Shares(share)} * (1 + {constant}) / ({Shares(share)} + {constant})"),
            Result = Shares(RecognitionComponent.LiftShare(share, calibration)),
        };
    }

    private static IEnumerable<FormulaLine> Headline(Explanation explanation)
    {
        var (calibration, recognition) = (explanation.Calibration, explanation.Recognition);
        var acclaim = explanation.Standing.Acclaim;
        var (c, h) = (Hundredths(acclaim.Critics), Hundredths(explanation.Critics.Half));
        var most = Constant(calibration.LiftMax, 4);
        var (g, low, high) = (Share(recognition.Share), Share(recognition.Low), Share(recognition.High));
        yield return new FormulaLine
        {
            Name = "A",
            Meaning = "The acclaim: what the verdicts make of it, lifted by at most a of the way to 100, "
                + "rounded down to hundredths.",
            Formula = "A = C + (100 - C) * g * a",
            Numbers = Text($"{c} + (100 - {c}) * {g} * {most}"),
            Result = Hundredths(acclaim.Headline),
        };
        var half = explanation.Half;
        var (byVerdicts, byBallots) = (Hundredths(half.ByVerdicts), Hundredths(half.ByBallots));
        yield return new FormulaLine
        {
            Name = "s1",
            Meaning = "What h leaves open of the acclaim, rounded down to hundredths.",
            Formula = "s1 = (1 - a * g) * h",
            Numbers = Text($"(1 - {most} * {g}) * {h}"),
            Result = byVerdicts,
        };
        yield return new FormulaLine
        {
            Name = "s2",
            Meaning = "What hr leaves open of the acclaim, rounded down to hundredths; the two shares are g "
                + "of r + hr and of r - hr.",
            Formula = "s2 = a * (100 - C) * (g(r + hr) - g(r - hr)) / 2",
            Numbers = Text($"{most} * (100 - {c}) * ({high} - {low}) / 2"),
            Result = byBallots,
        };
        yield return new FormulaLine
        {
            Name = "hA",
            Meaning = "Half the width of the acclaim's interval, which ends at 0 and 100, rounded up to "
                + "hundredths.",
            Formula = "hA = sqrt(s1 * s1 + s2 * s2)",
            Numbers = Text($"sqrt({byVerdicts} * {byVerdicts} + {byBallots} * {byBallots})"),
            Result = Hundredths(half.Whole),
        };

        decimal Share(int ballots) => Shares(RecognitionComponent.LiftShare(ballots, calibration));
    }

    /// <summary>How a spread comes about; one that is 0, or of which nothing was taken, as it is.</summary>
    private static string Spread(long spread, long sum, long squares, int voices)
    {
        var whole = AcclaimViews.Scaled(squares, 8);
        if (spread == 0) return "0";
        return spread == squares
            ? Text($"{whole}")
            : Text($"({whole} - floor8({Shares(sum)} * {Shares(sum)} / {voices}))");
    }

    /// <summary>From hundredths.</summary>
    private static decimal Hundredths(long value) => AcclaimViews.Scaled(value, 2);

    /// <summary>From ten-thousandths.</summary>
    private static decimal Shares(long value) => AcclaimViews.Scaled(value, 4);

    /// <summary>Without needless zeros.</summary>
    private static string Constant(long value, byte digits) =>
        AcclaimViews.Scaled(value, digits).ToString("0.####", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
