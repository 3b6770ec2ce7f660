using System.Collections.Immutable;

namespace Aggregator;

/// <summary>By what a verdict counts (<c>method.md</c> §2.1).</summary>
public enum CountedBy
{
    /// <summary>Neither a readable rating nor a thumb.</summary>
    Nothing,
    Rating,
    Thumb,
}

/// <summary>
/// What one verdict does for C. <paramref name="Value"/> is what it counts as, in hundredths of a point: its
/// mark, or what a thumb is worth on a film at C; null where it does not count. <paramref name="Added"/> is
/// in millionths of a point: how far it draws C away from the prior's mean.
/// </summary>
public sealed record VerdictContribution(StandingVerdict Said, CountedBy By, int? Value, long Added);

/// <summary>
/// What one placement does for the lift. <paramref name="Credit"/> is in ten-thousandths of a ballot;
/// <paramref name="Counts"/> is false where a greater credit of the same critic does instead;
/// <paramref name="Added"/> is in millionths of a point.
/// </summary>
public sealed record PlacementContribution(Placement Placement, int Credit, bool Counts, long Added);

/// <summary>
/// "The prior, and what each verdict, list and honour added to it": a film's acclaim by <c>acclaim-1</c>
/// taken apart. Everything is asked of the code that scores, so an explanation cannot tell of another number
/// than the one that is shown.
/// </summary>
/// <remarks>
/// C is the mean of the verdicts' values and the prior's (<c>method.md</c> §2.2), so a verdict adds
/// (value − m)·100 / (K + 100·N) to m. Marks 60, 80, 75, 59.99 and 100: −0.056452, 3.169355, 2.362903,
/// −0.058065 and 6.395161, with 60.35 together 72.162902; C is 72.16, and −0.002902 is the rounding.
/// </remarks>
public sealed record Explanation
{
    /// <summary>Millionths of a point that a hundredth of a point has.</summary>
    private const int Fine = 10_000;
    private const int OneVerdict = 100;
    private const long WeightUnits = 100_000_000;

    private Explanation(Standing standing, Calibration calibration)
    {
        (Standing, Calibration) = (standing, calibration);
        Critics = CriticsComponent.Of(standing.Verdicts, calibration);
        Recognition = RecognitionComponent.Of(standing.Credits, standing.Totals, calibration);
        LiftParts = standing.LiftParts(calibration);
    }

    public Standing Standing { get; }

    public Calibration Calibration { get; }

    public CriticsComponent Critics { get; }

    public RecognitionComponent Recognition { get; }

    public AcclaimHalf Half => AcclaimNumbers.HalfOf(Critics, Recognition, Calibration);

    /// <summary>What lists and what honours added to C, in hundredths of a point.</summary>
    public (int Lists, int Honours) LiftParts { get; }

    /// <summary>Newest first.</summary>
    public ImmutableArray<VerdictContribution> Verdicts { get; private init; }

    /// <summary>Lists by persons; newest first.</summary>
    public ImmutableArray<PlacementContribution> Lists { get; private init; }

    /// <summary>Newest first.</summary>
    public ImmutableArray<PlacementContribution> Honours { get; private init; }

    /// <summary>The share of the whole that a verdict which counts has, in hundred-millionths.</summary>
    public long VerdictWeight => Rounded(OneVerdict * WeightUnits, Whole);

    /// <summary>The share of the whole that the prior has, in hundred-millionths.</summary>
    public long PriorWeight => Rounded(Calibration.PriorStrengthHundredths * WeightUnits, Whole);

    /// <summary>
    /// What rounding leaves of C when the prior's mean and all that verdicts added are taken away, in
    /// millionths of a point: less than a hundredth of a point, and half a millionth a verdict.
    /// </summary>
    public long VerdictsRounding =>
        (long)Fine * (Critics.Score - Calibration.PriorMean) - Verdicts.Sum(verdict => verdict.Added);

    /// <summary>The same of the lift: half a millionth a placement.</summary>
    public long LiftRounding => (long)Fine * Standing.Acclaim.Lift
        - Lists.Sum(list => list.Added) - Honours.Sum(honour => honour.Added);

    /// <summary>
    /// Takes a standing apart. The verdicts and placements are all that stand at its position; its sums are
    /// theirs.
    /// </summary>
    public static Explanation Of(
        Standing standing, IEnumerable<StandingVerdict> verdicts, IEnumerable<Placement> placements,
        Calibration calibration)
    {
        var bare = new Explanation(standing, calibration);
        var placed = placements.OrderByDescending(placement => placement.Position)
            .ThenBy(placement => placement.Critic).ToArray();
        var counted = Counted(placed, calibration);
        return bare with
        {
            Verdicts = [.. verdicts.OrderByDescending(said => said.Position).Select(bare.Of)],
            Lists = [.. bare.Of(placed, CriticKind.Person, counted)],
            Honours = [.. bare.Of(placed, CriticKind.Collective, counted)],
        };
    }

    /// <summary>K + 100·N: all that C is a mean of, in hundredths of a verdict.</summary>
    private long Whole => Calibration.PriorStrengthHundredths + (long)OneVerdict * Standing.Verdicts.Count;

    private VerdictContribution Of(StandingVerdict said)
    {
        var value = VerdictSums.ValueOf(said.Verdict, Critics.Score, Calibration);
        var by = value is null ? CountedBy.Nothing
            : said.Verdict.Rating is { IsReadable: true } ? CountedBy.Rating
            : CountedBy.Thumb;
        var added = value is { } counts
            ? Rounded((long)(counts - Calibration.PriorMean) * OneVerdict * Fine, Whole)
            : 0;
        return new(said, by, value, added);
    }

    private IEnumerable<PlacementContribution> Of(
        IEnumerable<Placement> placements, CriticKind kind, HashSet<Placement> counted)
    {
        var (part, sum) = kind is CriticKind.Person
            ? (LiftParts.Lists, Standing.Credits.Lists)
            : (LiftParts.Honours, Standing.Credits.Honours);
        foreach (var placement in placements.Where(placement => placement.Kind == kind))
        {
            var (credit, counts) = (placement.Credit(Calibration), counted.Contains(placement));
            var added = counts && sum > 0 ? Rounded((long)part * Fine * credit, sum) : 0;
            yield return new(placement, credit, counts, added);
        }
    }

    private static HashSet<Placement> Counted(IEnumerable<Placement> placements, Calibration calibration)
    {
        var counted = new HashSet<Placement>(ReferenceEqualityComparer.Instance);
        foreach (var critic in placements.GroupBy(placement => placement.Critic))
        {
            var greatest = critic.Aggregate(
                default(CountedPlacements), (found, placement) => found.Or(placement, calibration));
            if (greatest.List.Placement is { } list) counted.Add(list);
            if (greatest.Honour.Placement is { } honour) counted.Add(honour);
        }

        return counted;
    }

    /// <summary>Half away from 0.</summary>
    private static long Rounded(long dividend, long divisor) =>
        Math.Sign(dividend) * ((2 * Math.Abs(dividend) + divisor) / (2 * divisor));
}
