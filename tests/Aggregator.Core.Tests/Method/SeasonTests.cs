using Xunit;

namespace Aggregator.Tests.Method;

public sealed class SeasonTests
{
    private static readonly Film Her = new(A.Her, "Her") { Year = 2013 };

    [Fact]
    public void What_an_editor_recorded_decides() =>
        Assert.Equal(2015, SeasonOf(Her with { Season = 2015 }, Lists(2013, 3)));

    [Fact]
    public void Else_the_list_year_with_the_most_mentions_decides_and_the_earlier_on_a_tie()
    {
        Assert.Equal(2014, SeasonOf(Her, Lists(2013, 1), Lists(2014, 2)));
        Assert.Equal(2013, SeasonOf(Her, Lists(2014, 2), Lists(2013, 2)));
    }

    [Fact]
    public void Lists_from_the_year_before_to_three_years_after_count()
    {
        Assert.Equal(2012, SeasonOf(Her, Lists(2012, 1)));
        Assert.Equal(2016, SeasonOf(Her, Lists(2016, 1)));
        Assert.Equal(2013, SeasonOf(Her, Lists(2011, 5), Lists(2017, 5)));
        Assert.Equal(2017, SeasonOf(Her with { Year = null }, Lists(2017, 5), Lists(2013, 1)));
    }

    [Fact]
    public void Honours_do_not_decide_a_season() =>
        Assert.Equal(2013, SeasonOf(Her, [A.Publishes(A.Honours("circle", 2014, "her-2013"))]));

    [Fact]
    public void Else_the_year_of_its_release_then_the_year_it_was_made_then_nothing()
    {
        Assert.Equal(2014, SeasonOf(Her with { Released = new DateOnly(2014, 1, 10) }));
        Assert.Equal(2013, SeasonOf(Her));
        Assert.Null(SeasonOf(Her with { Year = null }));
    }

    [Fact]
    public void A_film_nobody_has_spoken_of_stands_in_its_season_with_the_prior_alone()
    {
        var standing = Standing.Unheard(Her, 7, DateTimeOffset.UnixEpoch, A.Totals, Calibration.BuiltIn);

        Assert.Equal((A.Her, 7L, 1), (standing.Film, standing.Position, standing.Calibration));
        Assert.Equal(A.Totals(2013), standing.Totals);
        Assert.Equal((6035, 2979, 9091), (
            standing.Acclaim.Critics, standing.Acclaim.CriticsLow, standing.Acclaim.CriticsHigh));
        Assert.True(standing.IsPending(Calibration.BuiltIn));

        var film = new Telling().Tell(new FilmRegistered(Her)).Folded(A.Her);
        var folded = film.Score(A.Totals, Calibration.BuiltIn);
        Assert.Equal(folded with { Position = 7, Updated = standing.Updated }, standing);
    }

    private static ListPublished[] Lists(int year, int critics) =>
        [.. Enumerable.Range(1, critics).Select(i => A.Publishes(A.List($"critic-{i}", year, "her-2013")))];

    private static int? SeasonOf(Film film, params ListPublished[][] lists)
    {
        var told = new Telling().Tell(new FilmRegistered(film));
        foreach (var list in lists.SelectMany(some => some)) told.Tell(list);
        return told.Folded(film.Id).Season;
    }
}
