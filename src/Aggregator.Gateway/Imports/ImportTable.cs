using System.Globalization;
using System.Text.Json;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Imports;

/// <summary>One row of an import: where it began, and its values by name; absent and empty are both
/// null.</summary>
internal sealed class ImportRow(long line, string?[] values, ImportTable table)
{
    public long Line { get; } = line;

    /// <summary>The trimmed value of a column; null where there is none.</summary>
    public string? this[string column] =>
        table.Find(column) is { } at && at < values.Length && values[at] is { } value
            && value.AsSpan().Trim() is { Length: > 0 } trimmed
            ? trimmed.Length == value.Length ? value : trimmed.ToString()
            : null;

    /// <summary>A whole number; refused with a sentence where something else stands.</summary>
    public int? Number(string column, string code)
    {
        if (this[column] is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RowRefusedException(
                code, $"The {column} \"{Shown.Short(text)}\" is not a whole number.");
    }

    public DateOnly? Day(string column)
    {
        if (this[column] is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var day)
            ? day
            : throw new RowRefusedException("date-unreadable",
                $"The {column} \"{Shown.Short(text)}\" is not a day such as 2013-12-18.");
    }
}

/// <summary>Says no to one row from deep inside its reading; never leaves the import.</summary>
internal sealed class RowRefusedException(string code, string detail) : Exception(detail)
{
    public Refusal Refusal { get; } = new(code, detail);
}

/// <summary>The columns of an import: of a CSV file's header, or of the names in NDJSON.</summary>
internal sealed class ImportTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    public int? Find(string column) => _columns.TryGetValue(column, out var at) ? at : null;

    /// <summary>Columns of a header line; refuses a header that names none of the columns known.</summary>
    public static Outcome<ImportTable> OfHeader(string[] names, IReadOnlyList<string> known)
    {
        var table = new ImportTable();
        for (var i = 0; i < names.Length; i++) table._columns.TryAdd(names[i].Trim(), i);
        return known.Any(column => table.Find(column) is not null)
            ? table
            : new Refusal("csv-header",
                $"The first line must name the columns: {string.Join(',', known)}. Columns may be "
                + $"missing, but \"{Shown.Short(string.Join(',', names))}\" names none of them.");
    }

    public static ImportTable OfNames(IReadOnlyList<string> known)
    {
        var table = new ImportTable();
        for (var i = 0; i < known.Count; i++) table._columns.Add(known[i], i);
        return table;
    }

    /// <summary>A row of NDJSON: an object whose values are strings, numbers or booleans.</summary>
    public ImportRow OfJson(ImportLine line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Text!, new JsonDocumentOptions { MaxDepth = 4 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new RowRefusedException("json-malformed", $"Line {line.Number} is not a JSON object.");

            var values = new string?[_columns.Count];
            foreach (var property in document.RootElement.EnumerateObject())
                if (Find(property.Name) is { } at) values[at] = Text(property);
            return new ImportRow(line.Number, values, this);
        }
        catch (JsonException)
        {
            throw new RowRefusedException("json-malformed", $"Line {line.Number} is not JSON.");
        }
    }

    private static string? Text(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => property.Value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
        JsonValueKind.Array when property.NameEquals("refs") => string.Join(' ',
            property.Value.EnumerateArray().Select(item => item.ToString())),
        _ => throw new RowRefusedException("field-type",
            $"The field {property.Name} must be a single value."),
    };
}
