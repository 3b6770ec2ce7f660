using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// One place of a list: the number printed beside it (null for the unnumbered rest, which comes last, and on
/// unranked lists) and the films that share it, in the order written.
/// </summary>
public sealed record Place(int? Number, ImmutableArray<FilmId> Films)
{
    /// <summary>
    /// The positions its films share where films that others answer for stood there or before it as the list
    /// was printed; null where they are counted.
    /// </summary>
    public Span? Printed { get; init; }

    public bool Equals(Place? other) =>
        other is not null && Number == other.Number && Films.AsSpan().SequenceEqual(other.Films.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Number, Films.Length);
}

/// <summary>
/// A critic's best-of-year list as a weak order: places best first. An unranked list is one unnumbered place.
/// </summary>
public sealed partial record YearList(CriticId Critic, CriticKind Kind, int Year)
{
    public const int FilmsMax = 500;

    public bool Ranked { get; init; }

    public ImmutableArray<Place> Places { get; init; } = [];

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    /// <summary>
    /// How many films were printed, where that is more than there are because others answer for some.
    /// </summary>
    public int? FilmsPrinted { get; init; }

    /// <summary>
    /// The list made of what was written, or why it cannot be: <c>list-empty</c>, <c>list-too-long</c>,
    /// <c>list-repeats-film</c>, <c>list-numbers</c> (numbers not parallel to the places, falling, or a gap
    /// of null before a number). By default a place's number is the first position it occupies; null numbers
    /// are allowed for the unnumbered rest, which comes last and is one place. Places with the same number
    /// are one.
    /// </summary>
    public static Outcome<YearList> Of(
        YearList heading, IReadOnlyList<IReadOnlyList<FilmId>> places, IReadOnlyList<int?>? numbers)
    {
        if (Unfit(places) is { } unfit) return unfit;
        if (Repeated(places) is { } repeated) return repeated;

        numbers ??= heading.Ranked ? FirstPositions(places) : new int?[places.Count];
        if (Misnumbered(places, numbers) is { } misnumbered) return misnumbered;
        return heading with { Places = Joined(places, numbers) };
    }

    /// <summary>Why a list is not revised by somebody who read it at another position.</summary>
    public static Refusal Changed(long? asked, long? stands) => new(
        "list-changed",
        stands is null
            ? $"The list was to be at position {asked}, but there is none."
            : asked is 0 ? $"There was to be no list, but one is at {stands}."
            : $"The list was to be at position {asked}, but it is at {stands}.");

    /// <summary>Every film on it, best first.</summary>
    public IEnumerable<FilmId> Films => Places.SelectMany(place => place.Films);

    /// <summary>
    /// Whether both say the same, whoever recorded it and whenever. As which positions they were printed is
    /// nothing that a critic says: who sends a list as it is shown changes nothing.
    /// </summary>
    public bool SaysTheSameAs(YearList other) =>
        Critic == other.Critic && Kind == other.Kind && Year == other.Year && Ranked == other.Ranked
        && Publication == other.Publication && Published == other.Published
        && Places.AsSpan().SequenceEqual(other.Places.AsSpan());

    /// <summary>
    /// Whether both say the same and give the same to each film: of two that say the same one may have been
    /// printed with more films.
    /// </summary>
    public bool GivesTheSameAs(YearList other) =>
        SaysTheSameAs(other) && FilmsPrinted == other.FilmsPrinted
        && Places.Select(place => place.Printed).SequenceEqual(other.Places.Select(place => place.Printed));

    /// <summary>
    /// The list of the films that answer for those it names now: each once, where it stands best. Numbers,
    /// and what a place is worth, are as printed.
    /// </summary>
    public YearList Over(Func<FilmId, FilmId> answering)
    {
        if (Films.All(film => answering(film) == film)) return this;
        var isShorter = Films.DistinctBy(answering).Count() < Films.Count();
        var named = new HashSet<FilmId>();
        return this with
        {
            FilmsPrinted = isShorter ? CountFilms() : FilmsPrinted,
            Places =
            [
                .. Spans()
                    .Select(at => at.Place with
                    {
                        Films = [.. at.Place.Films.Select(answering).Where(named.Add)],
                        Printed = isShorter ? at.Span : at.Place.Printed,
                    })
                    .Where(place => place.Films.Length > 0),
            ],
        };
    }

    /// <summary>Where a film stands on this list, null when it is not on it.</summary>
    public Placement? PlacementOf(FilmId film, long position, DateTimeOffset recordedAt)
    {
        foreach (var (place, span) in Spans())
        {
            if (!place.Films.Contains(film)) continue;
            return PlacementAt((place, span), CountFilms(), position, recordedAt);
        }

        return null;
    }

    /// <summary>What it gives to each of its films, in ten-thousandths of a ballot.</summary>
    public IEnumerable<(FilmId Film, int Credit)> CreditsGiven(Calibration calibration)
    {
        foreach (var (place, span) in Spans())
        {
            var credit = span.Credit(calibration.CreditsOf(Kind));
            foreach (var film in place.Films) yield return (film, credit);
        }
    }

    /// <summary>
    /// What it adds to each of its films in an order by persons' lists, such as <c>borda</c>, in the units of
    /// that profile.
    /// </summary>
    internal IEnumerable<(FilmId Film, long Points)> PointsGiven(RankingBy by)
    {
        var count = CountFilms();
        foreach (var (place, span) in Spans())
        {
            var placement = PlacementAt((place, span), count, position: 0, recordedAt: default);
            var points = RankingOrder.ValueOf(YearSums.OfList(placement), by).First;
            foreach (var film in place.Films) yield return (film, points);
        }
    }

    private Placement PlacementAt(
        (Place Place, Span Span) at, int films, long position, DateTimeOffset recordedAt) =>
        new(Critic, Kind, Year, at.Place.Number, at.Span.From, at.Span.To, films)
        {
            Ranked = Ranked,
            Publication = Publication,
            Published = Published,
            Position = position,
            RecordedAt = recordedAt,
        };

    /// <summary>Its places, each with the positions that its films share.</summary>
    private IEnumerable<(Place Place, Span Span)> Spans()
    {
        var before = 0;
        foreach (var place in Places)
        {
            var span = place.Printed ?? new Span(before + 1, before + place.Films.Length);
            yield return (place, span);
            before = span.To;
        }
    }

    private int CountFilms()
    {
        if (FilmsPrinted is { } printed) return printed;
        var count = 0;
        foreach (var place in Places) count += place.Films.Length;
        return count;
    }
}
