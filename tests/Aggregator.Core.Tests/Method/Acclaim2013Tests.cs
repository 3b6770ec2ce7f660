using Xunit;

namespace Aggregator.Tests.Method;

/// <summary>165 films of 2013 end to end: sums in, numbers and order out.</summary>
public sealed class Acclaim2013Tests
{
    private static readonly Calibration Cal1 = Calibration.BuiltIn;
    internal static readonly SeasonTotals Totals2013 = new(2013, 149, 31, 1);

    [Fact]
    public void Every_film_of_2013_has_the_published_numbers()
    {
        var films = Vectors.Csv("acclaim_2013.csv");

        Assert.Equal(165, films.Count);
        Assert.All(films, film =>
        {
            var critics = CriticsComponent.Of(VerdictsOf(film), Cal1);
            var recognition = RecognitionComponent.Of(CreditsOf(film), Totals2013, Cal1);
            var numbers = AcclaimNumbers.Of(critics, recognition, Cal1);

            Assert.Equal(film.Int("n"), VerdictsOf(film).Count);
            Assert.Equal((film.Int("C"), film.Number("hC")), (critics.Score, critics.Half));
            Assert.Equal((film.Int("rho"), film.Number("h_rho")), (recognition.Share, recognition.Half));
            Assert.Equal(film.Int("g"), RecognitionComponent.LiftShare(recognition.Share, Cal1));
            Assert.Equal(
                (film.Int("acclaim"), film.Int("lo"), film.Int("hi")),
                (numbers.Headline, numbers.Low, numbers.High));
        });
    }

    [Fact]
    public void The_films_of_2013_come_in_the_published_order()
    {
        var films = Vectors.Csv("acclaim_2013.csv");

        var order = films
            .Select(film => (Key: film["key"], Numbers: NumbersOf(film)))
            .OrderByDescending(film => film.Numbers.Low)
            .ThenByDescending(film => film.Numbers.Headline)
            .ThenBy(film => film.Key, StringComparer.Ordinal)
            .Select(film => film.Key);

        Assert.Equal(films.OrderBy(film => film.Int("place")).Select(film => film["key"]), order);
    }

    [Fact]
    public void Scoring_again_under_the_same_totals_changes_no_digit()
    {
        Assert.All(Vectors.Csv("acclaim_2013.csv"), film =>
        {
            var standing = StandingOf(film, null).Rescore(Totals2013, Cal1);

            Assert.Equal(NumbersOf(film), standing.Acclaim);
            Assert.Equal(Totals2013, standing.Totals);
            Assert.Equal(standing, standing.Rescore(Totals2013, Cal1));
        });
    }

    [Fact]
    public void The_lift_of_Her_is_shared_by_lists_and_honours_in_the_ratio_of_their_credits()
    {
        var her = Vectors.Csv("acclaim_2013.csv").Single(film => film["key"] == "her");

        var (lists, honours) = StandingOf(her, Totals2013).LiftParts(Cal1);

        // 813 · 693070 / (693070 + 2 · 67082) = 681.1
        Assert.Equal((681, 132), (lists, honours));
        Assert.Equal((0, 0), (StandingOf(her, null) with { Credits = default }).LiftParts(Cal1));
    }

    [Fact]
    public void A_season_without_lists_lifts_nothing()
    {
        var her = Vectors.Csv("acclaim_2013.csv").Single(film => film["key"] == "her");

        var standing = StandingOf(her, SeasonTotals.None(2013));

        Assert.Equal(0, standing.Acclaim.Recognition);
        Assert.Equal(0, standing.Acclaim.RecognitionHigh);
        Assert.Equal(0, standing.Acclaim.Lift);
    }

    private static AcclaimNumbers NumbersOf(CsvRow film) => StandingOf(film, Totals2013).Acclaim;

    internal static Standing StandingOf(CsvRow film, SeasonTotals? totals)
    {
        var her = new Film(FilmId.Of("any"), film["title"]);
        var unheard = Standing.Unheard(her, 1, DateTimeOffset.UnixEpoch, SeasonTotals.None, Cal1);
        var sums = unheard with { Verdicts = VerdictsOf(film), Credits = CreditsOf(film) };
        return sums.Rescore(totals, Cal1);
    }

    private static VerdictSums VerdictsOf(CsvRow film) => new()
    {
        Rated = film.Int("rated"),
        Marks = film.Number("S"),
        Squares = film.Number("Q"),
        ThumbsUp = film.Int("up"),
        ThumbsDown = film.Int("down"),
    };

    private static CreditSums CreditsOf(CsvRow film) => new()
    {
        Lists = film.Number("list_credit"),
        ListSquares = film.Number("list_sq"),
        Honours = film.Number("hon_credit"),
        HonourSquares = film.Number("hon_sq"),
    };
}
