using System.Collections.Immutable;

namespace Aggregator;

/// <summary>Which film that is known is the one that is to be registered.</summary>
public sealed partial class Registrar
{
    /// <summary>
    /// The film of this title and year that bears one of the refs: of several of one title that is the one.
    /// </summary>
    private Film? Borne(FilmWanted wanted)
    {
        foreach (var reference in wanted.Refs)
        {
            var borne = _refs.TryGetValue(reference, out var own) ? Find(own)
                : catalogue.TryFindFilm(reference.ToString(), out var film) ? Find(film.Id)
                : null;
            if (borne is not null && !BearAnotherRef(borne.Refs, wanted.Refs)
                && (borne.IsCalledAs(Make(borne.Id, wanted)) || IsDated(borne, wanted))) return borne;
        }

        return null;
    }

    /// <summary>
    /// The film of another id that is the same by title, year and refs, or answers for one that is.
    /// </summary>
    private Film? Namesake(Film film)
    {
        var titles = catalogue.Titled(film.Title)
            .Concat(_newByTitle.GetValueOrDefault(TitleFold.Strong(film.Title), []));
        var namesakes =
            from titled in titles
            let answering = Find(titled.Id)!
            let called = answering.Id == titled.Id ? answering : titled
            where answering.Id != film.Id && called.IsCalledAs(film)
                && !BearAnotherRef(called.Refs, film.Refs)
            select answering;
        return namesakes.MinBy(namesake => namesake.Id);
    }

    /// <summary>The film of whatever id that stands there as "Her (2013)" and is the one wanted.</summary>
    private Film? Dated(FilmWanted wanted)
    {
        if (wanted.Year is not { } year) return null;
        var dated =
            from titled in catalogue.Titled($"{wanted.Title} ({Text(year)})")
            let film = Find(titled.Id)!
            where IsDated(film, wanted) && !BearAnotherRef(film.Refs, wanted.Refs)
            select film;
        return dated.MinBy(film => film.Id);
    }

    /// <summary>Refs of films that were merged into a film stay with those: it has them as aliases.</summary>
    private FilmWanted WithoutAliases(Film film, FilmWanted wanted) => wanted.Refs.IsEmpty
        ? wanted
        : wanted with
        {
            Refs = [.. wanted.Refs.Where(reference => film.Refs.Contains(reference)
                || !catalogue.TryFindMerged(film.Id, reference.ToString(), out _))],
        };

    private static bool BearAnotherRef(ImmutableArray<FilmRef> one, ImmutableArray<FilmRef> other) =>
        one.Any(a => other.Any(b => a.Scheme == b.Scheme && a.Value != b.Value));

    private static bool IsAnother(Film known, FilmId id, FilmWanted wanted) =>
        BearAnotherRef(known.Refs, wanted.Refs)
        || (!IsCalled(known, wanted) && HasIdOfItsOwn(known, id, wanted));

    // A film that was given another title since keeps answering to the one its id was made from.
    private static bool IsCalled(Film known, FilmWanted wanted) =>
        TitleFold.Strong(known.Title) == TitleFold.Strong(wanted.Title)
        || TitleFold.Weak(known.Title) == TitleFold.Weak(wanted.Title)
        || IsDated(known, wanted);

    /// <summary>
    /// Whether the film that was found by an id has that by its own title. A slug has only the letters of
    /// ASCII: 東京 and 大阪 leave none, so that it tells no title, and long titles end at the same word.
    /// "Cars 2" has the id of a second "Cars".
    /// </summary>
    private static bool HasIdOfItsOwn(Film known, FilmId id, FilmWanted wanted)
    {
        var first = IdOf(wanted, 1);
        return IdOf(wanted with { Title = known.Title }, 1) == first
            || IdOf(wanted with { Title = "?" }, 1) == first
            || (known.Id == id && id != first && IdOf(new FilmWanted(known.Title, known.Year), 1) == id);
    }

    /// <summary>The film with title and year apart, where it was called "Her (2013)" till now.</summary>
    private static Film Apart(Film known, FilmWanted wanted) =>
        IsDated(known, wanted) && TitleWithYear.TryRead(known.Title, out var title, out var year)
            ? known with { Title = title, Year = year }
            : known;

    /// <summary>Whether a film stands there as "Her (2013)" that is Her, of 2013.</summary>
    private static bool IsDated(Film known, FilmWanted wanted) =>
        known.Year is null && TitleWithYear.TryRead(known.Title, out var title, out var year)
        && year == wanted.Year && TitleFold.Same(title) == TitleFold.Same(wanted.Title);
}
