using System.Globalization;
using System.Text.Json;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Lists;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// One row: the line it began at, and its values by name; absent and empty are both null. What cannot be
/// read is refused with a <see cref="RefusedException"/>.
/// </summary>
internal sealed class ImportRow(long line, string?[] values, ImportTable table)
{
    public long Line { get; } = line;

    /// <summary>Why it is no row; its values are what can be made out all the same. Else null.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>
    /// Whether the value of a column may end at a comma too much, of which another column does not tell that
    /// stands before it.
    /// </summary>
    public bool MayBeCut(string column, string other) =>
        values.Length > table.Width && table.Find(other) < table.Find(column);

    public bool IsBlank => values.All(string.IsNullOrWhiteSpace);

    /// <summary>
    /// What is written, as it is, in a column by its number among those known; nothing where there is none.
    /// </summary>
    public ReadOnlySpan<char> Cell(int known) =>
        table.AtKnown(known) is var at and >= 0 && at < values.Length ? values[at] : default;

    /// <summary>The trimmed value of a column; null where there is none.</summary>
    public string? this[string column] =>
        table.Find(column) is { } at && at < values.Length && values[at] is { } value
            && value.AsSpan().Trim() is { Length: > 0 } trimmed
            ? trimmed.Length == value.Length ? value : trimmed.ToString()
            : null;

    /// <summary>A text that is kept, of at most <paramref name="lengthMax"/> characters.</summary>
    public string? Text(string column, int lengthMax) =>
        this[column] is { } text ? PlainText.NotLong(column, text, lengthMax) : null;

    public int? Number(string column, string code)
    {
        if (this[column] is not { } text) return null;
        return TryReadNumber(text, out var number)
            ? number
            : throw new RefusedException(
                new Refusal(code, $"The {column} \"{Shown.Short(text)}\" is not a whole number."));
    }

    public static bool TryReadNumber(string? text, out int number) =>
        int.TryParse(Whole(text), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>
    /// Programs write <c>2013.0</c> for a year where other rows of the column have none; so may JSON.
    /// </summary>
    private static ReadOnlySpan<char> Whole(ReadOnlySpan<char> text) =>
        text.IndexOf('.') is > 0 and var point && text[point..] is { Length: > 1 } rest
            && !rest[1..].ContainsAnyExcept('0') ? text[..point] : text;

    /// <summary>
    /// A number of a place as it is printed: <c>2</c>, <c>2.</c>, <c>2=</c>, <c>T2</c>, <c>#2</c>,
    /// <c>2nd</c>, <c>2 (tie)</c>.
    /// </summary>
    public int? Place(string column)
    {
        if (this[column] is not { } text) return null;
        return PlaceNumbers.TryRead(text, out var number) ? number : Number(column, "list-numbers");
    }

    public int? Year(string column) => Years.Checked(column, Number(column, "year-unreadable"));

    public DateOnly? Day(string column)
    {
        if (this[column] is not { } text) return null;
        return Days.TryReadInFile(text, out var day)
            ? day
            : throw new RefusedException("date-unreadable",
                $"The {column} \"{Shown.Short(text)}\" is not a day such as 2013-12-18.");
    }

    /// <summary>
    /// The columns <c>url</c> and <c>note</c>, which lie apart from facts; null without them.
    /// </summary>
    public FreeText? FreeText()
    {
        var text = new FreeText
        {
            Url = Text("url", PlainText.NoteLengthMax),
            Note = Text("note", PlainText.NoteLengthMax),
        };
        return text.IsEmpty ? null : text;
    }
}

/// <summary>The columns of rows: of a CSV file's header, or of the names in NDJSON.</summary>
internal sealed class ImportTable
{
    /// <summary>The one column of ours whose text has lines by its nature.</summary>
    private const string Note = "note";

    /// <summary>Columns of words, in which a spreadsheet's cell may be broken as well.</summary>
    private static readonly string[] Words = ["title", "film", "name", "critic", "publication"];

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[] _ofWords;
    private readonly int[] _ofOneLine;
    private readonly int[] _known;
    private readonly int _width;
    private IReadOnlyList<(int At, Export.Column How)> _rewritten = [];
    private int _typeAt = -1;

    private ImportTable(IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        // Of the columns known alone: what nobody reads, as is said then, must not be read by its name.
        for (var i = 0; i < names.Count; i++)
            if (known.Any(column => IsOf(column, names[i]))) _columns.TryAdd(names[i].Trim(), i);
        _width = names.Count;
        _known = [.. known.Select(name => Find(name) ?? -1)];
        _ofWords = [.. known.Where(Words.Contains).Select(Find).OfType<int>()];
        _ofOneLine = [.. known.Except([Note, .. Words]).Select(Find).OfType<int>()];
    }

    /// <summary>How many columns there are.</summary>
    public int Width => _width;

    /// <summary>Of which site's export it is, if of any.</summary>
    public Export? Export { get; private init; }

    /// <summary>What to say of columns that nobody reads; nothing of those that another site has.</summary>
    public IReadOnlyList<Refusal> Unread { get; private init; } = [];

    public int? Find(string column) => _columns.TryGetValue(column, out var at) ? at : null;

    /// <summary>Where a column lies, by its number among those known; -1 where it is missing.</summary>
    public int AtKnown(int known) => _known[known];

    /// <summary>
    /// Columns of a header line; refuses a header that names none of the columns known, or one of them twice.
    /// </summary>
    public static Outcome<ImportTable> OfHeader(string[] names, IReadOnlyList<string> known) =>
        Export.Of(names) is { } export ? OfExport(names, export, known) : OfOwn(names, known);

