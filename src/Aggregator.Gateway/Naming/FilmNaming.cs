using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Naming;

/// <summary>
/// Which film is meant by what somebody wrote: a row of an import or a line of a list, whichever it is.
/// </summary>
internal static class FilmNaming
{
    /// <summary>
    /// Reads the columns <c>film, film_year, film_ref</c>, of which the first may hold an id or a ref, too;
    /// refuses a row that names no film.
    /// </summary>
    public static FilmAsked Of(ImportRow row, int? listYear)
    {
        var reference = row["film_ref"] is { } written ? AsRef(written) : null;
        if (reference is null && row["film"] is null)
            throw new RefusedException("film-missing",
                "The row names no film: it has neither film nor film_ref.");
        if (reference is not null && !FilmRef.TryRead(reference, out _) && !FilmId.TryRead(reference, out _))
            throw new RefusedException("ref-unreadable",
                $"The film_ref \"{Shown.Short(reference)}\" is not like imdb:tt1798709.");
        var film = row.Text("film", PlainText.TitleLengthMax);
        if (film is not null) film = SiteAddress.AsRef(film) ?? film;
        var id = film is not null && IsAddress(film) ? film : null;
        return new FilmAsked(reference ?? id, film, row.Year("film_year"), listYear);
    }

    /// <summary>
    /// The ref that an address of a film holds, or that IMDb's number alone is, which would be a slug; else
    /// as written.
    /// </summary>
    private static string AsRef(string written) =>
        SiteAddress.AsRef(written) is { } address ? address
        : !FilmRef.TryRead(written, out _) && FilmRef.TryReadAlone(written, out var alone)
            ? alone.ToString()
            : written;

    /// <summary>Whether a bare slug or ref stands where a title may: an address of a film.</summary>
    public static bool IsAddress(string title) => !title.Contains(' ', StringComparison.Ordinal)
        && ((FilmId.TryRead(title, out _) && title.Contains('-', StringComparison.Ordinal))
            || IsRef(title));

    /// <summary>Whether a title is a ref: sites begin with a letter, and <c>11:14</c> is a film.</summary>
    private static bool IsRef(string title) =>
        title is [var first, ..] && char.IsAsciiLetter(first) && FilmRef.TryRead(title, out _);

    /// <summary>
    /// By id or ref; where nobody knows it, by the title written beside it, unless the film found bears
    /// another ref of the same scheme: then it is another film of that title.
    /// </summary>
    public static FilmMatch FindIn(this FilmAsked asked, Catalogue catalogue) =>
        asked.Id is { } id && catalogue.TryFindFilm(id, out var known)
            ? new FilmMatch(known, [])
            : Resolved(asked, catalogue.Resolve);

    /// <summary>
    /// The same among films that are about to be registered, so that it does not matter whether a ref or a
    /// title comes again in the same stretch of an import or in a later one.
    /// </summary>
    public static FilmMatch FindIn(this FilmAsked asked, Registrar registrar) =>
        asked.Id is { } id && registrar.Decided(id) is { } told
            ? new FilmMatch(told, [])
            : Resolved(asked, registrar.Resolve);

    /// <summary>
    /// By the title as it is written, for one may end with a year; where nobody knows it, as in a line of a
    /// list, by the title and the year.
    /// </summary>
    private static FilmMatch Resolved(FilmAsked asked, Func<FilmAsked, FilmMatch> resolve) =>
        resolve(asked.ByTitle()) is var match && match is { Film: null, Candidates: [] }
        && asked.AsDated() is { } dated
            ? resolve(dated.ByTitle())
            : match;

    /// <summary>
    /// The same with the year that stands in brackets behind its title; null without one, or where another
    /// year is said beside it.
    /// </summary>
    private static FilmAsked? AsDated(this FilmAsked asked) =>
        TitleWithYear.TryRead(asked.Title, out var title, out var year)
        && (asked.Year is null || asked.Year == year)
            ? asked with { Title = title, Year = year }
            : null;

    /// <summary>
    /// The same without the year in brackets behind its title, unless that is the title's own: of a film with
    /// a year of its own that is called so.
    /// </summary>
    public static FilmAsked AsUnderstood(this FilmAsked asked, Catalogue catalogue)
    {
        if (asked.AsDated() is not { } dated) return asked;
        var match = catalogue.Resolve(asked);
        ImmutableArray<Film> called = match.Film is { } film ? [film] : match.Candidates;
        var isOwn = called.Any(
            one => one.Year is not null && TitleWithYear.TryRead(one.Title, out _, out _));
        return isOwn ? asked : dated;
    }

