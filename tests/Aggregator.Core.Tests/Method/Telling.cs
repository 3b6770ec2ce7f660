namespace Aggregator.Tests.Method;

/// <summary>
/// Tells facts in order and remembers the entries they became: one minute and one position each.
/// </summary>
internal sealed class Telling
{
    private static readonly DateTimeOffset Start = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<LedgerEntry> _entries = [];

    public IReadOnlyList<LedgerEntry> Entries => _entries;

    public Telling Tell(Fact fact)
    {
        var position = _entries.Count + 1;
        _entries.Add(new LedgerEntry(position, Start.AddMinutes(position), "editor:tests000", fact));
        return this;
    }

    public FilmTally Folded(FilmId film) => Fold(film, Entries);

    public static FilmTally Fold(FilmId film, IEnumerable<LedgerEntry> entries)
    {
        var tally = new FilmTally(film);
        foreach (var entry in entries) tally.Apply(entry);
        return tally;
    }
}

/// <summary>Short ways to say who and what.</summary>
internal static class A
{
    public static readonly FilmId Her = FilmId.Of("her-2013");
    public static readonly FilmId Gravity = FilmId.Of("gravity-2013");

    public static CriticId Critic(string name) => CriticId.Of(name);

    public static Verdict Verdict(string? rating, Thumb? thumb = null, string? published = null) =>
        new(rating is null ? null : RatingReader.Read(rating), thumb)
        {
            Published = published is null ? null : DateOnly.ParseExact(published, "yyyy-MM-dd"),
        };

    public static VerdictRecorded Says(string critic, string? rating, Thumb? thumb = null) =>
        new(Her, Critic(critic), Verdict(rating, thumb));

    public static YearList List(string critic, int year, params string[] places) =>
        ListOf(critic, CriticKind.Person, year, places);

    public static YearList Honours(string circle, int year, params string[] places) =>
        ListOf(circle, CriticKind.Collective, year, places);

    /// <summary>
    /// Every place is written as its films with spaces between: <c>"gravity-2013 her-2013"</c>.
    /// </summary>
    public static YearList ListOf(string critic, CriticKind kind, int year, params string[] places)
    {
        var heading = new YearList(Critic(critic), kind, year) { Ranked = true };
        var films = places.Select(place => place.Split(' ').Select(FilmId.Of).ToArray()).ToArray();
        return YearList.Of(heading, films, null).Value!;
    }

    public static ListPublished Publishes(YearList list, params FilmId[] dropped) =>
        new(list, 0, [.. dropped]);

    public static SeasonTotals Totals(int season) => new(season, 10, 4, 1);
}
