using System.Globalization;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Imports;

/// <summary>One row of a list, read; or why it cannot be read, which refuses its whole list.</summary>
internal sealed record ListRow(long Line, string Key)
{
    public CriticMention? Critic { get; private init; }

    public int Year { get; private init; }

    public bool? Ranked { get; private init; }

    public int? Number { get; private init; }

    public FilmAsked? Film { get; private init; }

    public DateOnly? Published { get; private init; }

    public FreeText? Text { get; private init; }

    public Refusal? Refusal { get; private init; }

    public static ListRow Read(ImportRow row, DateOnly today)
    {
        // The key is made of what stands there, so that a row refused still belongs to its list.
        var key = string.Create(CultureInfo.InvariantCulture,
            $"{(row["critic"] ?? row["publication"])?.ToUpperInvariant()}\n{row["year"]}");
        try
        {
            var year = row.Year("year")
                ?? throw new RefusedException("year-missing",
                    "The row does not say of which year the list is.");
            return new ListRow(row.Line, key)
            {
                Critic = CriticMention.Of(row),
                Year = year,
                Ranked = Flag(row["ranked"]),
                Number = row.Number("place", "list-numbers"),
                Film = FilmNaming.Of(row, year),
                Published = Days.NotAhead(row.Day("published"), today),
                Text = row.FreeText(),
            };
        }
        catch (RefusedException refused)
        {
            return new ListRow(row.Line, key) { Refusal = refused.Refusal };
        }
    }

    public bool IsOfOneListWith(ListRow other) => Key == other.Key;

    /// <summary>
    /// The list that rows make. Equal numbers tie; rows without a number are the unnumbered rest; a ranked
    /// list that prints no numbers at all is in the order of its rows.
    /// </summary>
    public static Outcome<YearList> Assemble(List<ListRow> rows, List<FilmId> films, Critic critic)
    {
        var numbered = rows.Any(row => row.Number is not null);
        var ranked = numbered || rows[0].Ranked != false;
        var heading = new YearList(critic.Id, critic.Kind, rows[0].Year)
        {
            Ranked = ranked && (numbered || rows[0].Ranked == true),
            Publication = rows[0].Critic!.Publication,
            Published = rows.Max(row => row.Published),
        };
        if (!numbered)
        {
            return heading.Ranked
                ? YearList.Of(heading, [.. films.Select(film => (IReadOnlyList<FilmId>)[film])], null)
                : YearList.Of(heading, [films], [null]);
        }

        var places = rows.Zip(films)
            .GroupBy(pair => pair.First.Number)
            .OrderBy(place => place.Key ?? int.MaxValue)
            .ToList();
        return YearList.Of(
            heading,
            [.. places.Select(place => (IReadOnlyList<FilmId>)[.. place.Select(pair => pair.Second)])],
            [.. places.Select(place => place.Key)]);
    }

    public static bool? Flag(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        var other => throw new RefusedException("ranked-unreadable",
            $"\"{Shown.Short(other)}\" is neither true nor false."),
    };
}
