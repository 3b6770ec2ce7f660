using System.Globalization;
using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>A list with one film a line, with or without a number before it and a year behind.</summary>
internal static partial class FilmLines
{
    private const int YearLength = 4;

    public static WrittenList Read(string[] lines, int year)
    {
        var count = lines.Count(line => !string.IsNullOrWhiteSpace(line));
        var films = new List<WrittenFilm>();
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].Trim() is not { Length: > 0 } line) continue;
            films.Add(Film(line, $"line {at + 1}", year, count));
        }

        return WrittenList.Of(films, ordered: false).InNoOrder();
    }

    private static WrittenFilm Film(string line, string at, int year, int count)
    {
        var (number, rest) = Numbered(line, count);
        var (title, made) = Dated(rest);
        PlainText.NotLong("title", title, PlainText.TitleLengthMax);
        var id = FilmNaming.IsAddress(title) ? title : null;
        return new WrittenFilm(at, line, new FilmAsked(id, title, made, year))
        {
            Number = number,
        };
    }

    /// <summary>
    /// The number before a title. After it stands a point or a bracket; a colon or a dash will do where the
    /// number fits the list: of ten films "300: Rise of an Empire" is none in place 300.
    /// </summary>
    private static (int? Number, string Title) Numbered(string line, int count)
    {
        var mark = Mark().Match(line);
        if (!mark.Success) return (null, line);
        var rest = line[mark.Length..];
        if (!mark.Groups["number"].Success) return (null, rest);

        var number = int.Parse(mark.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        return mark.Groups["weak"].Success && number > count ? (null, line) : (number, rest);
    }

    /// <summary>The year in brackets behind a title.</summary>
    private static (string Title, int? Year) Dated(string line)
    {
        var bracket = line.Length - YearLength - 2;
        var isBracketed = bracket > 0 && line[bracket] is '(' or '[' && line[^1] is ')' or ']';
        return isBracketed
            && int.TryParse(line.AsSpan(bracket + 1, YearLength), NumberStyles.None,
                CultureInfo.InvariantCulture, out var year)
            && Years.IsOne(year)
            ? (line[..bracket].TrimEnd(), year)
            : (line, null);
    }

    [GeneratedRegex(@"^(?:(?<number>[0-9]{1,3})(?:[.)\]]|(?<weak>:|\s?[-–—]))\s+|[-*•]\s+)")]
    private static partial Regex Mark();
}
