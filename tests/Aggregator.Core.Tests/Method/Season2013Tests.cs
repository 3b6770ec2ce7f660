using Xunit;

namespace Aggregator.Tests.Method;

public sealed class Season2013Tests(Season2013Tests.Season season) : IClassFixture<Season2013Tests.Season>
{
    [Fact]
    public void The_lists_give_every_published_total_of_the_positional_profiles()
    {
        var films = season.Folded.Films.Select(film => OfYear(season.Folded.StandingOf(film))).ToArray();
        var rows = Vectors.Csv("profiles_2013.csv")
            .Where(row => PointsBy.ContainsKey(row["profile"])).ToArray();

        Assert.Equal(61, rows.Length);
        Assert.All(rows, row =>
        {
            var points = PointsBy[row["profile"]];
            var own = points(OfYear(season.Folded.StandingOf(row["title"])));
            Assert.Equal(row.Number("points_integer_units"), own);
            Assert.Equal(row.Int("rank"), 1 + films.Count(film => points(film) > own));
        });
    }

    [Fact]
    public void The_lists_and_honours_give_every_published_sum_of_credits()
    {
        Assert.Equal((149, 31), (season.Folded.Totals.Lists, season.Folded.Totals.Collectives));
        Assert.All(Vectors.Csv("acclaim_2013.csv"), film =>
        {
            var standing = OfFilm(film);

            Assert.Equal((film.Number("list_credit"), film.Number("list_sq")), (
                standing.Credits.Lists, standing.Credits.ListSquares));
            Assert.Equal((film.Number("hon_credit"), film.Number("hon_sq")), (
                standing.Credits.Honours, standing.Credits.HonourSquares));
            Assert.Equal(film.Int("lists"), standing.Years.Single().Mentions);
            Assert.Equal(film.Int("honours"), standing.Years.Single().HonourMentions);
        });
    }

    [Fact]
    public void The_thumbs_give_every_published_acclaim_of_a_film_without_ratings()
    {
        // The thumbs of two of these films are in the published table and not in the season's file.
        var films = Vectors.Csv("acclaim_2013.csv")
            .Where(film => film.Int("rated") == 0 && OfFilm(film).Verdicts.Count > 0).ToArray();

        Assert.Equal(157, films.Length);
        Assert.All(films, film =>
        {
            var numbers = OfFilm(film).Acclaim;

            Assert.Equal(
                (film.Int("acclaim"), film.Int("lo"), film.Int("hi")),
                (numbers.Headline, numbers.Low, numbers.High));
        });
    }

    [Fact]
    public void Her_reads_as_in_the_public_contract()
    {
        var her = season.Folded.StandingOf("Her");
        var year = her.Years.Single();

        Assert.Equal(2013, her.Totals?.Season);
        Assert.Equal((9003, 8496, 9510), (her.Acclaim.Headline, her.Acclaim.Low, her.Acclaim.High));
        Assert.Equal((8190, 7274, 9106), (
            her.Acclaim.Critics, her.Acclaim.CriticsLow, her.Acclaim.CriticsHigh));
        Assert.Equal((3743, 3113, 4373), (
            her.Acclaim.Recognition, her.Acclaim.RecognitionLow, her.Acclaim.RecognitionHigh));
        Assert.Equal(813, her.Acclaim.Lift);
        Assert.Equal((240, 0, 227), (her.Verdicts.Count, her.Verdicts.Rated, her.Verdicts.Positive));
        Assert.Equal(new Approval(9458, 9095, 9681), her.Verdicts.Approval);
        Assert.Equal((84, 20, 10), (year.Mentions, year.Firsts, year.Seconds));
        Assert.Equal((268L, 556_827_609L, 35_878_997L), (year.HalfPoints, year.Borda, year.Dowdall));
        Assert.Equal((6, 1, 9), (year.Best, year.Shared, year.HonourMentions));
    }

    private Standing OfFilm(CsvRow film) => season.Folded.StandingOf(film["title"]);

    private static YearSums OfYear(Standing standing) => standing.Years.Single(year => year.Year == 2013);

    private static readonly Dictionary<string, Func<YearSums, long>> PointsBy = new()
    {
        ["lists-321"] = year => year.HalfPoints,
        ["borda"] = year => year.Borda,
        ["dowdall"] = year => year.Dowdall,
        ["mentions"] = year => year.Mentions,
    };

    /// <summary>
    /// Folded once for all tests; where the files are missing, each test skips when it asks.
    /// </summary>
    public sealed class Season
    {
        private readonly Lazy<Season2013> _folded = new(Season2013.Read);

        internal Season2013 Folded => _folded.Value;
    }
}
