using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Numbers in forms that titles begin with, too: <c>1 Her</c>, <c>1st Her</c>, <c>No. 1 Her</c>,
/// <c>I. Her</c>. They are numbers where each line has one and they count, as no titles do.
/// </summary>
internal static partial class CountedLines
{
    /// <summary>Of fewer lines only such from 1 on with more behind the number than a blank.</summary>
    private const int LinesMin = 3;

    private static readonly Func<NumberedLine[], NumberedLine[]?>[] Forms = [InDigits, InRoman, InLetters];

    /// <summary>
    /// The lines with the numbers by which all of them count that are no headings. Where they count from 1
    /// on, or down to it, one line above them may be the list's name, and those below the unnumbered rest.
    /// </summary>
    public static NumberedLine[] In(NumberedLine[] lines)
    {
        // Of so many films none is read.
        if (lines.Length > 2 * YearList.FilmsMax) return lines;
        var films = Array.FindAll(lines, line => !ListHeadings.SaysSo(line));
        NumberedLine[] places =
            [.. lines.SkipWhile(ListHeadings.SaysSo).TakeWhile((line, at) => at == 0 || !IsOfRest(line))];
        var counted = Counted(films)
            ?? new[] { places, [.. films.Skip(1)], [.. places.Skip(1)] }.Select(Counted)
                .FirstOrDefault(some => some is not null && HasFirst(some));
        if (counted is null) return lines;
        var known = counted.ToDictionary(line => line.At);
        return Array.ConvertAll(lines, line => known.GetValueOrDefault(line.At, line));
    }

    /// <summary>Whether a line below places begins the unnumbered rest, if only behind a blank one.</summary>
    private static bool IsOfRest(NumberedLine line) =>
        ListHeadings.SaysSo(line) || FilmLines.SaysWhatFollows(line)
        || (line is { IsApart: true, Number: null } && !Count().IsMatch(Numerals.Plain(line.Rest))
            && !Roman().IsMatch(line.Rest) && !Letter().IsMatch(line.Rest));

    private static NumberedLine[]? Counted(NumberedLine[] lines) => lines.Length < 2
        ? null
        : Forms.Select(form => form(lines)).FirstOrDefault(counted => counted is not null);

    private static NumberedLine[]? InDigits(NumberedLine[] lines)
    {
        var texts = Array.ConvertAll(lines, line => Numerals.Plain(line.Rest));
        var reads = lines.Zip(texts, (line, text) => line.Number is null ? Count().Match(text) : null)
            .ToList();
        // Where others have a dot behind them, those without are no numbers: "3 Idiots" below "2. Her".
        if (lines.Zip(reads).Any(pair => !(pair.Second?.Success
            ?? (pair.First.IsDoubtful || pair.First.IsTie)))) return null;
        NumberedLine[] counted = [.. lines.Select((line, at) => reads[at] is { } read
            ? line.Numbered(ToNumber(read), texts[at][read.Length..])
            : line)];
        var isBare = reads.Exists(read => read?.Groups["bare"].Success == true);
        if (lines.Length < LinesMin && (isBare || !HasFirst(counted))) return null;
        return CountsUpOrDown(counted) ? counted : null;
    }

    private static NumberedLine[]? InRoman(NumberedLine[] lines) =>
        Marked(lines, Roman(), Numerals.OfRoman) is { } counted && CountsUpOrDown(counted)
            && HasFirst(counted) ? counted : null;

    private static NumberedLine[]? InLetters(NumberedLine[] lines) =>
        Marked(lines, Letter(), Numerals.OfLetter) is { } counted
            && counted.Index().All(line => line.Item.Number == line.Index + 1) ? counted : null;

    private static NumberedLine[]? Marked(NumberedLine[] lines, Regex form, Func<string, int> read)
    {
        var marks = Array.ConvertAll(
            lines, line => line.Number is null ? form.Match(line.Rest) : Match.Empty);
        if (!Array.TrueForAll(marks, mark => mark.Success)) return null;
        return [.. lines.Zip(marks, (line, mark) =>
            line.Numbered(read(mark.Groups["number"].Value), line.Rest[mark.Length..]))];
    }

    private static bool HasFirst(NumberedLine[] lines) => Array.Exists(lines, line => line.Number == 1);

    private static bool CountsUpOrDown(NumberedLine[] lines)
    {
        var numbers = Array.ConvertAll(lines, line => line.Number!.Value);
        return CountsUp(numbers) || CountsUp([.. numbers.Reverse()]);
    }

    /// <summary>
    /// Whether each number is one more than that before it; from 1 on it may also be the same, and that of
    /// its line behind some which are.
    /// </summary>
    private static bool CountsUp(int[] numbers)
    {
        var steps = numbers.Skip(1).Zip(numbers, (next, one) => next - one).ToList();
        if (steps.TrueForAll(step => step == 1)) return true;
        return numbers[0] == 1 && numbers[^1] > 1
            && steps.Index().All(step => step.Item is 0 or 1 || numbers[step.Index + 1] == step.Index + 2);
    }

    private static int ToNumber(Match match) =>
        int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """
        ^(?:[(（\[](?<number>[0-9]{1,3})[)）\]][.:]?\s*
        |(?<number>[0-9]{1,3})(?:st|nd|rd|th)(?:\splace)?,?\s+
        |(?<number>[0-9]{1,3})(?:[.:、．：]|\s?[/,;])\s*
        |(?:
        """ + PlaceNumbers.Words + """
        )\s?(?<number>[0-9]{1,3}),?\s+
        |(?<number>[0-9]{1,3})(?<bare>\s+|[-–—])
        )(?=\S)
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Count();

    [GeneratedRegex(@"^\(?(?<number>[IVXL]+)(?:\.?\)|[.:]|\s?[-–—])\s+(?=\S)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Roman();

    [GeneratedRegex(@"^\(?(?<number>[A-Z])(?:\.?\)|[.:]|\s?[-–—])\s+(?=\S)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Letter();
}
