namespace Aggregator.Grains;

/// <summary>
/// One critic's verdicts and lists, folded from the ledger at each ask. Key: the critic's id.
/// </summary>
[Alias("critic")]
public interface ICriticGrain : IGrainWithStringKey
{
    /// <summary>The verdicts that stand, newest first; empty for an unknown critic.</summary>
    [Alias("verdicts"), Repeatable]
    Task<CriticVerdicts> Verdicts(PageAsk page);

    /// <summary>The lists that stand, latest year first.</summary>
    [Alias("lists"), Repeatable]
    Task<StandingList[]> Lists();
}

[GenerateSerializer, Immutable, Alias("critic-verdicts")]
public sealed record CriticVerdicts(
    [property: Id(0)] CriticVerdict[] Items, [property: Id(1)] int Total, [property: Id(2)] bool More,
    [property: Id(3)] long Position);

[GenerateSerializer, Immutable, Alias("critic-verdict")]
public sealed record CriticVerdict([property: Id(0)] FilmId Film, [property: Id(1)] VerdictWithText Verdict);
