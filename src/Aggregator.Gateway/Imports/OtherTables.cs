using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Tables that are no CSV, so that what is wrong can be said, and their rows become no films.
/// </summary>
internal static partial class OtherTables
{
    private static readonly (char Mark, string Name)[] Marks =
        [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];

    /// <summary>
    /// Why a first line, which names columns but has no commas between them, or what parts values, is no
    /// header; null where it names none.
    /// </summary>
    public static Refusal? Refuse(string line, IReadOnlyList<string> known)
    {
        if (Mark().IsMatch(line))
            return new Refusal("csv-header",
                "The first line tells spreadsheets what parts the values: leave it out, and save the table "
                + "as CSV with commas.");
        foreach (var (mark, name) in Marks)
        {
            string[] names =
                [.. line.Split(mark).Select(part => part.Trim().Trim('"')).Where(part => part.Length > 0)];
            // A number and a title behind a tab are read: a line above them may name the two.
            var areRead = mark == '\t' && names.Length == 2;
            if (!NameColumns(names, known) && (areRead || !UnreadColumns.AreNames(names))) continue;
            return new Refusal("csv-header",
                $"The first line parts the names of columns by {name}: save the table as CSV with commas."
                + UnreadColumns.Hints(names, known));
        }

        return null;
    }

    private static bool NameColumns(string[] names, IReadOnlyList<string> known) =>
        Export.Of(names) is not null
        || names.Count(name => known.Any(own => ImportTable.IsOf(own, name))) > 1;

    [GeneratedRegex("^\"?sep=.\"?\\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mark();
}
