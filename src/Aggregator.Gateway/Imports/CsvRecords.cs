using System.Text;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Splits records of RFC 4180 into fields. Ours, because a reader of whole files takes everything up to the
/// next quotation mark for one field when a line is broken, and an import must lose that line and no other.
/// </summary>
internal static class CsvRecords
{
    /// <summary>
    /// A record has at most so many lines: more than notes have, and few enough to be held while a mark that
    /// is never closed is looked for.
    /// </summary>
    public const int LinesMax = 100;

    /// <summary>As much as one line may hold.</summary>
    private const int CharsMax = 16 * 1024;

    /// <summary>
    /// The fields of the record that begins at line <paramref name="at"/>, which ends at the record's last
    /// line. A record runs on over the next lines while a quotation mark is open, for a few lines and only
    /// where <paramref name="mayRunOver"/> finds the fields in order. Null, and <paramref name="at"/> as it
    /// was, when the line begins no record.
    /// </summary>
    /// <param name="lineAt">A line by its number; null where there is none that could belong to it.</param>
    public static string[]? Read(Func<int, string?> lineAt, ref int at, Func<string[], bool> mayRunOver)
    {
        var record = lineAt(at)!;
        if (Split(record, out var isOpen) is { } alone) return alone;
        var run = new StringBuilder(record);
        for (var next = at + 1; isOpen && next - at < LinesMax && lineAt(next) is { } more; next++)
        {
            if (run.Length + more.Length >= CharsMax) return null;
            run.Append('\n').Append(more);
            if (!more.Contains('"', StringComparison.Ordinal)) continue;
            if (Split(run.ToString(), out isOpen) is not { } fields) continue;
            if (!mayRunOver(fields)) return null;
            at = next;
            return fields;
        }

        return null;
    }

    /// <summary>What is to be said of the marks of a line that begins no record.</summary>
    public static string Unpaired(string line)
    {
        Split(line, out var isOpen);
        return isOpen
            ? $"do not pair within {LinesMax} lines and {CharsMax / 1024} KiB, the most that a row has"
            : "do not pair";
    }

    /// <summary>The fields of a record; null when quotation marks do not pair.</summary>
    public static string[]? Split(string record) => Split(record, out _);

    /// <param name="isOpen">Whether they might pair if the record went on.</param>
    private static string[]? Split(string record, out bool isOpen)
    {
        isOpen = false;
        if (!record.Contains('"', StringComparison.Ordinal)) return record.Split(',');

        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            var isQuoted = at < record.Length && record[at] == '"';
            var field = isQuoted ? Quoted(record, ref at, out isOpen) : Plain(record, ref at);
            if (field is null) return null;
            fields.Add(field);
            if (at >= record.Length) return [.. fields];
            at++;
        }
    }

    private static string? Plain(string record, ref int at)
    {
        var comma = record.IndexOf(',', at);
        var end = comma < 0 ? record.Length : comma;
        var field = record[at..end];
        at = end;
        return IsOtherHalf(field) ? null : field;
    }

    /// <summary>
    /// Whether a mark at the end closes what was never opened: the rest of a field whose beginning was
    /// refused, and no value. Marks in pairs and within words are taken as they are.
    /// </summary>
    private static bool IsOtherHalf(string field) =>
        field.EndsWith('"') && field.Count(letter => letter == '"') % 2 == 1;

    private static string? Quoted(string record, ref int at, out bool isOpen)
    {
        isOpen = false;
        var field = new StringBuilder();
        at++;
        while (true)
        {
            var quote = record.IndexOf('"', at);
            isOpen = quote < 0;
            if (isOpen) return null;
            field.Append(record, at, quote - at);
            at = quote + 1;
            if (at >= record.Length || record[at] == ',') return field.ToString();
            if (record[at] != '"') return null;
            field.Append('"');
            at++;
        }
    }
}
