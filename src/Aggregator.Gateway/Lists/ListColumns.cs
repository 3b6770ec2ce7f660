using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>A list as rows: our own columns, as which those of other sites are read.</summary>
internal static class ListColumns
{
    /// <summary>Every column that is read; other ones are left alone.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "place", "film", "film_year", "film_ref", "critic", "kind", "year", "ranked", "publication",
        "published", "url", "note",
    ];

    public static WrittenFilm Film(ImportRow row, int year)
    {
        // A file of many lists must not become one, nor what one critic chose another's.
        if (row.Year("year") is { } other && other != year)
            throw new RefusedException("list-of-another", $"The row is of {other}, and the list of {year}.");
        var asked = FilmNaming.Of(row, year);
        var written = asked switch
        {
            { Title: { } title, Year: { } made } => $"{title} ({made})",
            { Title: { } title } => title,
            _ => asked.Id!,
        };
        return new WrittenFilm($"line {row.Line}", written, asked)
        {
            Number = row.Place("place"),
            SaysTie = PlaceNumbers.SaysTie(row["place"]),
            Critic = row["critic"],
        };
    }

    /// <summary>
    /// The list that films make, with what its rows say of the whole. Rows without a number are in order only
    /// where the first says so, as in an import.
    /// </summary>
    public static WrittenList List(IReadOnlyList<WrittenFilm> films, IReadOnlyList<ImportRow> rows)
    {
        var ranked = rows is [] ? true : IsRanked(rows);
        var list = WrittenList.Of(films, ranked == true);
        return (ranked is null ? list.InNoOrder() : list).Headed([.. rows.Select(row => new RowHeading(
            row.Text("publication", PlainText.NameLengthMax), row.Day("published"), row.FreeText()))]);
    }

    /// <summary>
    /// The list with what its rows say of the whole: the publication and the words are those of the first row
    /// that has any, and it was published when the last of it was.
    /// </summary>
    public static WrittenList Headed(this WrittenList list, IReadOnlyList<RowHeading> rows) => list with
    {
        Publication = rows.Select(row => row.Publication).FirstOrDefault(said => said is not null),
        Published = rows.Max(row => row.Published),
        Text = rows.Select(row => row.Text).FirstOrDefault(said => said is not null),
    };

    /// <summary>What the first row says; null where it says nothing.</summary>
    private static bool? IsRanked(IReadOnlyList<ImportRow> rows) =>
        rows.Select(row => ListRow.Flag(row["ranked"])).ToList()[0];
}

/// <summary>What one row says of the whole list.</summary>
internal readonly record struct RowHeading(string? Publication, DateOnly? Published, FreeText? Text);
