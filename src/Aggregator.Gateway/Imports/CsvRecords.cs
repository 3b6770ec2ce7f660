using System.Text;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Splits one record of RFC 4180 into fields. Ours, because a reader of whole files takes everything up to
/// the next quotation mark for one field when a line is broken, and an import must lose that line and no
/// other.
/// </summary>
internal static class CsvRecords
{
    /// <summary>The fields of a record; null when quotation marks do not pair.</summary>
    public static string[]? Split(string record)
    {
        if (!record.Contains('"', StringComparison.Ordinal)) return record.Split(',');

        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            var field = at < record.Length && record[at] == '"' ? Quoted(record, ref at)
                : Plain(record, ref at);
            if (field is null) return null;
            fields.Add(field);
            if (at >= record.Length) return [.. fields];
            at++;
            if (at == record.Length)
            {
                fields.Add("");
                return [.. fields];
            }
        }
    }

    private static string Plain(string record, ref int at)
    {
        var comma = record.IndexOf(',', at);
        var end = comma < 0 ? record.Length : comma;
        var field = record[at..end];
        at = end;
        return field;
    }

    private static string? Quoted(string record, ref int at)
    {
        var field = new StringBuilder();
        at++;
        while (true)
        {
            var quote = record.IndexOf('"', at);
            if (quote < 0) return null;
            field.Append(record, at, quote - at);
            at = quote + 1;
            if (at >= record.Length || record[at] == ',') return field.ToString();
            if (record[at] != '"') return null;
            field.Append('"');
            at++;
        }
    }
}
