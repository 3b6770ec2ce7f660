namespace Aggregator.Gateway.Imports;

/// <summary>
/// Tables that are no CSV, so that what is wrong can be said, and their rows become no films.
/// </summary>
internal static class OtherTables
{
    private static readonly (char Mark, string Name)[] Marks =
        [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];

    /// <summary>
    /// Why a first line, which names columns that are known but no commas between them, is no header; null
    /// where it names none.
    /// </summary>
    public static Refusal? Refuse(string line, IReadOnlyList<string> known)
    {
        var by = Array.Find(Marks, mark => NamesColumns(line.Split(mark.Mark), known)).Name;
        return by is null ? null : new Refusal("csv-header",
            $"The first line parts the names of columns by {by}: save the table as CSV with commas.");
    }

    private static bool NamesColumns(string[] parts, IReadOnlyList<string> known)
    {
        var names = Array.ConvertAll(parts, name => name.Trim().Trim('"').ToLowerInvariant());
        return Export.Of(names) is not null || names.Count(known.Contains) > 1;
    }
}
