using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Lists;

/// <summary>What the numbers of a list's lines say of each other.</summary>
internal static partial class PlaceNumbers
{
    /// <summary>What stands before a number, as a pattern.</summary>
    public const string Words = @"No\.?|Nr\.?|N[º°]|Num(?:ber|\.)|Rank|Place|Platz|Rang";

    /// <summary>
    /// Of lines without a heading. A doubtful number is one where every line has a number it may go with, or
    /// where that before it or behind it stands on another: in a list without any, "1: Nenokkadine" is a
    /// title, and of ten films "300: Rise of an Empire" is none in place 300.
    /// </summary>
    public static NumberedLine[] Settled(NumberedLine[] all)
    {
        var ties = all.Where(line => line is { IsTie: true, IsDoubtful: true }).ToLookup(line => line.Number);
        // A title before it tells others of no number.
        var lines = Array.ConvertAll(all, line =>
            line is { IsTie: true, IsDoubtful: true } && ties[line.Number].Count() == 1
                ? line.AsTitle() : line);
        var numbers = lines.Select(line => line.Number).ToHashSet();
        var isEach = !numbers.Contains(null);
        return Array.ConvertAll(lines, line => line is { IsDoubtful: true, IsTie: false }
            && !numbers.Contains(line.Number - 1) && !numbers.Contains(line.Number + 1)
            && (!isEach || line.Number > all.Length) ? line.AsTitle() : line);
    }

    /// <summary>
    /// Throws where numbers stand on lines of their own, so that nothing says of which films they are.
    /// </summary>
    public static void RefuseBare(NumberedLine[] lines)
    {
        var bare = lines.Where(line => line.Number is null)
            .Select(line => (line.At, line.Written, Match: Bare().Match(Numerals.Plain(line.Rest).TrimEnd())))
            .Where(line => line.Match.Success)
            .Select(line => (line.At, line.Written, Number: ToNumber(line.Match)))
            .ToList();
        var numbers = bare.Select(line => line.Number).ToHashSet();
        // Films are called "9" and "42", and hardly ever 1 and 2 on one list.
        var first = bare.Find(line =>
            numbers.Contains(line.Number + 1) || numbers.Contains(line.Number - 1));
        if (first.At is not null)
            throw ListText.At(first.At, new Refusal("list-numbers",
                $"\"{first.Written}\" is a number without a film: write both in one line."));
    }

    /// <summary>Throws where a line goes on to the next place.</summary>
    public static void RefuseSeveral(NumberedLine[] films)
    {
        foreach (var film in films)
        {
            if (film.Number is not { } number) continue;
            var other = Another().Matches(film.Rest).Select(ToNumber)
                .FirstOrDefault(next => Math.Abs(next - number) == 1, -1);
            if (other >= 0)
                throw ListText.At(film.At, new Refusal("list-numbers",
                    $"\"{Shown.Short(film.Written)}\" holds the number {other}, too: write each film in a "
                    + "line of its own."));
        }
    }

    /// <summary>
    /// By number of the line, those without a number among others that have one, or above them if they stand
    /// apart or no line has number 1. Are they films that tie with the one above, or words about the list?
    /// Where some are, those at the end may be, too.
    /// </summary>
    public static ImmutableHashSet<int> Astray(NumberedLine[] films)
    {
        var first = Array.FindIndex(films, film => film.Number is not null);
        var last = Array.FindLastIndex(films, film => film.Number is not null);
        var isAbove = first >= 0 && (films[first] is { IsApart: true, IsDoubtful: false }
            || !Array.Exists(films, film => film.Number == 1));
        var plain = Enumerable.Range(0, films.Length)
            .Where(at => (at > first || isAbove) && films[at] is { Number: null, IsMarked: false })
            .ToImmutableHashSet();
        return plain.Any(at => at < last) ? plain : [];
    }

    /// <summary>Reads a number that stands by itself, as a column has it.</summary>
    public static bool TryRead(string text, out int number)
    {
        var read = Alone().Match(text);
        number = read.Success ? ToNumber(read) : 0;
        return read.Success;
    }

    /// <summary>Whether such a number says that it is shared.</summary>
    public static bool SaysTie(string? text) => text is not null && Alone().Match(text).Groups["tie"].Success;

    private static int ToNumber(Match match) =>
        int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^[(\[]?(?:\#|№|" + Words + @")?\s?(?<number>[0-9]{1,3})(?:st|nd|rd|th|º|位)?(?:\splace)?"
        + @"[.:)\]]{0,2}$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"^(?:(?<tie>T-?|=|joint\s|tied\s)|\#|(?:" + Words + @")\s?)?(?<number>[0-9]{1,3})(?:st|nd|rd|th)?"
        + @"(?:\splace)?(?<tie>\s?=|T)?[.:)]?(?<tie>\s?(?:\(tied?\)|\[tied?\]|tied?))?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Alone();

    [GeneratedRegex(@"(?<=[\s;])(?<number>[0-9]{1,3})[.)]\s+[\p{L}\p{N}""“'‘]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Another();
}
