using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// What is registered of a film: its title, the year it was made, the day it was released, the season in
/// which it competes when an editor said so, and what it is called elsewhere (at most one ref a scheme).
/// </summary>
public sealed record Film(FilmId Id, string Title)
{
    /// <summary>The year of production, 1870 and later, or null where nobody knows.</summary>
    public int? Year { get; init; }

    public DateOnly? Released { get; init; }

    /// <summary>The season an editor recorded; null lets <c>method.md</c> §6a decide.</summary>
    public int? Season { get; init; }

    /// <summary>In ordinal order of the scheme.</summary>
    public ImmutableArray<FilmRef> Refs { get; init; } = [];

    /// <summary>Registered by a critic's list; an editor has not confirmed it yet.</summary>
    public bool Provisional { get; init; }

    /// <summary>
    /// The title, case, accents and punctuation aside, <c>&amp;</c> for "and", roman for arabic numerals, and
    /// where its article stands: two spellings are no two films.
    /// </summary>
    public string TitleCompared => Compared(Title);

    /// <summary>Any title so.</summary>
    public static string Compared(string title) => TitleFold.Same(title);

    /// <summary>
    /// Whether the other has the same title and year: then it is the same film, unless its refs are others.
    /// </summary>
    public bool IsCalledAs(Film other) =>
        Year == other.Year && (Title == other.Title || TitleCompared == other.TitleCompared);

    public bool Equals(Film? other) =>
        other is not null && Id == other.Id && Title == other.Title && Year == other.Year
        && Released == other.Released && Season == other.Season && Provisional == other.Provisional
        && Refs.AsSpan().SequenceEqual(other.Refs.AsSpan());

    public override int GetHashCode()
    {
        var code = new HashCode();
        code.Add(HashCode.Combine(Id, Title, Year, Released, Season, Provisional));
        foreach (var reference in Refs.AsSpan()) code.Add(reference);
        return code.ToHashCode();
    }
}

public enum CriticKind
{
    /// <summary>One critic, whose lists are ballots.</summary>
    Person,

    /// <summary>A critics' circle that speaks with one voice; its lists are honours.</summary>
    Collective,
}

/// <summary>Who speaks.</summary>
public sealed record Critic(CriticId Id, string Name, CriticKind Kind)
{
    public string? Publication { get; init; }

    /// <summary>
    /// Why the critic cannot become of this kind: each list counts as what its critic was when it was
    /// recorded, and so do the season's totals. Null where none that stands counts as the other's.
    /// </summary>
    public Refusal? HasLists(IEnumerable<(int Year, CriticKind Kind)> standing)
    {
        int[] years = [.. standing.Where(list => list.Kind != Kind).Select(list => list.Year).Order()];
        return years is [] ? null : new(
            "critic-has-lists",
            $"\"{Id}\" has a list of {string.Join(", ", years)}, which counts as a "
            + $"{(Kind is CriticKind.Person ? "collective's" : "person's")}: withdraw it before the kind "
            + "changes, and send it again after.");
    }
}
