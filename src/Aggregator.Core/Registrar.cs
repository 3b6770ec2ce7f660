using System.Collections.Immutable;
using System.Globalization;

namespace Aggregator;

/// <summary>What is known of a film besides its title and refs.</summary>
[Flags]
public enum FilmParts
{
    None = 0,
    Year = 1,
    Released = 2,
    Season = 4,
}

/// <summary>
/// A film as somebody asks for it to be registered, its id made from title and year. Null is what is not
/// said.
/// </summary>
public sealed record FilmWanted(string Title, int? Year)
{
    public DateOnly? Released { get; init; }

    public int? Season { get; init; }

    public ImmutableArray<FilmRef> Refs { get; init; } = [];

    /// <summary>What is said to be nothing from now on, of a film that is revised at its id.</summary>
    public FilmParts Cleared { get; init; }

    /// <summary>Another film, although one of this title and year is known.</summary>
    public bool Distinct { get; init; }

    public bool Provisional { get; init; }
}

public enum RegistrationStep
{
    New,
    Revised,
    Unchanged,
}

/// <summary>
/// The film as it would be registered, whether that is new, and as it was known before (null: not at all).
/// </summary>
public sealed record FilmDecision(Film Film, RegistrationStep Step, Film? Before)
{
    /// <summary>
    /// Every entry up to this position was known, and no film of this title and year among them; null where
    /// it is registered whether there is one or not.
    /// </summary>
    public long? DecidedAt { get; init; }
}

/// <summary>The same of a critic.</summary>
public sealed record CriticDecision(Critic Critic, RegistrationStep Step, Critic? Before);

/// <summary>
/// Decides what registering films and critics would do, from the Catalogue and from what this registrar
/// decided before: one registrar serves one batch. Pure; the ledger has the last word.
/// </summary>
/// <param name="catalogue">Films and critics as they are known.</param>
/// <param name="settled">Every entry up to this position is in the catalogue.</param>
public sealed partial class Registrar(Catalogue catalogue, long settled = 0)
{
    private readonly Dictionary<FilmId, Film> _films = [];
    private readonly Dictionary<FilmRef, FilmId> _refs = [];
    private readonly Dictionary<string, List<Film>> _newByTitle = [];
    private readonly Dictionary<CriticId, Critic> _critics = [];
    private readonly Dictionary<string, Critic> _criticsNamed = [];

    public Registrar(Board board)
        : this(board.Catalogue, board.Settled) { }

    public Catalogue Catalogue => catalogue;

    /// <summary>
    /// One that knows what this has decided: what it decides itself is no decision of this.
    /// </summary>
    public Registrar Copy()
    {
        var copy = new Registrar(catalogue, settled);
        foreach (var (id, film) in _films) copy._films[id] = film;
        foreach (var (reference, film) in _refs) copy._refs[reference] = film;
        foreach (var (title, films) in _newByTitle) copy._newByTitle[title] = [.. films];
        foreach (var (id, critic) in _critics) copy._critics[id] = critic;
        foreach (var (name, critic) in _criticsNamed) copy._criticsNamed[name] = critic;
        return copy;
    }

    /// <summary>
    /// The same title and year is the same film, whatever its id, unless it bears another ref of a scheme
    /// both have; then, when another title has left the same slug, or when
    /// <see cref="FilmWanted.Distinct"/> asks for it, the id gets <c>-2</c>, <c>-3</c> …. Refs add up.
    /// Refuses <c>ref-taken</c>.
    /// </summary>
    public Outcome<FilmDecision> Film(FilmWanted wanted)
    {
        if (!wanted.Distinct && Borne(wanted) is { } borne) return Told(borne, wanted);
        for (var number = 1; ; number++)
        {
            var id = IdOf(wanted, number);
            var known = Find(id);
            if (known is not null && (wanted.Distinct || IsAnother(known, id, WithoutAliases(known, wanted))))
                continue;
            // The one of this id was merged: what is not that film is not the one that answers for it either.
            if (known is not null && known.Id != id && catalogue.Registered(id) is { } merged
                && IsAnother(merged, id, wanted)) continue;

            if (!wanted.Distinct && (known is null || IsDated(known, wanted)))
                known = Namesake(Make(id, wanted)) ?? known ?? Dated(wanted);
            if (known is not null) return Told(known, wanted);
            var film = Make(id, wanted);
            if (Taken(film) is { } refusal) return refusal;

            Keep(film);
            Title(film);
            return Decided(film, null, wanted);
        }
    }

    private Outcome<FilmDecision> Told(Film known, FilmWanted wanted)
    {
        var film = Merge(known, WithoutAliases(known, wanted));
        if (Taken(film) is { } refusal) return refusal;
        Keep(film);
        if (film.Title != known.Title) Title(film);
        return Decided(film, known, wanted);
    }

    /// <summary>
    /// What film is meant among those that are new here and in no catalogue yet, by the rules of
    /// <see cref="Catalogue.Resolve"/>.
    /// </summary>
    public FilmMatch Resolve(FilmAsked asked) => asked.Title is { } title
        && _newByTitle.TryGetValue(TitleFold.Strong(title), out var titled)
            ? Catalogue.Among(titled, asked)
            : new FilmMatch(null, []);

