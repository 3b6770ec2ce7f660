using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>What the columns of a list are called, in our own files and in those of others.</summary>
internal sealed record ListColumns(string Number, string Title, string Year, string? Ref)
{
    /// <summary>The scheme of a ref column that holds bare values.</summary>
    public string? RefScheme { get; init; }

    /// <summary>Whether rows say more than their film: <c>ranked</c>, <c>publication</c>, … .</summary>
    public bool IsOwn { get; init; }

    /// <summary>Every column that is read; other ones are left alone.</summary>
    public IReadOnlyList<string> All => IsOwn
        ? [Number, Title, Year, Ref!, "critic", "year", "ranked", "publication", "published", "url", "note"]
        : Ref is null ? [Number, Title, Year] : [Number, Title, Year, Ref];

    public WrittenFilm Film(ImportRow row, int year)
    {
        // A file of many lists must not become one, nor what one critic chose another's.
        if (IsOwn && row.Year("year") is { } other && other != year)
            throw new RefusedException("list-of-another", $"The row is of {other}, and the list of {year}.");
        var asked = IsOwn ? FilmNaming.Of(row, year) : Foreign(row, year);
        var written = asked switch
        {
            { Title: { } title, Year: { } made } => $"{title} ({made})",
            { Title: { } title } => title,
            _ => asked.Id!,
        };
        return new WrittenFilm($"line {row.Line}", written, asked)
        {
            Number = row.Number(Number, "list-numbers"),
            Critic = IsOwn ? row["critic"] : null,
        };
    }

    /// <summary>
    /// The list that films make; what its rows say of the whole is what the first says. Rows without a
    /// number are in order only where the file says so, as in an import.
    /// </summary>
    public static WrittenList List(IReadOnlyList<WrittenFilm> films, IReadOnlyList<ImportRow> rows) =>
        WrittenList.Of(films, rows is [] || IsRanked(rows)) with
        {
            Publication = First(rows, row => row.Text("publication", PlainText.NameLengthMax)),
            Published = rows.Select(row => row.Day("published")).FirstOrDefault(day => day is not null),
            Text = First(rows, row => row.FreeText()),
        };

    private static bool IsRanked(IReadOnlyList<ImportRow> rows) =>
        rows.Select(row => ListRow.Flag(row["ranked"])).ToList() is [true, ..];

    private static T? First<T>(IReadOnlyList<ImportRow> rows, Func<ImportRow, T?> says)
        where T : class => rows.Select(says).FirstOrDefault(said => said is not null);

    private FilmAsked Foreign(ImportRow row, int year)
    {
        var title = row.Text(Title, PlainText.TitleLengthMax);
        var reference = Ref is not null && row[Ref] is { } value ? $"{RefScheme}:{value}" : null;
        if (title is null && reference is null)
            throw new RefusedException("film-missing", "The row names no film.");
        return new FilmAsked(reference, title, row.Year(Year), year);
    }
}
