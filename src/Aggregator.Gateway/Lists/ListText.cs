using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Reads a list as text: our own CSV columns, a Letterboxd list export (v7), an IMDb list export, or one film
/// a line (<c>3. Her (2013)</c>). Which of them it is, its first lines tell.
/// </summary>
internal static class ListText
{
    private const string LetterboxdVersion = "v7";

    /// <param name="isCsv">
    /// Whether it is sent as CSV: then a first line of columns that holds no film is refused, and not taken
    /// for a film.
    /// </param>
    public static WrittenList Read(string body, int year, bool isCsv = false)
    {
        var lines = body.ReplaceLineEndings("\n").Split('\n');
        RefuseControls(lines.Select((line, at) => new PageLine($"line {at + 1}", line)));
        var at = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (at < 0) return Lines(lines, year);
        var names = CsvRecords.Split(lines[at]) ?? [];
        if (names is [var first, ..] && Export.IsLetterboxdMark(first))
        {
            RefuseOtherVersion(first);
            var films = FilmsOfLetterboxd(lines, at + 1);
            var list = Table(lines, films, Export.LetterboxdList, year);
            return ExportHeading.Over(list, lines, at + 1, films);
        }

        if (Export.Of(names) is { } export) return Table(lines, at, export, year);
        if (names.Any(name => name.Trim().ToLowerInvariant() is "film" or "film_ref"))
            return Table(lines, at, null, year);
        if (OtherTables.Refuse(lines[at], ListColumns.All) is { } otherwise) throw At(at, otherwise);
        if ((isCsv && names.Length > 1 && !FilmLines.IsNumbered(lines[at])) || UnreadColumns.AreNames(names))
            throw At(at, new Refusal("csv-header",
                "The first line must name the columns, and among them film or film_ref, which "
                + $"\"{Shown.Short(lines[at])}\" does not. One film a line is sent as text/plain."
                + UnreadColumns.Hints(names, ListColumns.All)));
        return Lines(isCsv && names is [_] ? Array.ConvertAll(lines, Unquoted) : lines, year);
    }

    /// <summary>A line of CSV that is one quoted value, as every line is in which a comma stands.</summary>
    private static string Unquoted(string line) =>
        line is ['"', ..] && CsvRecords.Split(line) is [var only] ? only : line;

    private static void RefuseOtherVersion(string mark)
    {
        var version = mark[Export.LetterboxdMark.Length..].Trim();
        if (version.Equals(LetterboxdVersion, StringComparison.OrdinalIgnoreCase)) return;
        throw new RefusedException("csv-header",
            $"This is a list export of Letterboxd {Shown.Short(version)}: {LetterboxdVersion} is read here.");
    }

    private static WrittenList Lines(string[] lines, int year)
    {
        var page = PageLines.Of(lines);
        RefuseControls(page);
        // Of a page the first row is known only now.
        var first = Array.Find(page, line => line.Text.Length > 0);
        if (first.Text is { } text && OtherTables.Refuse(text, ListColumns.All) is { } otherwise)
            throw At(first.At, otherwise);
        return FilmLines.Read(page, year);
    }

    private static void RefuseControls(IEnumerable<PageLine> lines)
    {
        foreach (var line in lines.Where(line => !PlainText.IsPlain(line.Text)).Take(1))
            throw At(line.At, new Refusal("field-text", "The line holds control characters."));
    }

    /// <summary>
    /// Where the films of a Letterboxd export begin: below a header of their own. Before it stands the list
    /// itself, whose description may have any lines, even one like that header.
    /// </summary>
    private static int FilmsOfLetterboxd(string[] lines, int at)
    {
        for (; at < lines.Length; at++)
        {
            var first = at;
            var fields = CsvRecords.Read(line => lines.ElementAtOrDefault(line), ref at, _ => true);
            if (fields is [var name, ..] && name.Equals("Position", StringComparison.OrdinalIgnoreCase))
                return first;
        }

        throw new RefusedException("csv-header",
            "The Letterboxd export has no line that begins with Position,Name,Year.");
    }

    private static WrittenList Table(string[] lines, int headerAt, Export? export, int year)
    {
        if (export is { Holds: not Export.Holding.List }) throw At(headerAt, export.Elsewhere());
        var names = CsvRecords.Split(lines[headerAt])!;
        var columns = export is not null
            ? ImportTable.OfExport(names, export, ListColumns.All)
            : ImportTable.OfHeader(names, ListColumns.All);
        if (columns.Refusal is { } mistaken) throw At(headerAt, mistaken);
        var (table, header) = (columns.Value!, $"line {headerAt + 1}");
        var (films, said) = (new List<WrittenFilm>(), new List<ImportRow>());
        for (var at = headerAt + 1; at < lines.Length; at++)
        {
            var first = at;
            try
            {
                var fields = CsvRecords.Read(line => lines.ElementAtOrDefault(line), ref at, table.MayRunOver)
                    ?? throw new RefusedException("csv-malformed",
                        $"The quotation marks {CsvRecords.Unpaired(lines[first])}.");
                var row = table.OfFields(first + 1, fields);
                if (row.IsBlank) continue;
                films.Add(ListColumns.Film(row, year));
                if (export is null) said.Add(row);
            }
            catch (RefusedException refused)
            {
                throw At(first, refused.Refusal);
            }
        }

        var list = ListColumns.List(films, said);
        var unread = table.Unread.Select(warning => new RefusalAt(header, warning.Code, warning.Detail));
        return list with { Remarks = list.Remarks.AddRange(unread) };
    }

    /// <summary>The refusal with where in the body it is.</summary>
    public static RefusedException At(string at, Refusal refusal) => new(refusal with
    {
        Detail = $"At {at}: {refusal.Detail}",
        Errors = [new RefusalAt(at, refusal.Code, refusal.Detail)],
    });

    private static RefusedException At(int line, Refusal refusal) => At($"line {line + 1}", refusal);
}
