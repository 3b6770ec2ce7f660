namespace Aggregator;

/// <summary>
/// "The mean of what each verdict counts as, with a little prior": the critics' component of
/// <c>acclaim-1</c> (<c>method.md</c> §2), in hundredths of a point.
/// </summary>
/// <param name="Score">C.</param>
/// <param name="Information">P: what the verdicts and the prior tell, in hundredths of a verdict.</param>
/// <param name="ThumbInformation">I_T: the part of it that bare thumbs tell.</param>
/// <param name="Half">h: half the width of the interval, before it is cut at 0 and 10000.</param>
public readonly record struct CriticsComponent(int Score, long Information, long ThumbInformation, long Half)
{
    private const int Full = 10_000;

    /// <summary>
    /// Marks 60, 80, 75, 59.99 and 100 under <c>cal-1</c>: (120·60.35 + 100·374.99) / 620 = 72.16, ± 13.14.
    /// </summary>
    public static CriticsComponent Of(VerdictSums sums, Calibration calibration)
    {
        var score = ScoreOf(sums, calibration);
        var (up, down) = (calibration.StepOf(Thumb.Up, score), calibration.StepOf(Thumb.Down, score));
        var thumbs = sums.ThumbsUp * (100L - up.High + up.Low)
            + sums.ThumbsDown * (100L - down.High + down.Low);
        var information = calibration.PriorStrengthHundredths + 100L * sums.Rated + thumbs;
        return new(score, information, thumbs, HalfOf(sums, calibration, score, (information, thumbs)));
    }

    // A bare thumb counts as the mark that a critic on that side would be expected to give *this* film, so
    // the score stands on both sides of its own equation: the greatest score at which the verdicts still pull
    // up.
    private static int ScoreOf(VerdictSums sums, Calibration calibration)
    {
        var (low, high) = (0, Full);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Pull(middle, sums, calibration) >= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    // D(θ): strictly falling in θ and never negative at 0.
    private static long Pull(int score, VerdictSums sums, Calibration calibration) =>
        (long)calibration.PriorStrengthHundredths * (calibration.PriorMean - score)
        + 100 * (sums.Marks - (long)sums.Rated * score)
        + 100L * sums.ThumbsUp * (calibration.WorthOf(Thumb.Up, score) - score)
        + 100L * sums.ThumbsDown * (calibration.WorthOf(Thumb.Down, score) - score);

    private static long HalfOf(
        VerdictSums sums, Calibration calibration, int score, (long All, long Thumbs) information)
    {
        // The film's own spread, steadied by pseudo-marks, over what is known of it …
        var spread = (long)calibration.SpreadPriorCount * calibration.SpreadPrior
            + sums.Squares - 2L * score * sums.Marks + (long)sums.Rated * score * score;
        var marks = (Int128)calibration.DeviateSquared * spread * 100
            / ((Int128)Full * (calibration.SpreadPriorCount + sums.Rated) * information.All);

        // … and the error that all thumbs of a film share: where its critics put the line.
        var thumbs = (Int128)information.Thumbs * information.Thumbs;
        var line = calibration.DeviateSquared * (Int128)calibration.ThumbSpread * thumbs
            / ((Int128)Full * information.All * information.All);
        return IntegerRoot.Up(marks + line);
    }
}

/// <summary>
/// "As if that share of the season's ballots had named it first": the recognition of <c>acclaim-1</c>
/// (<c>method.md</c> §3.2), in ten-thousandths.
/// </summary>
/// <param name="Share">ρ.</param>
/// <param name="Half">h_ρ.</param>
public readonly record struct RecognitionComponent(int Share, long Half)
{
    private const int Full = 10_000;

    /// <summary>N + w·M + e: what it is a share of, in lists; 0 while the season has none.</summary>
    public long Whole { get; private init; }

    /// <summary>
    /// L2 − L²/N: how far lists differ about the film, in hundred-millionths; never below 0, and L2 alone
    /// while the season has no lists by persons.
    /// </summary>
    public long ListSpread { get; private init; }

    /// <summary>H2 − H²/M: the same of honours.</summary>
    public long HonourSpread { get; private init; }

    public int Low => (int)Math.Max(0, Share - Half);

    public int High => (int)Math.Min(Full, Share + Half);

    /// <summary>
    /// (L + w·H) / (N + w·M + e). Credits of 35500 on 10 lists and 11666 of 4 collectives under <c>cal-1</c>:
    /// 2101. Nothing at all while the season has no lists.
    /// </summary>
    public static RecognitionComponent Of(CreditSums credits, SeasonTotals? totals, Calibration calibration)
    {
        if (totals is null || totals.IsEmpty) return default;

        var weight = calibration.HonourWeight;
        var all = WeightOf(totals.Lists, totals.Collectives, calibration);
        var share = ShareOf(credits.Weighed(calibration), all);
        var lists = Spread(credits.Lists, credits.ListSquares, totals.Lists);
        var honours = Spread(credits.Honours, credits.HonourSquares, totals.Collectives);

        // One full credit keeps "none of 149" honest: a share of nothing has an error too.
        var variance = (Int128)Full * Full + lists + (Int128)weight * weight * honours;
        var square = calibration.DeviateSquared * variance / ((Int128)Full * all * all);
        return new(share, IntegerRoot.Up(square)) { Whole = all, ListSpread = lists, HonourSpread = honours };
    }

    /// <summary>What a season's lists and honours weigh together, in lists.</summary>
    internal static long WeightOf(int lists, int collectives, Calibration calibration) =>
        lists + (long)calibration.HonourWeight * collectives + calibration.PseudoBallots;

    /// <summary>ρ of credits that are weighed already.</summary>
    internal static int ShareOf(long credits, long all) => (int)Math.Min(Full, credits / all);

    /// <summary>
    /// g: how much of the greatest lift a share earns, in ten-thousandths. .05 → .208, .2 → .556.
    /// </summary>
    public static int LiftShare(int share, Calibration calibration) =>
        (int)((long)share * (Full + calibration.HalfPoint) / (share + calibration.HalfPoint));

    private static long Spread(long sum, long squares, int voices) =>
        voices == 0 ? squares : (long)Int128.Max(0, squares - (Int128)sum * sum / voices);
}

public readonly partial record struct AcclaimNumbers
{
    internal const int Full = 10_000;
    private const long Whole = (long)Full * Full;

    /// <summary>
    /// "What critics make of it, lifted towards 100 by the lists and honours that name it, and never lowered
    /// by those that do not": the headline of <c>acclaim-1</c> (<c>method.md</c> §4). C 72.16 and ρ .2101:
    /// 81.69.
    /// </summary>
    public static AcclaimNumbers Of(
        CriticsComponent critics, RecognitionComponent recognition, Calibration calibration)
    {
        var share = RecognitionComponent.LiftShare(recognition.Share, calibration);
        var headline = Lifted(critics.Score, share, calibration);
        var half = HalfOf(critics, recognition, share, calibration).Whole;
        return new AcclaimNumbers
        {
            Critics = critics.Score,
            CriticsLow = Lower(critics.Score, critics.Half),
            CriticsHigh = Upper(critics.Score, critics.Half),
            Recognition = recognition.Share,
            RecognitionLow = recognition.Low,
            RecognitionHigh = recognition.High,
            Headline = headline,
            Low = Lower(headline, half),
            High = Upper(headline, half),
        };
    }

    internal static AcclaimHalf HalfOf(
        CriticsComponent critics, RecognitionComponent recognition, Calibration calibration) => HalfOf(
        critics, recognition, RecognitionComponent.LiftShare(recognition.Share, calibration), calibration);

    private static AcclaimHalf HalfOf(
        CriticsComponent critics, RecognitionComponent recognition, long share, Calibration calibration)
    {
        long lift = calibration.LiftMax;
        var byVerdicts = (Whole - lift * share) * critics.Half / Whole;
        long shares = RecognitionComponent.LiftShare(recognition.High, calibration)
            - RecognitionComponent.LiftShare(recognition.Low, calibration);
        var byBallots = lift * (Full - critics.Score) * shares / (2 * Whole);
        return new AcclaimHalf(byVerdicts, byBallots);
    }

    /// <summary>A of C and ρ.</summary>
    internal static int HeadlineOf(int critics, int recognition, Calibration calibration) =>
        Lifted(critics, RecognitionComponent.LiftShare(recognition, calibration), calibration);

    private static int Lifted(int critics, long share, Calibration calibration) =>
        critics + (int)((Full - critics) * share * calibration.LiftMax / Whole);

    private static int Lower(int score, long half) => (int)Math.Max(0, score - half);

    private static int Upper(int score, long half) => (int)Math.Min(Full, score + half);
}

/// <summary>
/// What of the interval's half comes from the verdicts (s1) and from the ballots (s2), in hundredths of a
/// point.
/// </summary>
public readonly record struct AcclaimHalf(long ByVerdicts, long ByBallots)
{
    /// <summary>h_A: half the width of the interval, before it is cut at 0 and 10000.</summary>
    public long Whole => IntegerRoot.Up(ByVerdicts * ByVerdicts + ByBallots * ByBallots);
}

public sealed partial record Standing
{
    /// <summary>Fewer verdicts than the calibration asks for: counts are shown, no number.</summary>
    public bool IsPending(Calibration calibration) => Verdicts.Count < calibration.VerdictsMin;

    /// <summary>
    /// The same sums under other totals or constants. The sums themselves were made with a calibration's line
    /// and credits: one that differs in those (<see cref="Aggregator.Calibration.SumsLike"/>) needs the
    /// entries.
    /// </summary>
    public Standing Rescore(SeasonTotals? totals, Calibration calibration) => this with
    {
        Totals = totals,
        Calibration = calibration.Number,
        Acclaim = AcclaimOf(Verdicts, Credits, totals, calibration),
    };

    /// <summary>The standing of the film while nobody had said anything about it.</summary>
    public Standing WithoutFacts() =>
        this with { Verdicts = default, Credits = default, Years = [], Sample = false };

    /// <summary>
    /// What lists and what honours added to C, in hundredths of a point: the lift in the ratio of their
    /// weights, the lists' part rounded down.
    /// </summary>
    public (int Lists, int Honours) LiftParts(Calibration calibration)
    {
        var weights = Credits.Weighed(calibration);
        if (weights == 0) return (0, 0);
        var lists = (int)((Int128)Acclaim.Lift * Credits.Lists / weights);
        return (lists, Acclaim.Lift - lists);
    }

    /// <summary>The standing of a film that nobody has said anything about yet.</summary>
    public static Standing Unheard(
        Film film,
        long position,
        DateTimeOffset updated,
        Func<int, SeasonTotals> totals,
        Calibration calibration)
    {
        var season = Season.Of(film, []) is { } year ? totals(year) : null;
        return new Standing
        {
            Film = film.Id,
            Position = position,
            Updated = updated,
            Calibration = calibration.Number,
            Totals = season,
            Verdicts = default,
            Credits = default,
            Years = [],
            Acclaim = AcclaimOf(default, default, season, calibration),
        };
    }

    public bool Equals(Standing? other) =>
        other is not null && Film == other.Film && Position == other.Position && Updated == other.Updated
        && Calibration == other.Calibration && Totals == other.Totals && Sample == other.Sample
        && Verdicts == other.Verdicts && Credits == other.Credits && Acclaim == other.Acclaim
        && Years.AsSpan().SequenceEqual(other.Years.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Film, Position, Calibration, Totals);

    internal static AcclaimNumbers AcclaimOf(
        VerdictSums verdicts, CreditSums credits, SeasonTotals? totals, Calibration calibration) =>
        AcclaimNumbers.Of(
            CriticsComponent.Of(verdicts, calibration),
            RecognitionComponent.Of(credits, totals, calibration),
            calibration);
}
