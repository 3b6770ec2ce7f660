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
            Critic = row["critic"],
        };
    }

    /// <summary>
    /// The list that films make; what its rows say of the whole is what the first says. Rows without a
    /// number are in order only where the file says so, as in an import.
    /// </summary>
    public static WrittenList List(IReadOnlyList<WrittenFilm> films, IReadOnlyList<ImportRow> rows)
    {
        var ranked = rows is [] ? true : IsRanked(rows);
        var list = WrittenList.Of(films, ranked == true);
        return (ranked is null ? list.InNoOrder() : list) with
        {
            Publication = First(rows, row => row.Text("publication", PlainText.NameLengthMax)),
            Published = rows.Select(row => row.Day("published")).FirstOrDefault(day => day is not null),
            Text = First(rows, row => row.FreeText()),
        };
    }

    /// <summary>What the first row says; null where it says nothing.</summary>
    private static bool? IsRanked(IReadOnlyList<ImportRow> rows) =>
        rows.Select(row => ListRow.Flag(row["ranked"])).ToList()[0];

    private static T? First<T>(IReadOnlyList<ImportRow> rows, Func<ImportRow, T?> says)
        where T : class => rows.Select(says).FirstOrDefault(said => said is not null);
}
