using System.Collections.Immutable;

namespace Aggregator;

public sealed partial class Catalogue
{
    /// <summary>
    /// A year asked for may be off by so much: production, festival and release lie apart. By more it is
    /// another film of that title: <c>Leviathan</c> of 2012 is not that of 2014.
    /// </summary>
    private const int YearsOffMax = 1;

    /// <summary>A year that may be a slip of the pen is off by so much.</summary>
    private const int YearsOffNear = 2;

    private static readonly FilmMatch Nothing = new(null, []);

    /// <summary>
    /// What film is meant. Never guesses: several that fit are candidates, in the order of their ids. An
    /// <see cref="FilmAsked.Id"/> that is there decides alone. Titles match accents, case, leading articles,
    /// punctuation, &amp;/and, roman and arabic numerals aside; a year given may be off by one, the nearest
    /// film wins (one without a year comes last), a tie is ambiguous, unless one of the tied alone is called
    /// so with its article and numerals. With no year given, a film made two years or more after the list
    /// cannot be meant, nor one that lacks the article asked for and was made two years or more before:
    /// <c>Le Week-end</c> is not the <c>Weekend</c> of an earlier season, for people leave articles out, and
    /// few put in one that is not there. A film of which nobody knows the year gives way to one of the list's
    /// own years then; without a list, one that is provisional, too, gives way to any other. It is none made
    /// two years or more after a list it stands on: <c>One Day</c> of 2024 is not that of lists of 2011.
    /// </summary>
    public FilmMatch Resolve(FilmAsked asked)
    {
        if (!string.IsNullOrWhiteSpace(asked.Id))
            return TryFindFilm(asked.Id.Trim(), out var named) ? new(named, []) : Nothing;
        if (string.IsNullOrWhiteSpace(asked.Title)) return Nothing;
        var match = Among(Titled(asked.Title).Where(film => MayHaveBeenListed(film, asked)), asked);
        return _parts.MergedInto.IsEmpty ? match : Answering(match);
    }

    /// <summary>
    /// The film that answers for each that was found: a title that was merged leads there.
    /// </summary>
    private FilmMatch Answering(FilmMatch match)
    {
        if (match.Film is { } film) return match with { Film = AnsweringFor(film) };
        ImmutableArray<Film> candidates =
            [.. match.Candidates.Select(AnsweringFor).DistinctBy(candidate => candidate.Id)];
        return candidates is [var only] ? new(only, []) : match with { Candidates = candidates };
    }

    private Film AnsweringFor(Film film) => AnsweringOf(_parts.Films.NumberOf(film.Id)) ?? film;

    /// <summary>Which of the films of its title is meant.</summary>
    internal static FilmMatch Among(IEnumerable<Film> titled, FilmAsked asked)
    {
        var fitting = Nearest(titled.Where(film => CanBeMeant(film, asked)), asked.Year);
        if (fitting.Count > 1 && asked.Year is null) fitting = WithoutUndated(fitting, asked.ListYear);
        if (fitting.Count > 1)
        {
            var weak = TitleFold.Weak(asked.Title!);
            var called = fitting.Where(film => TitleFold.Weak(film.Title) == weak).ToList();
            if (called.Count == 1) fitting = called;
        }

        return fitting.Count switch
        {
            0 => Nothing,
            1 => new(fitting[0], []),
            _ => new(null, [.. fitting.OrderBy(film => film.Id)]),
        };
    }

    /// <summary>
    /// The films of a title, leading articles and numerals aside; those that were merged among them.
    /// </summary>
    internal IEnumerable<Film> Titled(string title)
    {
        var fold = TitleFold.Strong(title);
        return _parts.FilmsByTitle.NumbersAt(TextHash.Of(fold))
            .Select(number => FilmOf(number)!)
            .Where(film => TitleFold.Strong(film.Title) == fold);
    }

    private static bool CanBeMeant(Film film, FilmAsked asked, int yearsOffMax = YearsOffMax)
    {
        if (asked.Unknown is { } unknown && film.Refs.Any(known => known.Scheme == unknown.Scheme))
            return false;
        if (film.Year is not { } year) return true;
        if (asked.Year is { } askedYear) return Math.Abs(year - askedYear) <= yearsOffMax;
        if (asked.ListYear is not { } listYear) return true;
        return !Season.IsTooLate(year, listYear)
            && (year >= listYear - YearsOffMax || !LacksArticle(film, asked));
    }

    /// <summary>
    /// Whether the lists that a film of no known year stands on, or the one that it was merged into, allow
    /// that it is meant.
    /// </summary>
    private bool MayHaveBeenListed(Film film, FilmAsked asked)
    {
        if (film.Year is not null) return true;
        var standing = _parts.Films.Heard(_parts.Films.NumberOf(AnsweringFor(film).Id))?.Standing;
        if (standing?.Years is not [var first, ..] years) return true;
        if (asked.Year is { } made) return !Season.IsTooLate(made, first.Year);
        return asked.ListYear is not { } listYear
            || years[^1].Year >= listYear - YearsOffMax
            || !LacksArticle(film, asked);
    }

    private static bool LacksArticle(Film film, FilmAsked asked) =>
        TitleFold.Article(asked.Title!) is { } article && TitleFold.Article(film.Title) != article;

    /// <summary>
    /// What a list of another season brought, with no year beside it, is not in the way of the film of that
    /// title that is of this one.
    /// </summary>
    private static List<Film> WithoutUndated(List<Film> films, int? listYear)
    {
        bool GivesWay(Film film) => film.Year is null && (listYear is not null || film.Provisional);
        bool IsOfList(Film film) =>
            listYear is not { } season || (film.Year is { } made && Season.IsOfList(made, season));
        return films.Exists(film => !GivesWay(film) && IsOfList(film))
            ? films.FindAll(film => !GivesWay(film))
            : films;
    }

    private static List<Film> Nearest(IEnumerable<Film> films, int? askedYear)
    {
        if (askedYear is not { } asked) return [.. films];
        return films
            .GroupBy(film => film.Year is { } year ? Math.Abs(year - asked) : YearsOffMax + 1)
            .MinBy(group => group.Key)?
            .ToList() ?? [];
    }
}
