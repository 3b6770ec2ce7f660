namespace Aggregator.Grains;

/// <summary>
/// One film's verdicts and placements, folded from the ledger, and its acclaim. Key: the film's id. Holds no
/// truth: activation is a replay. One that was merged hands on to the film that answers for it. Every write
/// is durable when its task completes. Throws <see cref="LedgerUnavailableException"/> when the ledger is
/// away.
/// </summary>
[Alias("film")]
public interface IFilmGrain : IGrainWithStringKey
{
    /// <summary>
    /// Records a critic's verdict, unless it is overtaken (<see cref="ISaidOutcome"/>). Refuses
    /// <c>film-unknown</c>, <c>critic-unknown</c>.
    /// </summary>
    [Alias("record"), Repeatable]
    Task<VerdictOutcome> Record(RecordVerdict command);

    /// <summary>
    /// Records many verdicts of different critics in one commit, each for itself; outcomes in the order
    /// given. Rows dated before the verdict that stands are superseded; any may be overtaken.
    /// </summary>
    // Not copied: every reference to a film would bring along what copies arrays, and each write makes one.
    [Alias("import"), Repeatable]
    Task<VerdictOutcome[]> Import([Immutable] RecordVerdict[] commands);

    /// <summary>
    /// Takes away, for good, the words beside all that a critic ever said of the film, revised and withdrawn
    /// verdicts included. Refuses <c>film-unknown</c>, <c>verdict-unknown</c>.
    /// </summary>
    [Alias("redact"), Repeatable]
    Task<VerdictOutcome> Redact(CriticId critic);

    /// <summary>
    /// Withdraws a critic's verdict, unless this is overtaken. Refuses <c>film-unknown</c>,
    /// <c>verdict-unknown</c>.
    /// </summary>
    [Alias("withdraw")]
    Task<VerdictOutcome> Withdraw(WithdrawVerdict command);

    /// <summary>The film's current numbers; null for an unknown film.</summary>
    [Alias("standing"), Repeatable]
    Task<Standing?> Standing();

    /// <summary>The verdicts that stand, newest first, with their words; null for an unknown film.</summary>
    [Alias("verdicts"), Repeatable]
    Task<FilmVerdicts?> Verdicts(PageAsk page);

    /// <summary>
    /// What stands of one critic, with its words; null for an unknown film. Refuses <c>verdict-unknown</c>.
    /// </summary>
    [Alias("verdict"), Repeatable]
    Task<CriticsVerdict?> Verdict(CriticId critic);

    /// <summary>
    /// The placements that stand, newest first, with the words of their lists; null for an unknown film.
    /// </summary>
    [Alias("placements"), Repeatable]
    Task<FilmPlacements?> Placements(PageAsk page);

    /// <summary>
    /// The film's current numbers with every verdict and placement that they are made of, all as of one
    /// position; null for an unknown film. In one message, at some 50 to 100 bytes each: a film would need a
    /// million to pass what Orleans takes.
    /// </summary>
    [Alias("contributions"), Repeatable]
    Task<FilmContributions?> Contributions();

    /// <summary>
    /// Merges this film into another, which answers for both from then on; durable when the task completes,
    /// and both show it unless they take longer than a second. A merge that took place is answered with its
    /// position. Refuses <c>film-unknown</c>, <c>film-merged</c> (this film, into yet another),
    /// <c>merge-into-itself</c>.
    /// </summary>
    [Alias("merge-into"), Repeatable]
    Task<FilmMergeOutcome> MergeInto(MergeFilm command);

    /// <summary>
    /// Lets films that were merged into this one, by whatever way, answer for themselves again, each with
    /// what had been merged into it. Refuses <c>film-not-merged</c>: the others are split off all the same.
    /// </summary>
    [Alias("split-off")]
    Task<FilmMergeOutcome> SplitOff(SplitFilms command);

    /// <summary>
    /// Reads what the ledger has after the last entry applied and saves the standing; completes when the
    /// standing covers <paramref name="position"/>. Repeats are harmless.
    /// </summary>
    [Alias("catch-up"), Repeatable]
    Task CatchUp(long position);
}

[GenerateSerializer, Immutable, Alias("record-verdict")]
public sealed record RecordVerdict(
    [property: Id(0)] CriticId Critic,
    [property: Id(1)] Verdict Verdict,
    [property: Id(2)] FreeText? Text,
    [property: Id(3)] string Actor)
{
    /// <summary>
    /// How far the ledger was known to reach when this was asked: of what the critic said later it is not
    /// known which is meant to stand. Null where a gateway of before asks, which does not say.
    /// </summary>
    [Id(4)]
    public long? AskedAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("withdraw-verdict")]
