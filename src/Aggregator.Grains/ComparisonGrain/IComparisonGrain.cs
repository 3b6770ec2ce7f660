namespace Aggregator.Grains;

/// <summary>
/// Critics beside each other: folded from the ledger for whoever asks, without waking a film. Stateless, key
/// 0. Throws <see cref="LedgerUnavailableException"/> when the ledger is away.
/// </summary>
[Alias("comparison")]
public interface IComparisonGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Who agrees most with a critic, by the films named. Costs the reading of all their entries: name few
    /// hundred films, and few tens of thousands of verdicts.
    /// </summary>
    [Alias("nearest"), Repeatable]
    Task<NearestCritics> Nearest(CriticId critic, FilmId[] films);
}

/// <summary>
/// At most five, the nearest first; how many films and verdicts of others were compared, and how much the
/// critic agrees with all of those (null where there are none).
/// </summary>
[GenerateSerializer, Immutable, Alias("nearest-critics")]
public sealed record NearestCritics(
    [property: Id(0)] NearCriticFound[] Items, [property: Id(1)] int Films, [property: Id(2)] long Verdicts,
    [property: Id(3)] int? Agreement);

[GenerateSerializer, Immutable, Alias("near-critic")]
public sealed record NearCriticFound(
    [property: Id(0)] CriticId Critic, [property: Id(1)] int Shared, [property: Id(2)] int Distance,
    [property: Id(3)] int Agreement);
