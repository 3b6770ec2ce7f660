namespace Aggregator.Tests.Method;

/// <summary>The constants that are measured, measured again.</summary>
public sealed class CalibrationFitTests
{
    /// <summary>
    /// Calibration 1 says 6035, 120 and 2640625: fitted to 2,600 verdicts more than the file at hand, and 118
    /// was rounded to 120.
    /// </summary>
    [Fact]
    public void The_real_verdicts_at_hand_give_nearly_the_published_constants()
    {
        var films = new Dictionary<FilmId, FilmTally>();
        foreach (var (film, critic, verdict, position) in Ratings.Real())
        {
            if (!films.TryGetValue(film, out var tally)) films[film] = tally = new FilmTally(film);
            tally.Apply(new(position, default, "test", new VerdictRecorded(film, critic, verdict)));
        }

        var sums = films.Values.Select(film => film.Score(SeasonTotals.None, Calibration.BuiltIn).Verdicts);
        var fitted = CalibrationFit.Of(sums).Value!;

        Assert.Equal(new CalibrationFit(782, 37_296, 6093, 117, 2_623_680), fitted);
    }

    [Fact]
    public void What_the_films_were_made_with_is_found_again_in_any_order()
    {
        var random = new Random(60);
        var films = Enumerable.Range(0, 4000)
            .Select(_ => Film(random, mean: 6000 + 1500 * Normal(random), verdicts: 20)).ToArray();

        var fitted = CalibrationFit.Of(films).Value!;
        random.Shuffle(films);

        Assert.Equal(fitted, CalibrationFit.Of(films).Value);
        Assert.Equal((4000, 80_000), (fitted.Films, fitted.Rated));
        Assert.InRange(fitted.PriorMean, 5930, 6070);
        Assert.InRange(fitted.PriorStrengthHundredths, 41, 48);
        Assert.InRange(fitted.SpreadPrior, 980_000, 1_020_000);
    }

    [Theory]
    [InlineData(99, 40)]
    [InlineData(150, 10)]
    [InlineData(300, 9)]
    public void Too_few_verdicts_are_refused(int films, int verdicts)
    {
        var random = new Random(1);
        var few = Enumerable.Range(0, films).Select(film => Film(random, 4000 + film, verdicts));

        Assert.Equal("verdicts-too-few", CalibrationFit.Of(few).Refusal?.Code);
    }

    [Fact]
    public void Films_that_are_all_alike_are_refused()
    {
        var alike = Enumerable.Repeat(
            new VerdictSums { Rated = 20, Marks = 20 * 6000, Squares = 20 * (6000L * 6000 + 100) }, 200);

        Assert.Equal("verdicts-too-few", CalibrationFit.Of(alike).Refusal?.Code);
    }

    /// <summary>Marks that spread by ten points around a mean.</summary>
    private static VerdictSums Film(Random random, double mean, int verdicts)
    {
        var sums = default(VerdictSums);
        for (var i = 0; i < verdicts; i++)
        {
            var mark = (long)Math.Round(mean + 1000 * Normal(random));
            sums += new VerdictSums { Rated = 1, Marks = mark, Squares = mark * mark };
        }

        return sums;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
