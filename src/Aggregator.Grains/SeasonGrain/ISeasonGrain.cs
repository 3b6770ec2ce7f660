namespace Aggregator.Grains;

/// <summary>What needs a whole season. Key: the year.</summary>
[Alias("season")]
public interface ISeasonGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// A hint that the season's totals changed. Its films are scored again about 2 s after the last hint, at
    /// most every 10 s while they keep coming; only standings whose digits change are saved. Repeats are
    /// harmless.
    /// </summary>
    [Alias("totals-changed"), Repeatable]
    Task TotalsChanged();

    /// <summary>Every standing list of the season after a critic, in the order of critic ids.</summary>
    [Alias("lists"), AlwaysInterleave, Repeatable]
    Task<SeasonLists> Lists(CriticId? after, int first);
}

[GenerateSerializer, Immutable, Alias("season-lists")]
public sealed record SeasonLists([property: Id(0)] StandingList[] Items, [property: Id(1)] int Total,
    [property: Id(2)] bool More);