    /// <summary>The same of another site's columns.</summary>
    public static ImportTable OfExport(string[] names, Export export, IReadOnlyList<string> known) =>
        new(export.Names(names), known)
        {
            Export = export,
            _rewritten = export.Rewritten(names),
            _typeAt = Export.TypeAt(names),
        };

    private static Outcome<ImportTable> OfOwn(string[] names, IReadOnlyList<string> known)
    {
        var table = new ImportTable(names, known) { Unread = UnreadColumns.Of(names, known) };
        var twice = known.FirstOrDefault(column => names.Count(name => IsOf(column, name)) > 1);
        if (twice is not null)
            return new Refusal("csv-header", $"The first line names the column {twice} twice.");
        if (known.Any(column => table.Find(column) is not null)) return table;
        var line = string.Join(',', names);
        return OtherTables.Refuse(line, known) ?? new Refusal("csv-header",
            $"The first line must name the columns: {string.Join(',', known)}. Columns may be "
            + $"missing, but \"{Shown.Short(line)}\" names none of them.{UnreadColumns.Hints(names, known)}");
    }

    /// <summary>Whether a file's column is called so, whatever its case and the blanks around it.</summary>
    public static bool IsOf(string column, string name) =>
        name.AsSpan().Trim().Equals(column, StringComparison.OrdinalIgnoreCase);

    public static ImportTable OfNames(IReadOnlyList<string> known) => new(known, known);

    /// <summary>
    /// Whether a record of several lines is one row. A date or an address has no line breaks, and a title
    /// holds no whole rows: where one seems to, a quotation mark that was never closed has swallowed them.
    /// </summary>
    public bool MayRunOver(string[] fields) =>
        !_ofOneLine.Any(at => at < fields.Length && fields[at].Contains('\n', StringComparison.Ordinal))
        && !_ofWords.Any(at => at < fields.Length && HoldsRows(fields[at]));

    /// <summary>Whether a line in its midst has as many values as there are columns.</summary>
    private bool HoldsRows(string field) =>
        field.Split('\n') is { Length: > 2 } lines
        && lines[1..^1].Any(line => line.Length > 0 && line.Count(letter => letter == ',') >= _width - 1);

    /// <summary>
    /// A row of CSV. Values at its end may be missing, but not be too many: a comma too much has moved them
    /// all. What another site says is no film is refused as <c>not-a-film</c>.
    /// </summary>
    public ImportRow OfFields(long line, string[] fields)
    {
        if (fields.Length > _width && fields.Skip(_width).Any(field => !string.IsNullOrWhiteSpace(field)))
            throw new RefusedException("csv-malformed",
                $"The row has {fields.Length} values for {_width} columns; a value with a comma in it needs "
                + "quotation marks.");
        foreach (var (at, how) in _rewritten)
        {
            if (at >= fields.Length) continue;
            fields[at] = how.Of(fields[at]);
            // Of two columns of one meaning the first that is filled counts.
            if (Find(how.Own) is { } first && string.IsNullOrWhiteSpace(fields[first]))
                fields[first] = fields[at];
        }

        var row = new ImportRow(line, fields, this);
        if (_typeAt >= 0 && _typeAt < fields.Length && Export.IsNoFilm(fields[_typeAt]))
            throw new RefusedException("not-a-film",
                $"\"{Shown.Short(row["film"])}\" is a \"{Shown.Short(fields[_typeAt])}\", and no film.");
        return row;
    }

    /// <summary>
    /// What can be made out of a line of CSV that is no row: its values up to where it is broken.
    /// </summary>
    public ImportRow Broken(ImportLine line, Refusal refusal) =>
        new(line.Number, line.Text is { } text ? CsvRecords.Split(text) ?? text.Split(',') : [], this)
        {
            Refusal = refusal,
        };

    /// <summary>
    /// A row of NDJSON: an object whose values are strings, numbers or booleans; refused with those values
    /// that can be read.
    /// </summary>
    /// <param name="unread">Told each name that nobody reads.</param>
    public ImportRow OfJson(ImportLine line, UnreadNames unread)
    {
        var values = new string?[_columns.Count];
        var refusal = line.Refusal;
        try
        {
            using var document =
                JsonDocument.Parse(line.Text ?? "", new JsonDocumentOptions { MaxDepth = 4 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new RefusedException("json-malformed", $"Line {line.Number} is not a JSON object.");

            foreach (var property in document.RootElement.EnumerateObject())
            {
                var no = Take(property, values, (line, unread));
                refusal ??= no;
            }
        }
        catch (JsonException)
        {
            refusal ??= new Refusal("json-malformed", $"Line {line.Number} is not JSON.");
        }
        catch (RefusedException refused)
        {
            refusal ??= refused.Refusal;
        }

        return new ImportRow(line.Number, values, this) { Refusal = refusal };
    }

    /// <summary>Takes the value of a property; answers why there is none.</summary>
    private Refusal? Take(
        JsonProperty property, string?[] values, (ImportLine Line, UnreadNames Unread) from)
    {
        try
        {
            var name = JsonFields.NameOf(property);
            if (Find(name) is { } at) values[at] = Text(property);
            else from.Unread.Note(name, from.Line.Number);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    private static string? Text(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => JsonFields.TextOf(property.Value, property.Name),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
        JsonValueKind.Array when property.NameEquals("refs") => string.Join(' ',
            property.Value.EnumerateArray().Select(item => JsonFields.TextOf(item, property.Name))),
        JsonValueKind.Object when property.NameEquals("refs") => string.Join(' ',
            property.Value.EnumerateObject().Select(pair =>
                $"{JsonFields.NameOf(pair)}:{JsonFields.TextOf(pair.Value, property.Name)}")),
        _ => throw new RefusedException("field-type",
            $"The field {property.Name} must be a single value."),
    };
}
