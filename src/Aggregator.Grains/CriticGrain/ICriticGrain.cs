namespace Aggregator.Grains;

/// <summary>
/// One critic's verdicts and lists, those of whoever was merged into the critic included, folded from the
/// ledger at each ask. Key: the critic's id.
/// </summary>
[Alias("critic")]
public interface ICriticGrain : IGrainWithStringKey
{
    /// <summary>The verdicts that stand, newest first; empty for an unknown critic.</summary>
    [Alias("verdicts"), Repeatable]
    Task<CriticVerdicts> Verdicts(PageAsk page);

    /// <summary>
    /// All verdicts that stand, newest first, as numbers; with how many lists stand, and the position of the
    /// critic's last entry.
    /// </summary>
    [Alias("marks"), Repeatable]
    Task<CriticMarks> Marks();

    /// <summary>The lists that stand, latest year first.</summary>
    [Alias("lists"), Repeatable]
    Task<StandingList[]> Lists();

    /// <summary>
    /// Merges this critic into another, who answers for both from then on; durable when the task completes,
    /// and up to a hundred of the films show it unless they take longer than a second. A merge that took
    /// place is answered with its position. Refuses <c>critic-unknown</c>, <c>critic-merged</c> (this critic,
    /// into yet another), <c>lists-collide</c>, <c>merge-into-itself</c>, <c>merge-kinds</c>,
    /// <c>merge-sample</c>, and <c>critic-moved</c> when the critic never stops talking.
    /// </summary>
    [Alias("merge-into"), Repeatable]
    Task<MergeOutcome> MergeInto(MergeCritic command);
}

[GenerateSerializer, Immutable, Alias("merge-critic")]
public sealed record MergeCritic([property: Id(0)] CriticId Into, [property: Id(1)] string Actor);

/// <summary>Refused, or who answers for the critic, and the position of the entry that made it so.</summary>
[GenerateSerializer, Immutable, Alias("merge-outcome")]
public sealed record MergeOutcome(
    [property: Id(0)] Refusal? Refusal, [property: Id(1)] CriticId Into, [property: Id(2)] long Position);

[GenerateSerializer, Immutable, Alias("critic-verdicts")]
public sealed record CriticVerdicts(
    [property: Id(0)] CriticVerdict[] Items, [property: Id(1)] int Total, [property: Id(2)] bool More,
    [property: Id(3)] long Position);

[GenerateSerializer, Immutable, Alias("critic-verdict")]
public sealed record CriticVerdict([property: Id(0)] FilmId Film, [property: Id(1)] VerdictWithText Verdict);

[GenerateSerializer, Immutable, Alias("critic-marks")]
public sealed record CriticMarks(
    [property: Id(0)] CriticMark[] Items, [property: Id(1)] long Position, [property: Id(2)] int Lists);

/// <summary>
/// A verdict: what its rating was read as, if it could be, in ten-thousandths of its scale.
/// </summary>
[GenerateSerializer, Immutable, Alias("critic-mark")]
public sealed record CriticMark(
    [property: Id(0)] FilmId Film, [property: Id(1)] int? Rating, [property: Id(2)] Thumb? Thumb,
    [property: Id(3)] long Position);
