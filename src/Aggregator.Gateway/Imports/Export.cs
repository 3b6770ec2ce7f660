using Aggregator.Client;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// A file as another site lets its members take it along: what it is, its first line tells. Its columns are
/// read as our own of the same meaning, and every other one is left alone.
/// </summary>
internal sealed record Export(
    string Name, Export.Holding Holds, string[] ToldBy, params Export.Column[] Columns)
{
    /// <summary>What the first line of a list's export begins with, its version behind it.</summary>
    public const string LetterboxdMark = "Letterboxd list export";

    public static readonly Export LetterboxdList = new(
        "a list exported from Letterboxd", Holding.List, ["position", "name"],
        new("place", "position"), new("film", "name"), new("film_year", "year"));

    // In IMDb's types as they are now and were: tvMiniSeries, "TV Mini Series", "Mini-Series". All others are
    // films, of television, of a few minutes and on video as well.
    private static readonly string[] NoFilms =
        ["series", "episode", "pilot", "podcast", "videogame", "musicvideo"];

    private static readonly Export[] All =
    [
        new("a list exported from IMDb", Holding.List, ["position", "const"],
            new("place", "position"), new("film", "title"), new("film_year", "year"),
            new("film_ref", "const") { Before = "imdb:" }),
        LetterboxdList,
        new("ratings exported from Letterboxd", Holding.Ratings, ["letterboxd uri", "name", "rating"],
            new("film", "name"), new("film_year", "year"), new("published", "date"),
            new("rating", "rating") { After = "/5" }),
        new("films that Letterboxd exports without ratings", Holding.Films, ["letterboxd uri", "name"]),
        new("ratings in the columns that Letterboxd imports", Holding.Ratings, ["title", "watcheddate"],
            new("film", "title"), new("film_year", "year"), new("published", "watcheddate"),
            new("film_ref", "imdbid") { Before = "imdb:" }, new("rating", "rating") { After = "/5" },
            new("rating", "rating10") { After = "/10" }),
        new("ratings exported from IMDb", Holding.Ratings, ["const", "your rating"],
            new("film", "title"), new("film_year", "year"), new("published", "date rated"),
            new("film_ref", "const") { Before = "imdb:" }, new("rating", "your rating") { After = "/10" }),
    ];

    /// <summary>What these names of columns tell; null where they are of no export.</summary>
    public static Export? Of(IReadOnlyList<string> names)
    {
        if (names is [var first, ..] && IsLetterboxdMark(first)) return LetterboxdList;
        var header = names.Select(name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Array.Find(All, export => export.ToldBy.All(header.Contains));
    }

    public static bool IsLetterboxdMark(string first) =>
        first.StartsWith(LetterboxdMark, StringComparison.OrdinalIgnoreCase);

    /// <summary>For whom has brought it to where it cannot be read.</summary>
    public Refusal Elsewhere() => new("csv-header", Holds switch
    {
        Holding.List => $"This is {Name}: it goes to {Routes.Critics}/{{critic}}/lists/{{year}}.",
        Holding.Ratings => $"These are {Name}: they go to /v1/import/verdicts?critic=.",
        _ => $"These are {Name} or places: nothing here reads them.",
    });

    /// <summary>Our names of the columns; nothing for one that is left alone.</summary>
    public string[] Names(string[] theirs) => Array.ConvertAll(theirs, name => Find(name)?.Own ?? "");

    /// <summary>The columns whose values we write otherwise, and where they lie.</summary>
    public (int At, Column How)[] Rewritten(string[] theirs) =>
    [
        .. from named in theirs.Index()
           let column = Find(named.Item)
           where column is not (null or { Before: "", After: "" })
           select (named.Index, column),
    ];

    /// <summary>Where the column lies that says of what type a title is; -1 where none does.</summary>
    public static int TypeAt(string[] theirs) => Array.FindIndex(
        theirs, name => name.Trim().Equals("title type", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether titles of a type are no films.</summary>
    public static bool IsNoFilm(string type)
    {
        var word = string.Concat(type.Where(char.IsLetter)).ToLowerInvariant();
        return Array.Exists(NoFilms, named => word.Contains(named, StringComparison.Ordinal));
    }

    private Column? Find(string theirs) => Array.Find(
        Columns, column => column.Theirs.Equals(theirs.Trim(), StringComparison.OrdinalIgnoreCase));

    internal enum Holding
    {
        List,
        Ratings,
        Films,
    }

    internal sealed record Column(string Own, string Theirs)
    {
        public string Before { get; init; } = "";

        public string After { get; init; } = "";

        public string Of(string value) =>
            value.AsSpan().Trim() is { Length: > 0 } written ? $"{Before}{written}{After}" : value;
    }
}
