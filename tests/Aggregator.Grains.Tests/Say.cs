namespace Aggregator.Grains;

/// <summary>Commands as tests read them.</summary>
internal static class Say
{
    public static RecordVerdict Verdict(CriticId critic, string rating, DateOnly? published = null) =>
        new(critic, new(RatingReader.Read(rating), null) { Published = published }, null, "test");

    public static WithdrawVerdict Nothing(CriticId critic) => new(critic, "test");

    public static RecordVerdict Quoting(this RecordVerdict verdict, string quote) =>
        verdict with { Text = new() { Quote = quote } };

    public static PublishList List(CriticId critic, int year, params FilmId[] films) =>
        new(ListOf(critic, year, films), null, null, "test");

    public static YearList ListOf(CriticId critic, int year, params FilmId[] films)
    {
        var heading = new YearList(critic, CriticKind.Person, year) { Ranked = true };
        return YearList.Of(heading, [.. films.Select(film => (IReadOnlyList<FilmId>)[film])], null).Value!;
    }
}
