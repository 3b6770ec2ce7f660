using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Naming;

/// <summary>Addresses of films at other sites, as people copy them where they mean the film.</summary>
internal static partial class SiteAddress
{
    /// <summary>
    /// The ref that an address at IMDb or TMDB holds, or IMDb's id alone; null where a text is no such.
    /// </summary>
    public static string? AsRef(string text)
    {
        if (Imdb().Match(text) is { Success: true } title) return $"imdb:{title.Groups["id"].ValueSpan}";
        return Tmdb().Match(text) is { Success: true } film ? $"tmdb:{film.Groups["id"].ValueSpan}" : null;
    }

    [GeneratedRegex(
        """
        ^(?:(?:https?://)?(?:www\.|m\.)?imdb\.com/(?:[a-z]{2}/)?title/)?
        (?<id>tt[0-9]{7,9})(?:[/?]\S*)?$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Imdb();

    [GeneratedRegex(@"^(?:https?://)?(?:www\.)?themoviedb\.org/movie/(?<id>[0-9]+)(?:[-/?]\S*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tmdb();
}