    /// <summary>A film that was decided here, by its id or a ref; null where none was.</summary>
    public Film? Decided(string idOrRef) =>
        FilmRef.TryRead(idOrRef, out var reference) && _refs.TryGetValue(reference, out var owner)
            ? _films[owner]
            : FilmId.TryRead(idOrRef, out var id) ? _films.GetValueOrDefault(id) : null;

    /// <summary>
    /// A film of a chosen id: what is given replaces what was, and what is not said stays, unless it is
    /// <see cref="FilmWanted.Cleared"/>. Of an id that was merged, it is told to the film that answers, whose
    /// title and year stay. Refuses <c>ref-taken</c>, and <c>film-exists</c> where it would come to be the
    /// same film as one of another id and <see cref="FilmWanted.Distinct"/> does not say that it is another.
    /// </summary>
    public Outcome<FilmDecision> Film(FilmId id, FilmWanted wanted)
    {
        var known = Find(id);
        if (known is not null) wanted = WithoutAliases(known, wanted);
        var film = known is null ? Make(id, wanted)
            : known.Id != id
                ? Without(Merge(known, wanted), wanted.Cleared & ~FilmParts.Year)
                : Without(Revise(known, wanted), wanted.Cleared);
        if (Taken(film) is { } refusal) return refusal;
        if (known?.IsCalledAs(film) != true && !wanted.Distinct && Namesake(film) is { } same)
            return new Refusal("film-exists",
                $"\"{same.Title}\", of the same year, is registered as {same.Id} already; distinct says that "
                + "it is another film.");

        Keep(film);
        return Decided(film, known, wanted);
    }

    private FilmDecision Decided(Film film, Film? known, FilmWanted wanted) =>
        new(film, Step(known, film), known) { DecidedAt = wanted.Distinct ? null : settled };

    private static RegistrationStep Step(Film? known, Film film) => known is null
        ? RegistrationStep.New
        : known == film ? RegistrationStep.Unchanged : RegistrationStep.Revised;

    private static FilmId IdOf(FilmWanted wanted, int number)
    {
        var suffix = (wanted.Year, number) switch
        {
            (null, 1) => null,
            (null, _) => Text(number),
            ({ } year, 1) => Text(year),
            ({ } year, _) => $"{Text(year)}-{Text(number)}",
        };
        return FilmId.Of(Slug.Of(wanted.Title, "film", suffix));
    }

    private static Film Make(FilmId id, FilmWanted wanted) => new(id, wanted.Title)
    {
        Year = wanted.Year,
        Released = wanted.Released,
        Season = wanted.Season,
        Refs = Union([], wanted.Refs),
        Provisional = wanted.Provisional,
    };

    private static Film Merge(Film known, FilmWanted wanted) => Apart(known, wanted) with
    {
        Released = wanted.Released ?? known.Released,
        Season = wanted.Season ?? known.Season,
        Refs = Union(known.Refs, wanted.Refs),
        Provisional = known.Provisional && wanted.Provisional,
    };

    private static Film Revise(Film known, FilmWanted wanted) => Merge(known, wanted) with
    {
        Title = wanted.Title,
        Year = wanted.Year ?? known.Year,
        Provisional = wanted.Provisional,
    };

    private static Film Without(Film film, FilmParts cleared) => film with
    {
        Year = cleared.HasFlag(FilmParts.Year) ? null : film.Year,
        Released = cleared.HasFlag(FilmParts.Released) ? null : film.Released,
        Season = cleared.HasFlag(FilmParts.Season) ? null : film.Season,
    };

    private static ImmutableArray<FilmRef> Union(
        ImmutableArray<FilmRef> known, ImmutableArray<FilmRef> more) =>
    [
        .. known.Where(k => more.All(m => m.Scheme != k.Scheme)).Concat(more)
            .OrderBy(reference => reference.Scheme, StringComparer.Ordinal),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Film? Find(FilmId id)
    {
        if (_films.TryGetValue(id, out var film)) return film;
        // The film that answers may have been revised in this batch.
        return catalogue.TryFindFilm(id.Value, out film) ? _films.GetValueOrDefault(film.Id, film) : null;
    }

    private Refusal? Taken(Film film)
    {
        var known = Find(film.Id)?.Refs ?? [];
        foreach (var reference in film.Refs)
        {
            // A ref it bears is its own, although an older program may have given it to another film too.
            if (known.Contains(reference)) continue;
            var owner = _refs.TryGetValue(reference, out var own) ? own
                : catalogue.TryFindFilm(reference.ToString(), out var other) ? other.Id
                : film.Id;
            if (owner != film.Id)
                return new Refusal("ref-taken", $"The ref {reference} belongs to the film {owner} already.");
        }

        return null;
    }

    private void Keep(Film film)
    {
        _films[film.Id] = film;
        foreach (var reference in film.Refs) _refs[reference] = film.Id;
    }

    private void Title(Film film)
    {
        var title = TitleFold.Strong(film.Title);
        if (_newByTitle.TryGetValue(title, out var titled)) titled.Add(film);
        else _newByTitle[title] = [film];
    }
}
