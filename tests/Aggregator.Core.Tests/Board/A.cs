using System.Globalization;

namespace Aggregator.Tests.OfBoard;

/// <summary>Films, standings and stretches of the feed for tests, in the domain's words.</summary>
internal static class A
{
    /// <summary>The orders that a Board has.</summary>
    public static readonly RankingBy[] LiveOrders =
        [.. Enum.GetValues<RankingBy>().Where(RankingNames.IsLive)];

    public static readonly DateTimeOffset Day = new(2014, 1, 10, 21, 4, 5, TimeSpan.Zero);

    private static readonly string[] Words =
        ["the", "her", "gravity", "mud", "a-hijacking", "under-the-skin"];

    /// <summary>Ids that share long beginnings, so that ties are broken late.</summary>
    public static FilmId FilmIdOf(int number) =>
        FilmId.Of($"{Words[number % Words.Length]}-{number / Words.Length}");

    public static Standing Standing(FilmId film, int season, int verdicts, int grade) => new()
    {
        Film = film,
        Position = 1,
        Updated = Day,
        Calibration = 1,
        Totals = new SeasonTotals(season, 10, 2, 1),
        Verdicts = new VerdictSums
        {
            Rated = verdicts / 2,
            Ratings = verdicts / 2 * grade * 800L,
            ThumbsUp = verdicts - (verdicts / 2),
            Positive = Math.Min(grade, verdicts),
        },
        Credits = default,
        Years = [],
        Acclaim = new AcclaimNumbers { Low = grade * 700, Headline = (grade * 700) + (verdicts % 3 * 100) },
    };

    public static YearSums Year(int year, int grade) => new()
    {
        Year = year,
        Mentions = grade / 2,
        HalfPoints = grade,
        Borda = grade * 1_000_000L,
        Dowdall = grade * 100_000L,
        HonourCredit = grade * 100,
        Best = grade % 3,
        HonourMentions = grade / 4,
    };

    public static Film Film(string title, int? year = null, params string[] refs) =>
        new(FilmId.Of(Slug.Of(title, "film", year?.ToString(CultureInfo.InvariantCulture))), title)
        {
            Year = year,
            Refs = [.. refs.Select(FilmRef.Of)],
        };

    public static Critic Critic(string name, CriticKind kind = CriticKind.Person) =>
        new(CriticId.Of(Slug.Of(name, "critic")), name, kind);

    /// <summary>The changes with revisions that follow <paramref name="after"/>, reaching the head.</summary>
    public static FeedChunk Chunk(long after, params Change[] changes)
    {
        var head = after + changes.Length;
        var numbered = changes.Select((change, i) => change with { Revision = after + i + 1 });
        return new FeedChunk("epoch", head, head, [.. numbered]) { ReachesHead = true };
    }

    public static Change Registered(Film film) => new FilmChange(film, 1, Day);

    public static Catalogue Catalogue(params Film[] films) =>
        Board.Empty(Calibration.BuiltIn).After(Chunk(0, [.. films.Select(Registered)])).Catalogue;
}
