using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// What a film's verdicts add up to (<c>method.md</c> §2.2): plain sums, so that any order gives the same.
/// Marks are in hundredths of a point (0..10000).
/// </summary>
public readonly record struct VerdictSums
{
    /// <summary>
    /// Ratings that a mean needs, and verdicts that an approval does (<c>method.md</c> §6a).
    /// </summary>
    public const int CountMin = 5;

    /// <summary>Verdicts that count: with a readable rating or a thumb.</summary>
    public int Count => Rated + ThumbsUp + ThumbsDown;

    /// <summary>n: verdicts with a readable rating.</summary>
    public int Rated { get; init; }

    /// <summary>S: sum of marks.</summary>
    public long Marks { get; init; }

    /// <summary>Q: sum of squared marks.</summary>
    public long Squares { get; init; }

    /// <summary>U: thumbs up without a readable rating.</summary>
    public int ThumbsUp { get; init; }

    /// <summary>W: thumbs down without a readable rating.</summary>
    public int ThumbsDown { get; init; }

    /// <summary>Positive verdicts as the profile <c>approval</c> counts them.</summary>
    public int Positive { get; init; }

    /// <summary>
    /// Sum of the readable ratings as read, without the thumb's rule: for the profile <c>mean</c>.
    /// </summary>
    public long Ratings { get; init; }

    /// <summary>
    /// Profile <c>mean</c>: the plain mean of the readable ratings, in hundredths of a point, half up; null
    /// with fewer than <see cref="CountMin"/>.
    /// </summary>
    public int? Mean => Rated < CountMin ? null : (int)((Ratings + Rated / 2) / Rated);

    /// <summary>
    /// Profile <c>approval</c>: the share of positive verdicts; null with fewer verdicts that count than
    /// <see cref="CountMin"/>.
    /// </summary>
    public Approval? Approval => Count < CountMin ? null : Aggregator.Approval.Of(Positive, Count);

    /// <summary>
    /// What one verdict adds. A thumb settles on which side of the line a rating's mark stands; with neither
    /// a readable rating nor a thumb it adds nothing (<c>method.md</c> §2.1).
    /// </summary>
    public static VerdictSums Of(Verdict verdict, Calibration calibration) => verdict switch
    {
        { Rating.Value: { } rating } => OfRating(rating, verdict.Thumb, calibration.UpLine),
        { Thumb: Thumb.Up } => new VerdictSums { ThumbsUp = 1, Positive = 1 },
        { Thumb: Thumb.Down } => new VerdictSums { ThumbsDown = 1 },
        _ => default,
    };

    /// <summary>
    /// What a verdict counts as for a film of that critics' score: its mark, or what a bare thumb is worth
    /// there; null where it does not count.
    /// </summary>
    public static int? ValueOf(Verdict verdict, int score, Calibration calibration) =>
        Of(verdict, calibration) switch
        {
            { Rated: 1, Marks: var mark } => (int)mark,
            { ThumbsUp: 1 } => calibration.WorthOf(Thumb.Up, score),
            { ThumbsDown: 1 } => calibration.WorthOf(Thumb.Down, score),
            _ => null,
        };

    public static VerdictSums operator +(VerdictSums left, VerdictSums right) => new()
    {
        Rated = left.Rated + right.Rated,
        Marks = left.Marks + right.Marks,
        Squares = left.Squares + right.Squares,
        ThumbsUp = left.ThumbsUp + right.ThumbsUp,
        ThumbsDown = left.ThumbsDown + right.ThumbsDown,
        Positive = left.Positive + right.Positive,
        Ratings = left.Ratings + right.Ratings,
    };

    public static VerdictSums operator -(VerdictSums left, VerdictSums right) => new()
    {
        Rated = left.Rated - right.Rated,
        Marks = left.Marks - right.Marks,
        Squares = left.Squares - right.Squares,
        ThumbsUp = left.ThumbsUp - right.ThumbsUp,
        ThumbsDown = left.ThumbsDown - right.ThumbsDown,
        Positive = left.Positive - right.Positive,
        Ratings = left.Ratings - right.Ratings,
    };

    internal static VerdictSums OfRating(int rating, Thumb? thumb, int upLine)
    {
        var mark = thumb switch
        {
            Thumb.Up => Math.Max(rating, upLine),
            Thumb.Down => Math.Min(rating, upLine - 1),
            _ => rating,
        };
        return new VerdictSums
        {
            Rated = 1,
            Marks = mark,
            Squares = (long)mark * mark,
            Positive = mark >= upLine ? 1 : 0,
            Ratings = rating,
        };
    }
}

