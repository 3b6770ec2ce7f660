using System.Globalization;
using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Reads a list as text: our own CSV columns, a Letterboxd list export (v7), an IMDb list export, or one film
/// a line (<c>3. Her (2013)</c>). Which of them it is, its first lines tell.
/// </summary>
internal static partial class ListText
{
    private const string LetterboxdMark = "Letterboxd list export v7";

    public static Outcome<WrittenList> Read(string body, int year)
    {
        var lines = body.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        if (lines[0].StartsWith(LetterboxdMark, StringComparison.OrdinalIgnoreCase)) return Letterboxd(lines,
            year);

        var header = CsvRecords.Split(lines[0])?.Select(name => name.Trim().ToLowerInvariant()).ToList()
            ?? [];
        if (header.Contains("const")
            && header.Contains("position")) return Table(lines, 0, ImdbColumns, year);
        if (header.Contains("position")
            && header.Contains("name")) return Table(lines, 0, LetterboxdColumns, year);
        return header.Contains("film") || header.Contains("film_ref")
            ? Table(lines, 0, OwnColumns, year)
            : Lines(lines, year);
    }

    private static readonly Columns OwnColumns =
        new("place", "film", "film_year", "film_ref") { Ranked = "ranked" };
    private static readonly Columns LetterboxdColumns = new("position", "name", "year", null);
    private static readonly Columns ImdbColumns =
        new("position", "title", "year", "const") { RefScheme = "imdb" };

    /// <summary>The films of a Letterboxd export stand below a header of their own, after an empty
    /// line.</summary>
    private static Outcome<WrittenList> Letterboxd(string[] lines, int year)
    {
        var at =
            Array.FindIndex(lines, line => line.StartsWith("Position,", StringComparison.OrdinalIgnoreCase));
        return at < 0
            ? new Refusal("csv-header",
                "The Letterboxd export has no line that begins with Position,Name,Year.")
            : Table(lines, at, LetterboxdColumns, year);
    }

    private static Outcome<WrittenList> Table(string[] lines, int headerAt, Columns columns, int year)
    {
        var header =
            CsvRecords.Split(lines[headerAt])!.Select(name => name.Trim().ToLowerInvariant()).ToList();
        var films = new List<WrittenFilm>();
        var (unranked, publication, published, text) =
            (false, (string?)null, (DateOnly?)null, (FreeText?)null);
        try
        {
            for (var at = headerAt + 1; at < lines.Length; at++)
            {
                var first = at;
                if (Record(lines, ref at) is not { } fields) return Unpaired(first);
                var row = new Fields(header, fields, $"line {first + 1}");
                if (row.IsBlank) continue;
                films.Add(Film(row, columns, year));
                unranked |= columns.Ranked is { } ranked
                    && row[ranked]?.ToLowerInvariant() is "false" or "no" or "0";
                publication ??= columns.Ranked is null ? null : row["publication"];
                published ??= columns.Ranked is null ? null : row.Day("published");
                text ??= columns.Ranked is null ? null : row.Text();
            }
        }
        catch (RowRefusedException refused)
        {
            return refused.Refusal;
        }

        return WrittenList.Of(films, !unranked) with
        {
            Publication = publication,
            Published = published,
            Text = text
        };
    }

    private static WrittenFilm Film(Fields row, Columns columns, int year)
    {
        var title = row[columns.Title];
        var made = row.Number(columns.Year);
        var reference = columns.Ref is { } column ? row[column] : null;
        if (reference is not null && columns.RefScheme is { } scheme) reference = $"{scheme}:{reference}";
        var written = made is null ? title ?? reference ?? "" : $"{title} ({made})";
        return new WrittenFilm(row.At, written, new FilmAsked(reference, title, made, year))
        {
            Number = row.Number(columns.Number),
        };
    }

    /// <summary>One film a line, with or without a number before it and a year behind.</summary>
    private static WrittenList Lines(string[] lines, int year)
    {
        var films = new List<WrittenFilm>();
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.Length == 0) continue;
            var match = FilmLine().Match(line);
            var made = match.Groups["year"].Success ? Whole(match.Groups["year"].Value) : (int?)null;
            var title = match.Groups["title"].Value.Trim();
            // A bare slug or ref is an address of a film, not a title.
            var isId = FilmId.TryRead(title, out _) && title.Contains('-', StringComparison.Ordinal)
                || (FilmRef.TryRead(title, out _) && !title.Contains(' ', StringComparison.Ordinal));
            films.Add(
                new WrittenFilm($"line {at + 1}", line, new FilmAsked(isId ? title : null, title, made, year))
                {
                    Number = match.Groups["number"].Success ? Whole(match.Groups["number"].Value) : null,
                });
        }

        return WrittenList.Of(films, ordered: false);
    }

    private static int Whole(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    /// <summary>The record that begins at a line; <paramref name="at"/> ends at its last. Null if never
    /// closed.</summary>
    private static string[]? Record(string[] lines, ref int at)
    {
        var record = lines[at];
        while (true)
        {
            if (CsvRecords.Split(record) is { } fields) return fields;
            if (at + 1 >= lines.Length) return null;
            record = record + "\n" + lines[++at];
        }
    }

    private static Refusal Unpaired(int at) =>
        new("csv-malformed", $"The quotation marks of line {at + 1} do not pair.");

    [GeneratedRegex(
        @"^(?:(?<number>\d{1,3})(?:[.)\]:]|\s*[-–—])\s+|[-*•]\s+)?"
        + @"(?<title>.+?)(?:\s*[(\[](?<year>\d{4})[)\]])?\s*$")]
    private static partial Regex FilmLine();

    private sealed record Columns(string Number, string Title, string Year, string? Ref)
    {
        /// <summary>The scheme of a ref column that holds bare values.</summary>
        public string? RefScheme { get; init; }

        public string? Ranked { get; init; }
    }

    private sealed class Fields(List<string> header, string[] values, string at)
    {
        public string At => at;

        public bool IsBlank => values.All(string.IsNullOrWhiteSpace);

        public string? this[string column] =>
            header.IndexOf(column) is >= 0 and var index && index < values.Length
                && values[index].Trim() is { Length: > 0 } value ? value : null;

        public int? Number(string column)
        {
            if (this[column] is not { } text) return null;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new RowRefusedException("list-numbers",
                    $"At {at} the {column} \"{Shown.Short(text)}\" is not a whole number.");
        }

        public DateOnly? Day(string column)
        {
            if (this[column] is not { } text) return null;
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var day)
                ? day
                : throw new RowRefusedException("date-unreadable",
                    $"At {at} the {column} \"{Shown.Short(text)}\" is not a day such as 2013-12-18.");
        }

        public FreeText? Text()
        {
            var text = new FreeText { Url = this["url"], Note = this["note"] };
            return text.IsEmpty ? null : text;
        }
    }
}
