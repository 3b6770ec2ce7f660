using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>A critic as the catalogue lists it.</summary>
public record CriticItem
{
    /// <summary>The critic's id, such as <c>manohla-dargis</c>.</summary>
    public required string Critic { get; init; }

    public required string Name { get; init; }

    /// <summary><c>person</c> or <c>collective</c>.</summary>
    public required string Kind { get; init; }

    public string? Publication { get; init; }

    /// <summary>Invented for the demo season.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sample { get; init; }
}

/// <summary>A critic with counts of what stands.</summary>
public sealed record CriticView : CriticItem
{
    [JsonPropertyOrder(1)]
    public int Verdicts { get; init; }

    [JsonPropertyOrder(1)]
    public int Lists { get; init; }

    /// <summary>The position of the critic's last entry in the ledger.</summary>
    [JsonPropertyOrder(1)]
    public long Position { get; init; }

    /// <summary>
    /// By how many points the critic rates films higher than others do who judged them (below 0: lower), few
    /// ratings drawn towards 0; null with fewer than five readable ratings, and while it is not known.
    /// </summary>
    [JsonPropertyOrder(1)]
    public decimal? Leniency { get; init; }

    /// <summary>
    /// Who agrees most with the critic, at most five, the nearest first; null while that is not known.
    /// </summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<NearCriticView>? Nearest { get; init; }

    /// <summary>What the nearest were found by; null while that is not known.</summary>
    [JsonPropertyOrder(1)]
    public ComparedView? Compared { get; init; }
}

/// <summary>One who agrees with a critic.</summary>
public sealed record NearCriticView
{
    public required string Critic { get; init; }

    public required string Name { get; init; }

    /// <summary>Films of those compared that both judged, at least five.</summary>
    public int Shared { get; init; }

    /// <summary>How many points their verdicts on those films are apart, in the mean.</summary>
    public decimal Distance { get; init; }

    /// <summary>
    /// 100 points less the distance, as if there were ten more films on which the two are as far apart as the
    /// critic is from everybody.
    /// </summary>
    public decimal Agreement { get; init; }

    /// <summary>Invented for the demo season.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sample { get; init; }
}

/// <summary>A critic beside all others.</summary>
public sealed record ComparedView
{
    /// <summary>The films judged last by the critic that others judged too, at most 200.</summary>
    public int Films { get; init; }

    /// <summary>Verdicts of others on them.</summary>
    public long Verdicts { get; init; }

    /// <summary>
    /// 100 points less the mean distance from all those verdicts; null where there are none.
    /// </summary>
    public decimal? Agreement { get; init; }
}

/// <summary>One critic's judgement of one film, as it stands.</summary>
public sealed record VerdictView
{
    public required string Film { get; init; }

    public required string Title { get; init; }

    public int? Year { get; init; }

    public required string Critic { get; init; }

    public required string CriticName { get; init; }

    /// <summary>As the critic wrote it.</summary>
    public string? Rating { get; init; }

    /// <summary>The scale it was read on, such as <c>x/5</c>.</summary>
    public string? Scale { get; init; }

    /// <summary>What it was read as, in points of 100; null when unreadable.</summary>
    public decimal? Value { get; init; }

    /// <summary>Why it cannot be read, in kebab case.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreadable { get; init; }

    /// <summary><c>up</c> or <c>down</c>.</summary>
    public string? Thumb { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public string? Url { get; init; }

    public string? Quote { get; init; }

    public long Position { get; init; }

    public DateTime RecordedAt { get; init; }
}

/// <summary>One film's place on one list.</summary>
public sealed record PlacementView
{
    public required string Critic { get; init; }

    public required string CriticName { get; init; }

    /// <summary><c>person</c>, or <c>collective</c>: then it is an honour.</summary>
    public required string Kind { get; init; }

    /// <summary>The year of the list.</summary>
    public int Year { get; init; }

    public bool Ranked { get; init; }

    /// <summary>The number printed beside it; null for unnumbered placements.</summary>
    public int? Number { get; init; }

    /// <summary>First position it occupies, shared with the films it ties with.</summary>
    public int From { get; init; }

    public int To { get; init; }

    /// <summary>How many films the list has.</summary>
    public int Films { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    /// <summary>Where the list was read.</summary>
    public string? Url { get; init; }

    /// <summary>What is to be said about the list, such as what of it is deduced.</summary>
    public string? Note { get; init; }

    public long Position { get; init; }

    public DateTime RecordedAt { get; init; }
}

/// <summary>A critic's best-of-year list as it stands.</summary>
public sealed record YearListView
{
    public required string Critic { get; init; }

    public required string CriticName { get; init; }

    /// <summary><c>person</c> or <c>collective</c>.</summary>
    public required string Kind { get; init; }

    public int Year { get; init; }

    public bool Ranked { get; init; }

    /// <summary>Film ids, best first; films of one inner array are tied.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Places { get; init; }

    /// <summary>Parallel to the places: the number printed, null for the unnumbered rest.</summary>
    public required IReadOnlyList<int?> Numbers { get; init; }

    /// <summary>The titles of the films named, by id.</summary>
    public required IReadOnlyDictionary<string, string> Titles { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public string? Url { get; init; }

    public string? Note { get; init; }

    /// <summary>The position it stands at; quoted, it is the list's ETag.</summary>
    public long Position { get; init; }

    public DateTime RecordedAt { get; init; }
}
