using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator;

/// <summary>
/// A title as catalogues write it that have no column for the year: <c>Her (2013)</c>.
/// </summary>
public static partial class TitleWithYear
{
    /// <summary>Parts the year in brackets from the title before it; false where there is none.</summary>
    public static bool TryRead(
        string? written, [NotNullWhen(true)] out string? title, out int year)
    {
        (title, year) = (null, 0);
        if (written is not [.., ')' or ']']) return false;
        if (TitleAndYear().Match(written) is not { Success: true } read) return false;
        year = int.Parse(read.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        if (year is < Scope.SeasonMin or > Scope.SeasonMax) return false;
        title = read.Groups["title"].Value;
        return true;
    }

    [GeneratedRegex(@"^(?<title>.*\S)\s*[([](?<year>[0-9]{4})[])]$", RegexOptions.Singleline)]
    private static partial Regex TitleAndYear();
}