/// <summary>Credits over lists and honours (<c>method.md</c> §3.2), one per critic: the greatest.</summary>
public readonly record struct CreditSums
{
    /// <summary>L, in ten-thousandths of a ballot.</summary>
    public long Lists { get; init; }

    /// <summary>L2: sum of squared list credits.</summary>
    public long ListSquares { get; init; }

    /// <summary>H.</summary>
    public long Honours { get; init; }

    /// <summary>H2.</summary>
    public long HonourSquares { get; init; }

    /// <summary>L + w·H: an honour weighs as several lists.</summary>
    public long Weighed(Calibration calibration) => Lists + calibration.HonourWeight * Honours;

    /// <summary>With one critic's greatest credit of a kind changed; 0 is no credit at all.</summary>
    public CreditSums Replace(CriticKind kind, int before, int after)
    {
        var more = after - before;
        var moreSquares = (long)after * after - (long)before * before;
        return kind is CriticKind.Person
            ? this with { Lists = Lists + more, ListSquares = ListSquares + moreSquares }
            : this with { Honours = Honours + more, HonourSquares = HonourSquares + moreSquares };
    }
}

/// <summary>
/// A film's placements on the lists of one year. Lists by persons, unless a name says honours.
/// </summary>
public readonly record struct YearSums
{
    public int Year { get; init; }

    public int Mentions { get; init; }

    /// <summary>Placements numbered 1; every tied film counts, unnumbered ones never.</summary>
    public int Firsts { get; init; }

    public int Seconds { get; init; }

    /// <summary>Points of <c>lists-321</c> in half points.</summary>
    public long HalfPoints { get; init; }

    /// <summary>In millionths.</summary>
    public long Borda { get; init; }

    /// <summary>In millionths.</summary>
    public long Dowdall { get; init; }

    /// <summary>
    /// Credit of honours of this year, in ten-thousandths: the value of the profile <c>honours</c>.
    /// </summary>
    public long HonourCredit { get; init; }

    /// <summary>First places on collectives' lists, shared ones included.</summary>
    public int Best { get; init; }

    public int Shared { get; init; }

    public int HonourMentions { get; init; }

    /// <summary>Whether the film stands on no list of the year any more.</summary>
    public bool IsEmpty => Mentions == 0 && HonourMentions == 0;

    /// <summary>What a person's list alone makes.</summary>
    public static YearSums OfList(Placement placement) => default(YearSums).WithList(placement, 1);

    /// <summary>With a placement added (<paramref name="times"/> 1) or taken away (−1).</summary>
    public YearSums With(Placement placement, int times, Calibration calibration) =>
        placement.Kind is CriticKind.Person
            ? WithList(placement, times)
            : WithHonour(placement, times, calibration);

    private YearSums WithList(Placement placement, int times) => this with
    {
        Mentions = Mentions + times,
        Firsts = Firsts + (placement.Number == 1 ? times : 0),
        Seconds = Seconds + (placement.Number == 2 ? times : 0),
        HalfPoints = HalfPoints + times * placement.HalfPoints(),
        Borda = Borda + times * placement.Span.Borda(),
        Dowdall = Dowdall + times * placement.Span.Dowdall(),
    };

    private YearSums WithHonour(Placement placement, int times, Calibration calibration) => this with
    {
        HonourCredit = HonourCredit + times * placement.Credit(calibration),
        Best = Best + (placement.IsBest ? times : 0),
        Shared = Shared + (placement.IsBest && placement.IsShared ? times : 0),
        HonourMentions = HonourMentions + times,
    };
}

/// <summary>
/// One film's current numbers: the integer sums and what they were scored with, so that scoring again under
/// other totals or constants is a pure function (<see cref="Rescore"/>).
/// </summary>
public sealed partial record Standing
{
    public required FilmId Film { get; init; }

    /// <summary>
    /// All of the film's entries up to this position are in these numbers, and none after it.
    /// </summary>
    public required long Position { get; init; }

    /// <summary>When the entry at <see cref="Position"/> was recorded.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The number of the calibration; 1 is <c>cal-1</c>.</summary>
    public required int Calibration { get; init; }

    /// <summary>
    /// The home season with the N and M this was scored with; null for a film without any year.
    /// </summary>
    public required SeasonTotals? Totals { get; init; }

    /// <summary>Whether any of it rests on the demo's invented critics.</summary>
    public bool Sample { get; init; }

    public required VerdictSums Verdicts { get; init; }

    public required CreditSums Credits { get; init; }

    /// <summary>In ascending order of the year; years without placements are left out.</summary>
    public required ImmutableArray<YearSums> Years { get; init; }

    /// <summary>
    /// What <c>acclaim-1</c> makes of the sums; meaningful as a score unless <see cref="IsPending"/>.
    /// </summary>
    public required AcclaimNumbers Acclaim { get; init; }
}

/// <summary>The integers of profile <c>acclaim-1</c>, all in hundredths of a point (0..10000).</summary>
public readonly partial record struct AcclaimNumbers
{
    /// <summary>C.</summary>
    public int Critics { get; init; }

    public int CriticsLow { get; init; }

    public int CriticsHigh { get; init; }

    /// <summary>ρ, a share of the season's ballots in ten-thousandths.</summary>
    public int Recognition { get; init; }

    public int RecognitionLow { get; init; }

    public int RecognitionHigh { get; init; }

    /// <summary>A.</summary>
    public int Headline { get; init; }

    public int Low { get; init; }

    public int High { get; init; }

    /// <summary>What lists and honours added: A − C.</summary>
    public int Lift => Headline - Critics;
}
