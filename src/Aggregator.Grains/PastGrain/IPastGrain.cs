namespace Aggregator.Grains;

/// <summary>
/// What was: folded from the ledger for whoever asks, without waking a film. Stateless, key 0. Throws
/// <see cref="LedgerUnavailableException"/> when the ledger is away.
/// </summary>
[Alias("past")]
public interface IPastGrain : IGrainWithIntegerKey
{
    /// <summary>The position of the last entry recorded before a moment; 0 if there is none.</summary>
    [Alias("position-before"), Repeatable]
    Task<long> PositionBefore(DateTimeOffset moment);

    /// <summary>
    /// The films as they were at a position, in the order asked; null for one that was not registered by then
    /// and that no list has named since. Costs the reading of all their entries: ask for few at a time.
    /// </summary>
    [Alias("films"), Repeatable]
    Task<FilmThen?[]> Films(FilmId[] films, long position);

    /// <summary>
    /// The films as they were on every day, or on one alone, in the order asked; null for one that is not
    /// registered. Costs the reading of all their entries: ask for few at a time.
    /// </summary>
    [Alias("chronicles"), Repeatable]
    Task<FilmChronicle?[]> Chronicles(FilmId[] films, DateOnly? only);

    /// <summary>
    /// Every verdict and placement that stood when a day had passed, and what they sum up to, without the
    /// season's totals; null for an unknown film.
    /// </summary>
    [Alias("contributions"), Repeatable]
    Task<FilmContributions?> Contributions(FilmId film, DateOnly day);

    /// <summary>A season's totals on every day.</summary>
    [Alias("season"), Repeatable]
    Task<SeasonChronicle> Season(int season);

    /// <summary>
    /// The lists of a season that stood when a day had passed, of the critics and films that answer now, in
    /// the order of critic ids.
    /// </summary>
    [Alias("lists"), Repeatable]
    Task<YearList[]> Lists(int season, DateOnly day);
}
