using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>A page of films in order.</summary>
public sealed record RankingPage : Page<RankedFilmView>
{
    /// <summary>A season such as <c>2013</c>, or <c>all-time</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>What it is ordered by, such as <c>acclaim</c> or <c>lists-321</c>.</summary>
    public required string By { get; init; }

    /// <summary>The day that was asked for; not there in answers of now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? AsOf { get; init; }

    /// <summary>
    /// Of an order that is computed of a whole season (<c>schulze</c>, <c>ranked-pairs</c>,
    /// <c>plackett-luce</c>) the position of the ledger that it stands for; not there of those that are
    /// always live, nor of a past day.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Position { get; init; }
}

/// <summary>One line of a ranking. Shared places repeat: 1, 2, 2, 4.</summary>
public sealed record RankedFilmView
{
    public int Place { get; init; }

    public required string Film { get; init; }

    public required string Title { get; init; }

    public int? Year { get; init; }

    public required IReadOnlyDictionary<string, string> Refs { get; init; }

    /// <summary>What the ranking is ordered by; for acclaim the lower end of its interval.</summary>
    public decimal Value { get; init; }

    public required string Unit { get; init; }

    public decimal? Acclaim { get; init; }

    public IReadOnlyList<decimal>? Interval { get; init; }

    public int Verdicts { get; init; }

    public decimal? Approval { get; init; }

    /// <summary>On lists of the ranking's season (of the home season for all time).</summary>
    public int Mentions { get; init; }

    public int Firsts { get; init; }

    public int Best { get; init; }

    /// <summary>
    /// Places since the day a week ago closed (UTC), up is positive; null when new to this ranking, and for
    /// some moments after a start, while that is not known. Null of a past day.
    /// </summary>
    public int? Moved { get; init; }

    /// <summary>
    /// By <c>mentions</c>, <c>lists-321</c>, <c>borda</c> and <c>dowdall</c> the 95 % interval of the place,
    /// from the best to the worst, both included: as if other critics had been asked. May be of the lists of
    /// a moment before; not there until it has been computed, nor in other orders.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? PlaceInterval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sample { get; init; }
}

/// <summary>
/// A season: how many critics and collectives published a list, and how many films critics' lists name.
/// </summary>
public sealed record SeasonView
{
    public int Season { get; init; }

    /// <summary>N: lists by persons.</summary>
    public int Lists { get; init; }

    /// <summary>M: lists by collectives.</summary>
    public int Collectives { get; init; }

    /// <summary>Films that persons' lists of the season name.</summary>
    public int Films { get; init; }
}