    private static FilmAsked ByTitle(this FilmAsked asked) => asked with
    {
        Id = null,
        Unknown = FilmRef.TryRead(asked.Id, out var reference) ? reference : null,
    };

    /// <summary>
    /// The film to register where nobody knows it; null where no title is written, or a ref for one.
    /// </summary>
    public static FilmWanted? AsWanted(this FilmAsked asked)
    {
        if ((asked.AsDated() ?? asked) is not { Title: { } title, Year: var year }) return null;
        if (IsRef(asked.Title!) && !MayBeTitle(asked.Title!)) return null;
        var isNamed = FilmRef.TryRead(asked.Id, out var reference) && asked.Id != asked.Title;
        return new FilmWanted(title, year) { Refs = isNamed ? [reference] : [] };
    }

    /// <summary>
    /// Whether what could be a ref is sooner a title: <c>Re:Born</c> is of no site known here.
    /// </summary>
    private static bool MayBeTitle(string written) =>
        char.IsAsciiLetterUpper(written[0])
        && char.IsAsciiLetterUpper(written[written.IndexOf(':', StringComparison.Ordinal) + 1])
        && !FilmRef.Of(written).IsOfCommonScheme;

    /// <summary>Why no film could be found.</summary>
    public static Refusal Refuse(this FilmAsked asked, FilmMatch match) => match.Candidates is []
        ? new Refusal("film-unknown", $"No film is known as {asked.AsWritten()}{asked.AsTitle()}.")
        : new Refusal("film-ambiguous",
            $"{asked.AsWritten()} may be any of {string.Join(", ", match.Candidates.Select(c => c.Id))}; "
            + $"name one by its id{(AreOfOneYear(match) ? " or a ref" : ", a ref or its year")}.");

    private static bool AreOfOneYear(FilmMatch match) =>
        match.Candidates.All(film => film.Year == match.Candidates[0].Year);

    /// <summary>
    /// Films that could be meant by what nobody knows, if it is misspelt: a title, or an id that is like one.
    /// </summary>
    public static ImmutableArray<Film> Near(this FilmAsked asked, Catalogue catalogue, int first)
    {
        var isTitled = asked.Title is { } title && title != asked.Id;
        return catalogue.Near(
            isTitled || asked.Id is not { } id || FilmRef.TryRead(id, out _)
                ? asked.ByTitle()
                : AsTitleAndYear(id, asked.ListYear),
            first);
    }

    /// <summary>What follows a sentence that no film is known; nothing without films that are near.</summary>
    public static string DidYouMean(ImmutableArray<Film> near) => near is []
        ? ""
        : $" Did you mean {AnyOf(near)}?";

    public static string AnyOf(ImmutableArray<Film> films) =>
        string.Join(" or ", films.Select(film => $"{Shown.Short(film.Title)} ({film.Id})"));

    /// <summary>The words of an id: <c>her-2013</c> is a "her" of 2013.</summary>
    private static FilmAsked AsTitleAndYear(string id, int? listYear)
    {
        var at = id.LastIndexOf('-');
        var isDated = int.TryParse(
            id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var year);
        return at > 0 && isDated && Years.IsOne(year)
            ? new FilmAsked(null, id[..at], year, listYear)
            : new FilmAsked(null, id, null, listYear);
    }

    /// <summary>How to write what stands where an id should, and can be none.</summary>
    private static string AsTitle(this FilmAsked asked)
    {
        if (asked is not { Title: null, Id: { } id }) return "";
        if (FilmId.TryRead(id, out _) || FilmRef.TryRead(id, out _)) return "";
        var quoted = JsonEncodedText.Encode(Shown.Short(id), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return $$""": a title is written {"title":"{{quoted}}"}""";
    }

    private static string AsWritten(this FilmAsked asked)
    {
        if (asked.Title is not { } title) return $"\"{Shown.Short(asked.Id)}\"";
        var year = asked.Year is { } made ? $" ({made})" : "";
        var reference = asked.Id is { } id && id != title ? $", {Shown.Short(id)}" : "";
        return $"\"{Shown.Short(title)}\"{year}{reference}";
    }
}
