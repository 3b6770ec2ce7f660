using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// What people write behind titles: the director, a country, how many named the film. On one line it may be
/// the title's own, as of <c>Birdman or (The Unexpected Virtue of Ignorance)</c>; where it stands on every
/// line of several, none of it is.
/// </summary>
internal static partial class TitleNotes
{
    private const int LinesMin = 3;

    /// <summary>
    /// The lines with their titles alone where every numbered one, or every other one, has its title in
    /// quotation marks or something in brackets behind it; and what was left out of the first such line.
    /// </summary>
    public static (NumberedLine[] Lines, string? LeftOut) Without(NumberedLine[] lines)
    {
        string? leftOut = null;
        var titled = lines.ToDictionary(line => line.At);
        foreach (var alike in lines.GroupBy(line => line.Number is not null))
        {
            foreach (var form in new[] { Quoted(), Bracketed() })
            {
                var read = alike.Select(line => titled[line.At])
                    .Select(line => (Line: line, Match: form.Match(line.Rest))).ToList();
                if (read.Count < LinesMin) continue;
                if (!read.TrueForAll(line => IsNote(line.Line, line.Match))) continue;
                foreach (var (line, match) in read) titled[line.At] = line with { Rest = TitleOf(match) };
                leftOut ??= read.Select(line => line.Match.Groups["note"].Value.Trim())
                    .FirstOrDefault(note => note.Length > 0);
            }
        }

        return ([.. lines.Select(line => titled[line.At])], leftOut);
    }

    public static RefusalAt Remark(string leftOut) => new("", "note-left-out",
        $"What stands behind titles or their years, such as \"{Shown.Short(leftOut)}\", is taken for no part "
        + "of them, and left out.");

    /// <summary>Whether nothing is lost that tells films apart: a year is none to be left out.</summary>
    private static bool IsNote(NumberedLine line, Match match) => match.Success
        && (match.Groups["quoted"].Success ? Year(match) is not null || !HoldsYear(match)
            : FilmLines.Dated(line.Rest).Year is null && !HoldsYear(match));

    private static bool HoldsYear(Match match) => FourDigits().IsMatch(match.Groups["note"].ValueSpan);

    /// <summary>With the year behind quotation marks, where one is.</summary>
    private static string TitleOf(Match match)
    {
        var title = match.Groups["title"].Value;
        return match.Groups["quoted"].Success && Year(match) is { } made ? $"{title} ({made})" : title;
    }

    /// <summary>The year in the first brackets behind quotation marks.</summary>
    private static int? Year(Match match)
    {
        var note = match.Groups["note"].Value;
        return FilmLines.Dated("x " + note[..(note.IndexOfAny([')', ']']) + 1)]).Year;
    }

    /// <summary>No other title may stand in marks behind it.</summary>
    [GeneratedRegex(
        """
        ^(?<quoted>["“”„«])(?<title>[^"“”„«»,]+(?:,[^"“”„«»,]+)*)
        (?:,["”“»]\s*(?<note>[^"“”„«»]*)|["”“»]\s*(?<note>|(?:[-–—,(\[]|by\s|dir)[^"“”„«»]*))$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quoted();

    [GeneratedRegex("[0-9]{4}", RegexOptions.CultureInvariant)]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"^(?<title>.*[^\s(])\s*(?<note>\([^()]+\))[.,;:*\s]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();
}
