using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>
/// How a film came to be what it is: the days, or weeks, in which its numbers or its place became others. A
/// fact counts from the day it was published where that is known, else from the day it was recorded (UTC).
/// </summary>
public sealed record FilmHistoryView
{
    public required string Film { get; init; }

    /// <summary><c>acclaim-1</c>.</summary>
    public required string Profile { get; init; }

    /// <summary><c>day</c> or <c>week</c>.</summary>
    public required string By { get; init; }

    /// <summary>From its first fact on, at most 1000; of more the latest.</summary>
    public required IReadOnlyList<FilmPointView> Items { get; init; }

    /// <summary>How many earlier ones are left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeftOut { get; init; }
}

/// <summary>A film when a day had passed, until the next one listed.</summary>
public sealed record FilmPointView
{
    /// <summary>Of a week its Sunday, or today.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The season it competed in then.</summary>
    public int? Season { get; init; }

    /// <summary><c>rated</c>, or <c>pending</c> with fewer than five verdicts.</summary>
    public required string Status { get; init; }

    /// <summary>How many verdicts it still lacked while pending.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Needs { get; init; }

    /// <summary>0–100; null while pending.</summary>
    public decimal? Acclaim { get; init; }

    public IReadOnlyList<decimal>? Interval { get; init; }

    public int Verdicts { get; init; }

    /// <summary>Percent of the verdicts that are positive; null with fewer than five.</summary>
    public decimal? Approval { get; init; }

    /// <summary>On lists of its season, as the rest.</summary>
    public int Mentions { get; init; }

    public int Firsts { get; init; }

    public int Best { get; init; }

    /// <summary>
    /// Its place in its season by acclaim; null with fewer than seven verdicts, and where the season has too
    /// many facts to tell of every day.
    /// </summary>
    public int? Place { get; init; }
}

/// <summary>
/// How the places of a ranking's best went: the days, or weeks, in which they became others.
/// </summary>
public sealed record RankingHistoryView
{
    /// <summary>A season such as <c>2013</c>, or <c>all-time</c>.</summary>
    public required string Scope { get; init; }

    public required string By { get; init; }

    /// <summary><c>day</c> or <c>week</c>.</summary>
    public required string Each { get; init; }

    /// <summary>How many places are looked at.</summary>
    public int Top { get; init; }

    /// <summary>
    /// Every film that was among the best on one of these days, the best first; at most 200.
    /// </summary>
    public required IReadOnlyList<HistoryFilm> Films { get; init; }

    /// <summary>At most 366; of more the latest.</summary>
    public required IReadOnlyList<RankingDayView> Items { get; init; }

    /// <summary>How many earlier ones are left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeftOut { get; init; }
}

/// <summary>A film in a history.</summary>
public sealed record HistoryFilm
{
    public required string Film { get; init; }

    public required string Title { get; init; }

    public int? Year { get; init; }
}

/// <summary>
/// A ranking when a day had passed. The best of it stood so until the next one listed; places below them are
/// of that day.
/// </summary>
public sealed record RankingDayView
{
    /// <summary>Of a week its Sunday, or today.</summary>
    public DateOnly Day { get; init; }

    /// <summary>
    /// Those of the history's films that were in the ranking, the best first: below the best too, where they
    /// came from or went there.
    /// </summary>
    public required IReadOnlyList<HistoryPlace> Films { get; init; }
}

/// <summary>Where a film stood. Shared places repeat: 1, 2, 2, 4.</summary>
public sealed record HistoryPlace
{
    public int Place { get; init; }

    public required string Film { get; init; }
}