public sealed record WithdrawVerdict(
    [property: Id(0)] CriticId Critic,
    [property: Id(1)] string Actor)
{
    /// <inheritdoc cref="RecordVerdict.AskedAt"/>
    [Id(2)]
    public long? AskedAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("merge-film")]
public sealed record MergeFilm([property: Id(0)] FilmId Into, [property: Id(1)] string Actor);

/// <summary>At least one film.</summary>
[GenerateSerializer, Immutable, Alias("split-films")]
public sealed record SplitFilms([property: Id(0)] FilmId[] Films, [property: Id(1)] string Actor);

/// <summary>Refused, or which film answers, and the position of the entry that made it so.</summary>
[GenerateSerializer, Immutable, Alias("film-merge-outcome")]
public sealed record FilmMergeOutcome(
    [property: Id(0)] Refusal? Refusal, [property: Id(1)] FilmId Film, [property: Id(2)] long Position);

/// <summary>
/// What became of something that a critic says. A request may arrive late: after its caller was told to try
/// again, did so elsewhere, and perhaps said something else since. Whoever asked knows whether anybody still
/// waits for the answer, and asks again then, now knowing of what was said.
/// </summary>
public interface ISaidOutcome
{
    /// <summary>
    /// Whether nothing was done, because the critic said something else since this was asked.
    /// </summary>
    bool IsOvertaken { get; }

    /// <summary>The position of the entry that stands, or of what was said since.</summary>
    long Position { get; }
}

/// <summary>
/// What a write did: refused, or the step taken, the position of the entry that stands (the withdrawal's for
/// a withdrawal, the later word's where this was overtaken) and the film's numbers after it (null where it
/// was overtaken, and on imported rows: nobody reads them one by one).
/// </summary>
[GenerateSerializer, Immutable, Alias("verdict-outcome")]
public sealed record VerdictOutcome(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] VerdictStep Step,
    [property: Id(2)] long Position,
    [property: Id(3)] Standing? Standing) : ISaidOutcome
{
    public bool IsOvertaken => Step == VerdictStep.Overtaken;

    internal static VerdictOutcome Refused(Refusal refusal) => new(refusal, default, 0, null);

    internal static VerdictOutcome FilmUnknown(FilmId film) =>
        Refused(new("film-unknown", $"There is no film \"{film}\"."));
}

/// <summary>
/// A page newest first: <paramref name="Before"/> is the position of the last item seen, or null.
/// </summary>
[GenerateSerializer, Immutable, Alias("page-ask")]
public sealed record PageAsk([property: Id(0)] long? Before, [property: Id(1)] int First);

/// <summary>
/// <paramref name="Total"/> counts all that stand; <paramref name="More"/> when items follow.
/// </summary>
[GenerateSerializer, Immutable, Alias("film-verdicts")]
public sealed record FilmVerdicts(
    [property: Id(0)] VerdictWithText[] Items, [property: Id(1)] int Total, [property: Id(2)] bool More,
    [property: Id(3)] long Position);

[GenerateSerializer, Immutable, Alias("verdict-with-text")]
public sealed record VerdictWithText(
    [property: Id(0)] StandingVerdict Verdict, [property: Id(1)] FreeText? Text);

/// <summary>Refused, or a verdict, as of a position.</summary>
[GenerateSerializer, Immutable, Alias("critics-verdict")]
public sealed record CriticsVerdict(
    [property: Id(0)] Refusal? Refusal, [property: Id(1)] VerdictWithText? Verdict,
    [property: Id(2)] long Position);

[GenerateSerializer, Immutable, Alias("film-placements")]
public sealed record FilmPlacements(
    [property: Id(0)] Placement[] Items, [property: Id(1)] int Total, [property: Id(2)] bool More,
    [property: Id(3)] long Position)
{
    /// <summary>The words of the lists, parallel to the items.</summary>
    [Id(4)]
    public FreeText?[] Texts { get; init; } = [];
}

/// <summary>Verdicts and placements in no order that means anything, without words.</summary>
[GenerateSerializer, Immutable, Alias("film-contributions")]
public sealed record FilmContributions(
    [property: Id(0)] Standing Standing, [property: Id(1)] StandingVerdict[] Verdicts,
    [property: Id(2)] Placement[] Placements);
