using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>What a write did: where it stands in the ledger and the state after it.</summary>
public sealed record WriteAnswer
{
    /// <summary>The position of the entry that stands; the old one where nothing changed.</summary>
    public long Position { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Film { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Critic { get; init; }

    /// <summary>The list after it; left out once withdrawn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public YearListView? List { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AcclaimView? Acclaim { get; init; }

    /// <summary>Films that <c>createFilms</c> registered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Created { get; init; }

    /// <summary>The ids of films that were split off and answer for themselves again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Split { get; init; }

    /// <summary>
    /// What was doubtful about what was written all the same: of a list, of a body's fields.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Doubt>? Warnings { get; init; }
}

/// <summary>
/// Something doubtful that was let pass; <c>at</c> is null when it concerns the whole.
/// </summary>
public sealed record Doubt
{
    public string? At { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }
}

/// <summary>How each line of a list was understood; nothing was recorded.</summary>
public sealed record DryRunAnswer
{
    /// <summary>Whether it would be published as it is.</summary>
    public bool Publishable { get; init; }

    public bool Ranked { get; init; }

    public required IReadOnlyList<DryRunLine> Lines { get; init; }

    public required IReadOnlyList<Doubt> Warnings { get; init; }

    /// <summary>What stands in the way of publishing it.</summary>
    public required IReadOnlyList<ProblemAt> Errors { get; init; }
}

/// <summary>One film written on a list and what was made of it.</summary>
public sealed record DryRunLine
{
    /// <summary>Where it stands in the body: <c>places[1][0]</c>, or <c>line 3</c>.</summary>
    public required string At { get; init; }

    public required string Written { get; init; }

    public int? Number { get; init; }

    /// <summary>The film meant, or null.</summary>
    public FilmItem? Matched { get; init; }

    /// <summary>
    /// Films that could be meant: all of that title, when it is more than one; where nobody knows it, at
    /// most three whose titles are near.
    /// </summary>
    public required IReadOnlyList<FilmItem> Candidates { get; init; }

    /// <summary>With <c>createFilms</c>: no film is known, one would be registered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Created { get; init; }
}

/// <summary>Body of a film's PUT and POST.</summary>
/// <remarks>A PUT leaves as it was what is null here.</remarks>
public sealed record FilmBody
{
    public required string Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Year { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? Released { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Season { get; init; }

    public IReadOnlyDictionary<string, string>? Refs { get; init; }

    /// <summary>Another film than the one of the same title and year.</summary>
    public bool? Distinct { get; init; }
}

/// <summary>Body of a critic's PUT.</summary>
/// <remarks>Without a publication it stays as it was.</remarks>
public sealed record CriticBody
{
    public required string Name { get; init; }

    /// <summary><c>person</c> or <c>collective</c>.</summary>
    public required string Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Publication { get; init; }
}

/// <summary>Body of a merge: what answers for both from then on.</summary>
public sealed record MergeBody
{
    public required string Into { get; init; }
}

/// <summary>Body of a split: ids and refs among the film's aliases.</summary>
public sealed record SplitBody
{
    public required IReadOnlyList<string> Refs { get; init; }
}

/// <summary>Body of a verdict's PUT: a rating, a thumb, or both.</summary>
public sealed record VerdictBody
{
    /// <summary>As the critic wrote it: <c>3.5/4</c>, <c>B+</c>, <c>★★★½☆</c>.</summary>
    public string? Rating { get; init; }

    /// <summary><c>up</c> or <c>down</c>.</summary>
    public string? Thumb { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public string? Url { get; init; }

    public string? Quote { get; init; }
}

/// <summary>Body of a list's PUT: its places, best first.</summary>
public sealed record ListBody
{
    /// <summary>Whether the order counts; true if not given. An unranked list has one place.</summary>
    public bool? Ranked { get; init; }

    /// <summary>
    /// The films of each place; more than one is a tie. A film is an id, a ref, or an object with
    /// <c>title</c> and <c>year</c>. At most 500 films in all.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<JsonElement>> Places { get; init; }

    /// <summary>
    /// The numbers as printed, one a place (1,1,3 or 1,1,2); null for an unnumbered rest, which comes last.
    /// </summary>
    public IReadOnlyList<int?>? Numbers { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public string? Url { get; init; }

    public string? Note { get; init; }
}

/// <summary>A key as the operator sees it, without its secret.</summary>
public sealed record KeyView
{
    public required string Id { get; init; }

    /// <summary>The key itself, shown once: only in the answer that makes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary><c>reader</c>, <c>critic</c>, <c>editor</c> or <c>operator</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The critic that a critic's key writes for; after a merge the one who answers.</summary>
    public string? Subject { get; init; }

    public required string Name { get; init; }

    public DateTime Created { get; init; }

    public DateOnly? Expires { get; init; }

    public DateTime? Revoked { get; init; }

    /// <summary>The last day it was shown, UTC.</summary>
    public DateOnly? LastUsed { get; init; }

    /// <summary>Fields that nobody reads, of the body that asked for the key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Doubt>? Warnings { get; init; }
}

public sealed record KeysAnswer : Page<KeyView>;

/// <summary>Body of a new key.</summary>
public sealed record KeyBody
{
    public required string Role { get; init; }

    public string? Subject { get; init; }

    public required string Name { get; init; }

    public DateOnly? Expires { get; init; }
}
