using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// One place of a list: the number printed beside it (null for the unnumbered rest, which comes last, and on
/// unranked lists) and the films that share it, in the order written.
/// </summary>
public sealed record Place(int? Number, ImmutableArray<FilmId> Films)
{
    public bool Equals(Place? other) =>
        other is not null && Number == other.Number && Films.AsSpan().SequenceEqual(other.Films.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Number, Films.Length);
}

/// <summary>
/// A critic's best-of-year list as a weak order: places best first. An unranked list is one unnumbered place.
/// </summary>
public sealed partial record YearList(CriticId Critic, CriticKind Kind, int Year)
{
    public bool Ranked { get; init; }

    public ImmutableArray<Place> Places { get; init; } = [];

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }
}

public sealed partial record YearList
{
    public const int FilmsMax = 500;

    /// <summary>
    /// The list made of what was written, or why it cannot be: <c>list-empty</c>, <c>list-too-long</c>,
    /// <c>list-repeats-film</c>, <c>list-numbers</c> (numbers not parallel to the places, falling, or a gap of
    /// null before a number). By default a place's number is the first position it occupies; null numbers are
    /// allowed for the unnumbered rest, which comes last and is one place.
    /// </summary>
    public static Outcome<YearList> Of(
        YearList heading, IReadOnlyList<IReadOnlyList<FilmId>> places, IReadOnlyList<int?>? numbers) =>
        throw new NotImplementedException();

    /// <summary>Every film on it, best first.</summary>
    public IEnumerable<FilmId> Films => Places.SelectMany(place => place.Films);

    /// <summary>Whether both say the same, whoever recorded it and whenever.</summary>
    public bool SaysTheSameAs(YearList other) => throw new NotImplementedException();
}
