using System.Buffers;
using System.Globalization;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Lists;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Imports;

/// <summary>One row of a list, read; or why it cannot be read, which refuses its whole list.</summary>
internal sealed record ListRow(long Line, string Key)
{
    // What stands for bytes that are no UTF-8, and what opens a value.
    private static readonly SearchValues<char> Lost = SearchValues.Create("\uFFFD\"");

    public CriticMention? Critic { get; private init; }

    /// <summary>What the row says the critic is, where it says it.</summary>
    public CriticKind? Kind { get; private init; }

    public string? Publication { get; private init; }

    public int Year { get; private init; }

    public bool? Ranked { get; private init; }

    public int? Number { get; private init; }

    public FilmAsked? Film { get; private init; }

    public DateOnly? Published { get; private init; }

    public FreeText? Text { get; private init; }

    public Refusal? Refusal { get; private init; }

    /// <summary>
    /// Whether it was counted with the list before: it stands between two, and may belong to either.
    /// </summary>
    public bool IsCountedBefore { get; private init; }

    /// <summary>The same on a list that it may belong to.</summary>
    public ListRow On(string list, bool isCountedBefore) =>
        this with { Key = list, IsCountedBefore = isCountedBefore };

    /// <summary>Whether what can be made out of a row that is refused says on which list it stands.</summary>
    public static bool TellsItsList(ImportRow row) =>
        NameIn(row) is { Length: <= PlainText.NameLengthMax }
        && ImportRow.TryReadNumber(row["year"], out var year) && Years.IsOne(year)
        && !row.MayBeCut("year", "film_year");

    /// <summary>
    /// Whether it came whole and names no film, as a second header or a line about the source: no list lacks
    /// anything without it.
    /// </summary>
    public static bool IsNoneOfList(ImportRow row) => row.Refusal is null
        && ((row["film"] ?? row["film_ref"]) is not { } film || film is "film" or "film_ref");

    /// <summary>
    /// Whether that is sure, and no other's name with its letters lost or cut at a comma: a year behind it
    /// would have moved.
    /// </summary>
    public static bool TellsForSure(ImportRow row) =>
        !row.MayBeCut(row["critic"] is null ? "publication" : "critic", "year")
        && NameIn(row) is { } name && PlainText.IsPlain(name) && !name.AsSpan().ContainsAny(Lost);

    /// <param name="who">Whom a name or id means, however it is spelt.</param>
    public static ListRow Read(ImportRow row, DateOnly today, Func<string, CriticId> who)
    {
        var key = KeyOf(row, who);
        if (row.Refusal is not null) return new ListRow(row.Line, key) { Refusal = row.Refusal };
        try
        {
            var year = row.Year("year")
                ?? throw new RefusedException("year-missing",
                    "The row does not say of which year the list is.");
            var critic = CriticMention.Of(row);
            return new ListRow(row.Line, key)
            {
                Critic = critic,
                Publication = critic.Publication,
                Kind = row["kind"] is null ? null : CriticMention.KindOf(row),
                Year = year,
                Ranked = Flag(row["ranked"]),
                Number = row.Place("place"),
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

    /// <summary>
    /// The key is made of what stands there, so that a row refused still belongs to its list.
    /// </summary>
    private static string KeyOf(ImportRow row, Func<string, CriticId> who)
    {
        var name = NameIn(row);
        var critic = name is { Length: <= PlainText.NameLengthMax } ? who(name).Value : name;
        return ImportRow.TryReadNumber(row["year"], out var year)
            ? string.Create(CultureInfo.InvariantCulture, $"{critic}\n{year}")
            : $"{critic}\n{row["year"]}";
    }

    private static string? NameIn(ImportRow row) => row["critic"] ?? row["publication"];

    private WrittenFilm Written => new($"line {Line}", "", Film!) { Number = Number };

    /// <summary>
    /// What is kept of it on a list that another row begins, which keeps the words of all of them.
    /// </summary>
    public ListRow Behind(ListRow first) => this with { Key = first.Key, Critic = first.Critic, Text = null };

    /// <summary>The same with the words of another row, where this one has none.</summary>
    public ListRow WithWordsOf(ListRow other) => this with { Text = Text ?? other.Text };

    /// <summary>
    /// What the row says otherwise than the first of its list that says anything of it, as two critics of one
    /// name would; null where it says nothing against it.
    /// </summary>
    public string? Against(ListRow first, string? publication) =>
        Differ(Publication, publication) ? $"appeared in \"{Shown.Short(Publication)}\""
        : Kind is { } kind && first.Kind is { } other && kind != other
            ? $"is a {CriticMention.WordOf(kind)}'s"
        : null;

    private static bool Differ(string? one, string? other) => one is not null && other is not null
        && !one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The list that rows make, by the rules of <see cref="WrittenList.Of"/>: rows without any number are in
    /// order only where the first says so.
    /// </summary>
    public static Outcome<YearList> Assemble(List<ListRow> rows, List<FilmMatch> films, Critic critic)
    {
        // In the order of their places, as the list that is made of them has them.
        var placed = rows.Zip(films).OrderBy(pair => pair.First.Number ?? int.MaxValue).ToList();
        var written = WrittenList.Of([.. placed.Select(pair => pair.First.Written)], rows[0].Ranked == true);
        var headed = written.Headed(
            [.. rows.Select(row => new RowHeading(row.Publication, row.Published, row.Text))]);
        return new ListReading(headed, [.. placed.Select(pair => pair.Second)])
            .Make(critic, rows[0].Year);
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
