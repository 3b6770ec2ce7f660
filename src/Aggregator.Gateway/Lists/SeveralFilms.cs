using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Several films on one line, <c>Gravity / Nebraska</c>, as people write those that tie: they are not one
/// film of that title, and nobody but the author knows how they are meant.
/// </summary>
internal static partial class SeveralFilms
{
    private static readonly Regex[] Partings = [Slash(), Semicolon(), Comma(), Any()];

    /// <summary>
    /// The known films that a title, which nobody knows, names one beside the other; empty where any part of
    /// it is none.
    /// </summary>
    public static ImmutableArray<Film> In(FilmAsked asked, Catalogue catalogue)
    {
        if (asked is not { Id: null, Title: { } title }) return [];
        foreach (var text in new[] { title, Named().Replace(title, "") })
        {
            foreach (var parting in Partings)
            {
                ImmutableArray<Film?> films = [.. parting.Split(text).Where(part => part.Length > 0)
                    .Select(part => OfList(part, asked, catalogue)).Distinct()];
                if (films.Length > 1 && !films.Contains(null)) return [.. films.OfType<Film>()];
            }
        }

        return [];
    }

    /// <summary>
    /// Only a film of the list's own years: <c>Frost/Nixon</c> is none of the older two called so.
    /// </summary>
    private static Film? OfList(string part, FilmAsked asked, Catalogue catalogue)
    {
        var (title, year) = FilmLines.Dated(part.Trim());
        var film = (asked with { Title = title, Year = year }).FindIn(catalogue).Film;
        return film?.Year is { } made && asked.ListYear is { } season && !Season.IsOfList(made, season)
            ? null
            : film;
    }

    public static string Advice(ImmutableArray<Film> films) =>
        $" It names {string.Join(" and ", films.Select(film => $"{Shown.Short(film.Title)} ({film.Id})"))}: "
        + "write each in a line of its own, with one number where they tie, or register the one film of that "
        + "name first.";

    /// <summary>What they are called together: <c>TIE:</c>, <c>Runners-up:</c>.</summary>
    [GeneratedRegex(@"^[^:]{1,40}:\s+")]
    private static partial Regex Named();

    [GeneratedRegex(@"\s*/\s*")]
    private static partial Regex Slash();

    [GeneratedRegex(@";\s*")]
    private static partial Regex Semicolon();

    [GeneratedRegex(@",\s*")]
    private static partial Regex Comma();

    [GeneratedRegex(@",?\s+(?:and|&|\+)\s+|\s*[/;,]\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Any();
}
