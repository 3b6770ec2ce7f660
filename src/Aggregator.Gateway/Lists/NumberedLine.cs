using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// A line of a list, parted into the number before its title and the rest. A title may begin with a number
/// too: whether a doubtful one is the line's, the other lines tell.
/// </summary>
internal sealed partial record NumberedLine(string At, string Written, int? Number, string Rest)
{
    private static readonly string[] TieMarks =
        ["(tie)", "(tied)", "[tie]", "[tied]", "– tie", "— tie", "- tie"];

    /// <summary>Whether only what stands on the other lines makes it a number.</summary>
    public bool IsDoubtful { get; private init; }

    /// <summary>
    /// Whether the number says itself that it is shared: <c>=2 Her</c>. A doubtful one is none unless
    /// another line has the same, too: <c>T2 Trainspotting</c>.
    /// </summary>
    public bool IsTie { get; private init; }

    /// <summary>Whether words say that its place is shared: <c>Her (tie)</c>.</summary>
    public bool SaysTie { get; private init; }

    /// <summary>Whether a blank line stands above it.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether anything stands before the title, if only a dot or a dash.</summary>
    public bool IsMarked => Rest != Written;

    /// <summary>
    /// Certain is what no title begins with: <c>3. Her</c>, <c>3.) Her</c>, <c>=3. Her</c>, <c>3= Her</c>,
    /// <c>T3. Her</c>, <c>3 (tie) Her</c>. Doubtful are <c>3: Her</c>, <c>3 - Her</c>, <c>3.Her</c>,
    /// <c>3rd. Her</c>, <c>No. 3: Her</c>, <c>#3 Her</c>, <c>3º Her</c>, <c>T3 Her</c> and a tab behind it.
    /// </summary>
    public static NumberedLine Of(string at, string line)
    {
        var title = WithoutBullet(line);
        var text = Numerals.Plain(title);
        var mark = Mark().Match(text);
        if (!mark.Success) return new(at, line, null, title);
        var number = int.Parse(mark.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var numbered = new NumberedLine(at, line, null, title).Numbered(number, text[mark.Length..]);
        return numbered with
        {
            IsDoubtful = mark.Groups["doubtful"].Success,
            IsTie = mark.Groups["tie"].Success,
            SaysTie = numbered.SaysTie || mark.Groups["shared"].Success,
        };
    }

    /// <summary>The same with a number that only the other lines tell.</summary>
    public NumberedLine Numbered(int number, string rest)
    {
        var title = WithoutTie(rest);
        return this with { Number = number, Rest = title, SaysTie = title.Length < rest.Length };
    }

    /// <summary>The same where the number belongs to the title.</summary>
    public NumberedLine AsTitle() => new(At, Written, null, WithoutBullet(Written));

    /// <summary>
    /// Without what people write behind a title, or before it, that shares its place: the number says so.
    /// </summary>
    public static string WithoutTie(string text)
    {
        foreach (var mark in TieMarks)
        {
            if (text.Length <= mark.Length) continue;
            if (text.EndsWith(mark, StringComparison.OrdinalIgnoreCase))
                return text[..^mark.Length].TrimEnd();
            if (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                return text[mark.Length..].TrimStart();
        }

        return text;
    }

    private static string WithoutBullet(string line) => line[Bullet().Match(line).Length..];

    [GeneratedRegex(@"^(?:[-–—*+·]\s+|[•◦▪▫‣●○■□]\s*)", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();

    [GeneratedRegex(
        """
        ^(?:(?<shared>T-?|=)?(?<number>[0-9]{1,3})\s?(?:\.?[)\]]|\.)(?:\s?[-–—])?\s+
        |(?<tie>=)(?<number>[0-9]{1,3}):?\s+
        |(?<number>[0-9]{1,3})(?<tie>=)[.:)]?\s+
        |(?<number>[0-9]{1,3})\s?(?<tie>\(tied?\)|\[tied?\])[.:)]?\s+
        |(?<number>[0-9]{1,3})(?<doubtful>\s?(?::|[-–—]))\s+
        |(?<number>[0-9]{1,3})(?<doubtful>\.?[º°ª][.:)]?)\s+
        |(?<number>[0-9]{1,3})(?<doubtful>[.):])(?=[\p{L}"“«])
        |(?<number>[0-9]{1,3})(?<doubtful>\.[-–—])\s*
        |(?<number>[0-9]{1,3})(?<doubtful>\t)\s*
        |(?<number>[0-9]{1,3})(?<doubtful>(?:st|nd|rd|th)(?:\splace)?(?:[.:)]|\s?[-–—]))\s+
        |第?(?<number>[0-9]{1,3})(?<doubtful>位)[.:：、]?\s*
        |(?<number>[0-9]{1,3})(?<doubtful>[、．。：）])\s*(?=[^\s0-9])
        |(?<doubtful>
        """ + PlaceNumbers.Words + """
        |\#)\s?(?<number>[0-9]{1,3})(?:[.:)]|\s?[-–—])\s+
        |(?<doubtful>№)\s?(?<number>[0-9]{1,3})[.:)]?\s+
        |(?<doubtful>\#)(?<number>[0-9]{1,3})\s+
        |(?<doubtful>(?<tie>T-?))(?<number>[0-9]{1,3})\s+
        )(?=\S)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
