using System.Globalization;
using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>A list with one film a line, with or without a number before it and a year behind.</summary>
internal static partial class FilmLines
{
    public static WrittenList Read(PageLine[] lines, int year)
    {
        var written = CountedLines.In(Parted(lines));
        PlaceNumbers.RefuseBare(written);
        var headings = ListHeadings.Of(written);
        var films = PlaceNumbers.Settled([.. written.Where(line => !headings.Holds(line))]);
        PlaceNumbers.RefuseSeveral(films);
        headings.RefuseAnotherList(written, films);
        var list = List(films, year);
        return list with { Remarks = list.Remarks.AddRange(headings.Remarks) };
    }

    private static WrittenList List(NumberedLine[] lines, int year)
    {
        var astray = PlaceNumbers.Astray(lines);
        var (titled, leftOut) = TitleNotes.Without(lines);
        // "(Untitled)" is a film, and several such lines are words about those above.
        var hasAsides = lines.Count(IsAside) > 1;
        var films = titled.Select((line, at) =>
        {
            var film = Film(line, year);
            return film with
            {
                IsAstray = astray.Contains(at),
                IsUnlikely = film.IsUnlikely || (hasAsides && IsAside(line)),
            };
        });
        var list = WrittenList.Of([.. films], ordered: false).InNoOrder();
        var doubts = list.Films.Where(film => film.IsAstray).Select(IsItAFilm);
        leftOut ??= titled.Select(line => BehindYear(line.Rest)).FirstOrDefault(note => note is not null);
        if (leftOut is not null) doubts = doubts.Prepend(TitleNotes.Remark(leftOut));
        return list with { Remarks = list.Remarks.AddRange(doubts) };
    }

    private static RefusalAt IsItAFilm(WrittenFilm film) => new(film.At, "number-missing",
        $"\"{Shown.Short(film.Written)}\" has no number, and lines around it have one: it counts behind them "
        + "all. Number it as the film that it ties with, or leave it out if it names none.");

    /// <summary>Whether a line by itself is one of a numbered list.</summary>
    public static bool IsNumbered(string line) =>
        NumberedLine.Of("", line.Trim()) is { IsMarked: true }
            and not { IsTie: true, IsDoubtful: true };

    /// <summary>The lines that are not blank.</summary>
    private static NumberedLine[] Parted(PageLine[] lines) =>
    [
        .. from line in lines.Index()
           where !string.IsNullOrWhiteSpace(line.Item.Text)
           select NumberedLine.Of(line.Item.At, line.Item.Text.Trim()) with
           {
               IsApart = line.Index > 0 && string.IsNullOrWhiteSpace(lines[line.Index - 1].Text),
           },
    ];

    private static WrittenFilm Film(NumberedLine line, int year)
    {
        var (title, made) = Dated(line.Rest);
        var untied = line.Number is null ? title : NumberedLine.WithoutTie(title);
        var saysTie = line.SaysTie || line is { IsTie: true, IsDoubtful: false } || untied != title;
        title = untied;
        PlainText.NotLong("title", title, PlainText.TitleLengthMax);
        var id = SiteAddress.AsRef(title) ?? (FilmNaming.IsAddress(title) ? title : null);
        if (id is not null) title = id;
        return new WrittenFilm(line.At, line.Written, new FilmAsked(id, title, made, year))
        {
            Number = line.Number,
            SaysTie = saysTie,
            IsUnlikely = title.AsSpan().ContainsAny("\t|{")
                || (saysTie && title.Contains(" / ", StringComparison.Ordinal))
                || title.Contains("://", StringComparison.Ordinal) || WhatFollows().IsMatch(title),
        };
    }

    /// <summary>
    /// The year in brackets behind a title, alone or beside the director's name, whatever mark ends the line,
    /// or what is said of the film behind a dash or colon, in brackets, or with "by" or "dir."
    /// </summary>
    public static (string Title, int? Year) Dated(string written)
    {
        var read = TitleAndYear().Match(written);
        return read.Success
            && int.Parse(read.Groups["year"].ValueSpan, CultureInfo.InvariantCulture) is var year
            && Years.IsOne(year)
            ? (read.Groups["title"].Value, year)
            : (written, null);
    }

    /// <summary>
    /// What is said of the film behind its year, which may be that another ties with it; null where that is
    /// nothing, or who made it.
    /// </summary>
    private static string? BehindYear(string written) =>
        TitleAndYear().Match(written).Groups["note"] is { Success: true, Value: var note }
            ? note.Trim()
            : null;

    /// <summary>
    /// Whether a line stands in brackets from end to end, as no numbered or dated film does.
    /// </summary>
    private static bool IsAside(NumberedLine line) => line is { Number: null, Rest: ['(', .., ')'] }
        && line.Rest.IndexOf(')', StringComparison.Ordinal) == line.Rest.Length - 1;

    /// <summary>Whether a line begins with what those behind the places are called.</summary>
    public static bool SaysWhatFollows(NumberedLine line) => WhatFollows().IsMatch(line.Rest);

    [GeneratedRegex(
        @"^\W*(?:honou?rable mentions?|runners?[- ]up|also(?: \w+)?)\s*[:(]", RegexOptions.IgnoreCase)]
    private static partial Regex WhatFollows();

    [GeneratedRegex(
        """
        ^(?<title>.*\S)\s*[([]
        (?:(?<year>[0-9]{4})(?:\s*[-,;:/–—]\s*[^][()]+)?|[^][()]+[-,;:/–—]\s*(?<year>[0-9]{4}))
        [])](?:[.,;:*\s]*|\s*(?:by\s|dir(?:\.|ected)).*
        |\s*(?:[-–—:]\s+|\()(?:by\s|(?i:dir)(?:[.:\s]|ected)).*|(?<note>\s*(?:[-–—:]\s|\().*))$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex TitleAndYear();
}
