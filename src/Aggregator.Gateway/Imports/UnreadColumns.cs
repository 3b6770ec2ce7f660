using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Columns of a file that nobody reads. They are left alone, but whoever calls places a rank would have them
/// lost without a word: the file is told of them, and which of ours may be meant.
/// </summary>
internal static class UnreadColumns
{
    public const int NamedMax = 10;

    private static readonly string[] TitleWords = ["titel", "titre", "título", "titulo", "titolo"];
    private static readonly string[] YearWords = ["jahr", "année", "annee", "año", "ano", "anno"];

    private static readonly (string Own, string[] Others)[] AlsoCalled =
    [
        ("place", ["rank", "ranking", "position", "pos", "number", "no", "nr", "platz", "rang", "puesto",
            "posto"]),
        ("film", ["title", "movie", "name", "movietitle", "filmtitle", "moviename", "filmname",
            .. TitleWords]),
        ("title", ["film", "movie", "name", "movietitle", "filmtitle", "moviename", "filmname",
            .. TitleWords]),
        ("film_year", ["year", "releaseyear", "movieyear", "titleyear", .. YearWords]),
        ("year", ["releaseyear", "filmyear", "movieyear", "titleyear", "startyear", "season", .. YearWords]),
        ("film_ref", ["ref", "imdb", "imdbid", "const", "tconst", "tmdb", "tmdbid"]),
        ("refs", ["ref", "imdb", "imdbid", "const", "tconst", "tmdb", "tmdbid"]),
        ("rating", ["score", "grade", "stars", "reviewscore", "originalscore", "criticscore"]),
        ("thumb", ["reviewtype", "reviewstate", "recommended", "fresh"]),
        ("published", ["date", "reviewdate", "creationdate", "publicationdate", "publishedon"]),
        ("released", ["date", "releasedate"]),
        ("critic", ["reviewer", "author", "criticname", "criticauthor", "name"]),
        ("name", ["critic", "criticname", "reviewer", "author"]),
        ("publication",
            ["outlet", "publisher", "publishername", "publicationname", "criticpublication"]),
        ("url", ["link", "reviewurl", "reviewlink", "address"]),
        ("note", ["notes", "comment", "comments", "description"]),
    ];

    /// <summary>
    /// A warning for each column that may be one of ours, and one for all others; none where all are read.
    /// </summary>
    /// <param name="names">The file's columns.</param>
    /// <param name="known">Those that are read where it was sent to.</param>
    public static IReadOnlyList<Refusal> Of(IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        var unread = ByMeaning(names, known);
        var warnings = unread.Where(column => column.Key is not null)
            .SelectMany(column => column.Select(name => Warn(
                $"the column {name}. Is \"{column.Key}\" the one that is meant?")))
            .Take(NamedMax).ToList();
        if (unread[null].ToList() is { Count: > 0 } others) warnings.Add(Warn(Listed(others)));
        return warnings;
    }

    /// <summary>Whether at least two, and half of all, are what columns are called, as in no title.</summary>
    public static bool AreNames(IReadOnlyList<string> names)
    {
        var known = names.Count(name => Word(name) is var word
            && Array.Exists(AlsoCalled, column => Word(column.Own) == word || column.Others.Contains(word)));
        return known >= 2 && known * 2 >= names.Count;
    }

    /// <summary>For a file of which no column is read: which of ours those that it has may be.</summary>
    public static string Hints(IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        var hints = ByMeaning(names, known).Where(column => column.Key is not null)
            .Select(column => $"{column.First()} may be {column.Key}").Take(NamedMax).ToList();
        return hints is [] ? "" : $" Of these {string.Join(", ", hints)}.";
    }

    /// <summary>The columns that nobody reads, by those of ours that may be meant.</summary>
    private static ILookup<string?, string> ByMeaning(
        IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        var missing = known.Where(own => !names.Any(name => ImportTable.IsOf(own, name))).ToList();
        return names.Select(name => name.Trim())
            .Where(name => name.Length > 0 && !known.Any(own => ImportTable.IsOf(own, name)))
            .ToLookup(name => Meant(name, missing), name => $"\"{Shown.Short(name)}\"");
    }

    private static string Listed(List<string> names) =>
        $"the column{(names.Count > 1 ? "s" : "")} {string.Join(", ", names.Take(NamedMax))}"
        + (names.Count > NamedMax ? $" and {names.Count - NamedMax} more." : ".");

    private static Refusal Warn(string what) => new("field-unknown", $"Nothing here reads {what}");

    /// <summary>Which of the missing columns is called so by others, or is spelt much like it.</summary>
    private static string? Meant(string name, List<string> missing)
    {
        var word = Word(name);
        if (word.Length < 2) return null;
        return (from own in missing
                let near = Word(own) == word ? 0 : IsAlso(own, word) ? 1 : Spelling.Distance(word, own) + 1
                where near is not null
                orderby near
                select own).FirstOrDefault();
    }

    private static bool IsAlso(string own, string word) =>
        Array.Exists(AlsoCalled, column => column.Own == own && column.Others.Contains(word));

    private static string Word(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
