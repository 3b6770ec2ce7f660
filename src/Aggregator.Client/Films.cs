using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>A film as the catalogue lists it.</summary>
public record FilmItem
{
    /// <summary>The film's id, such as <c>her-2013</c>.</summary>
    public required string Film { get; init; }

    public required string Title { get; init; }

    /// <summary>The year of production, where known.</summary>
    public int? Year { get; init; }

    /// <summary>
    /// The season it competes in: the one an editor recorded, else what its lists, release or year say.
    /// </summary>
    public int? Season { get; init; }

    public DateOnly? Released { get; init; }

    /// <summary>What it is called elsewhere, by scheme: <c>{"imdb":"tt1798709"}</c>.</summary>
    public IReadOnlyDictionary<string, string> Refs { get; init; } = new Dictionary<string, string>();

    /// <summary>Registered by a critic's list; an editor has not confirmed it yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Provisional { get; init; }
}

/// <summary>A film with its acclaim and its places.</summary>
public sealed record FilmView : FilmItem
{
    /// <summary>Ids and refs merged into it.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> Aliases { get; init; } = [];

    [JsonPropertyOrder(1)]
    public required AcclaimView Acclaim { get; init; }

    [JsonPropertyOrder(1)]
    public required FilmPlaces Place { get; init; }
}

/// <summary>Where a film stands by acclaim; null with fewer than seven verdicts.</summary>
public sealed record FilmPlaces
{
    /// <summary>Its place in its home season.</summary>
    public int? Season { get; init; }

    /// <summary>
    /// The 95 % interval of that place, from the best to the worst, both included; may be a second older.
    /// Null too where it has not been computed yet.
    /// </summary>
    public IReadOnlyList<int>? SeasonInterval { get; init; }

    public int? AllTime { get; init; }
}
