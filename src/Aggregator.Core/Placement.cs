using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// Positions <paramref name="From"/>..<paramref name="To"/> of a list (1-based) that films in one place
/// share. A film gets the mean of what those positions are worth; a position beyond the tenth is worth
/// nothing (<c>method.md</c> §3.1). So an unranked ten and a ranked ten give away the same in all.
/// </summary>
public readonly record struct Span(int From, int To)
{
    /// <summary>Positions that are worth something.</summary>
    public const int PositionsCounted = 10;

    private const int Million = 1_000_000;

    // 1/r in millionths, each rounded half up before anything is added.
    private static readonly ImmutableArray<int> Reciprocals =
        [1_000_000, 500_000, 333_333, 250_000, 200_000, 166_667, 142_857, 125_000, 111_111, 100_000];

    private int Length => To - From + 1;

    /// <summary>
    /// The mean credit of the positions, rounded down, in the unit of <paramref name="credits"/>. A tie for
    /// places 2 and 3 of a list: (9500 + 9000) / 2 = 9250.
    /// </summary>
    public int Credit(ImmutableArray<int> credits) => (int)(Sum(credits) / Length);

    /// <summary>
    /// The mean of 10, 9, … 1, 0, 0 … over the positions, in millionths. An unranked ten: 5.5.
    /// </summary>
    public long Borda()
    {
        var points = 0L;
        for (var position = From; position <= Math.Min(To, PositionsCounted); position++)
            points += PositionsCounted + 1 - position;
        return RoundedMean(points * Million);
    }

    /// <summary>
    /// The mean of 1, 1/2, … 1/10, 0, 0 … over the positions, in millionths. An unranked ten: 0.292897.
    /// </summary>
    public long Dowdall() => RoundedMean(Sum(Reciprocals));

    private long Sum(ImmutableArray<int> worths)
    {
        var sum = 0L;
        for (var position = From; position <= Math.Min(To, worths.Length); position++)
            sum += worths[position - 1];
        return sum;
    }

    private long RoundedMean(long sum) => (2 * sum + Length) / (2L * Length);
}

/// <summary>
/// Where a film stands on one list: positions <paramref name="From"/>..<paramref name="To"/> (1-based, shared
/// with the films it ties with) of a list of <paramref name="Films"/> films, and the printed number.
/// </summary>
public sealed record Placement(
    CriticId Critic, CriticKind Kind, int Year, int? Number, int From, int To, int Films)
{
    // The year from which a long unnumbered list counts half, as the scorecards of that time do.
    private const int LongListsHalvedFrom = 2014;

    public required bool Ranked { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public required long Position { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public Span Span => new(From, To);

    /// <summary>Whether this is a collective's first place, alone or shared.</summary>
    public bool IsBest => Kind is CriticKind.Collective && Number is not null && From == 1;

    public bool IsShared => To > From;

    /// <summary>In ten-thousandths of a ballot (0..10000).</summary>
    public int Credit(Calibration calibration) => Span.Credit(calibration.CreditsOf(Kind));

    /// <summary>
    /// Points of <c>lists-321</c> in half points: 3, 2 or 1 by the printed number 1, 2 or 3–10, whoever
    /// shares it. Unnumbered on a list of at most 20 films: 1 (from 2014 on ½ if the list names more than
    /// ten).
    /// </summary>
    public int HalfPoints() => Number switch
    {
        1 => 6,
        2 => 4,
        <= 10 => 2,
        not null => 0,
        null when Films <= 10 => 2,
        null when Films <= 20 => Year < LongListsHalvedFrom ? 2 : 1,
        null => 0,
    };
}

/// <summary>
/// What counts of one critic's placements of one film: of each kind the one with the greatest credit, once
/// (<c>method.md</c> §0); of equal ones that of the earliest year.
/// </summary>
internal readonly record struct CountedPlacements
{
    public (Placement? Placement, int Credit) List { get; private init; }

    public (Placement? Placement, int Credit) Honour { get; private init; }

    public CountedPlacements Or(Placement placement, Calibration calibration)
    {
        var other = (placement, placement.Credit(calibration));
        return placement.Kind is CriticKind.Person
            ? this with { List = Greater(List, other) }
            : this with { Honour = Greater(Honour, other) };
    }

    private static (Placement?, int) Greater((Placement? Placement, int Credit) one, (Placement, int) other)
    {
        var (placement, credit) = other;
        var isGreater = one.Placement is not { } known || credit > one.Credit
            || (credit == one.Credit && placement.Year < known.Year);
        return isGreater ? other : one;
    }
}
