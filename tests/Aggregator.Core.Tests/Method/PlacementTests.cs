using Xunit;

namespace Aggregator.Tests.Method;

public sealed class PlacementTests
{
    private static readonly Calibration Cal1 = Calibration.BuiltIn;

    [Theory]
    [InlineData(1, 1, 10000)]
    [InlineData(4, 4, 8500)]
    [InlineData(2, 3, 9250)]
    [InlineData(1, 10, 7750)]
    [InlineData(1, 11, 7045)]
    [InlineData(11, 20, 0)]
    public void Films_that_share_places_share_the_credit_of_those_places(int from, int to, int credit) =>
        Assert.Equal(credit, new Span(from, to).Credit(Cal1.ListCredits));

    [Theory]
    [InlineData(1, 2, 7500)]
    [InlineData(2, 3, 4166)]
    [InlineData(2, 5, 3208)]
    public void An_honour_is_about_winning(int from, int to, int credit) =>
        Assert.Equal(credit, new Span(from, to).Credit(Cal1.HonourCredits));

    [Theory]
    [InlineData(1, 1, 10_000_000, 1_000_000)]
    [InlineData(1, 10, 5_500_000, 292_897)]
    [InlineData(2, 4, 8_000_000, 361_111)]
    [InlineData(10, 12, 333_333, 33_333)]
    [InlineData(11, 12, 0, 0)]
    public void Borda_and_dowdall_are_means_over_the_places_shared(
        int from, int to, long borda, long dowdall) =>
        Assert.Equal((borda, dowdall), (new Span(from, to).Borda(), new Span(from, to).Dowdall()));

    [Theory]
    [InlineData(2013, 1, 10, 6)]
    [InlineData(2013, 2, 10, 4)]
    [InlineData(2013, 3, 10, 2)]
    [InlineData(2013, 10, 17, 2)]
    [InlineData(2013, 11, 17, 0)]
    [InlineData(2013, null, 10, 2)]
    [InlineData(2013, null, 20, 2)]
    [InlineData(2013, null, 21, 0)]
    [InlineData(2014, null, 10, 2)]
    [InlineData(2014, null, 11, 1)]
    [InlineData(2014, null, 20, 1)]
    [InlineData(2014, null, 21, 0)]
    public void The_scorecard_counts_by_the_printed_number(int year, int? number, int films, int halfPoints)
    {
        var placement = new Placement(A.Critic("ann"), CriticKind.Person, year, number, 1, films, films)
        {
            Ranked = number is not null,
            Position = 1,
            RecordedAt = default,
        };

        Assert.Equal(halfPoints, placement.HalfPoints());
    }

    [Fact]
    public void A_critics_greatest_credit_over_the_years_counts_once_and_every_list_counts_in_its_year()
    {
        var film = new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013", "her-2013")))
            .Tell(A.Publishes(A.List("ann", 2014, "her-2013", "gravity-2013")))
            .Tell(A.Publishes(A.List("bob", 2013, "gravity-2013 her-2013")))
            .Folded(A.Her);

        var standing = film.Score(A.Totals, Cal1);

        Assert.Equal(10_000 + 9750, standing.Credits.Lists);
        Assert.Equal(100_000_000 + 9750 * 9750, standing.Credits.ListSquares);
        Assert.Equal([2013, 2014], standing.Years.Select(year => year.Year));
        var first = standing.Years[0];
        Assert.Equal((2, 1, 1), (first.Mentions, first.Firsts, first.Seconds));
        Assert.Equal(10, first.HalfPoints);
        Assert.Equal(1, standing.Years[1].Firsts);
    }

    [Fact]
    public void A_revised_list_that_drops_the_film_takes_its_placement_away()
    {
        var told = new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "her-2013", "gravity-2013")))
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013"), A.Her));

        var film = Telling.Fold(A.Her, told.Entries.Reverse());

        Assert.Empty(film.Placements);
        Assert.Empty(film.Score(A.Totals, Cal1).Years);
        Assert.Equal(2, film.Position);
    }

    [Fact]
    public void A_later_list_that_does_not_even_name_the_film_takes_its_placement_away()
    {
        var told = new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "her-2013")))
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013")));

        var inOrder = told.Folded(A.Her);
        var reversed = Telling.Fold(A.Her, told.Entries.Reverse());

        Assert.Empty(inOrder.Placements);
        Assert.Equal(2, inOrder.Position);
        Assert.Equal(inOrder.Score(A.Totals, Cal1), reversed.Score(A.Totals, Cal1));
    }

    [Fact]
    public void A_withdrawn_list_takes_all_its_placements_away()
    {
        var film = new Telling()
            .Tell(A.Publishes(A.Honours("circle", 2013, "her-2013")))
            .Tell(new ListWithdrawn(A.Critic("circle"), CriticKind.Collective, 2013, 1, [A.Her]))
            .Folded(A.Her);

        Assert.Equal(default, film.Score(A.Totals, Cal1).Credits);
    }

    [Fact]
    public void A_best_counts_shared_or_alone_and_unordered_mentions_are_no_best()
    {
        var heading = new YearList(A.Critic("board"), CriticKind.Collective, 2013);
        var unordered = YearList.Of(heading, [[A.Gravity, A.Her]], null).Value!;
        var film = new Telling()
            .Tell(A.Publishes(A.Honours("one", 2013, "her-2013")))
            .Tell(A.Publishes(A.Honours("two", 2013, "gravity-2013 her-2013")))
            .Tell(A.Publishes(A.Honours("three", 2013, "gravity-2013", "her-2013")))
            .Tell(A.Publishes(unordered))
            .Folded(A.Her);

        var year = Assert.Single(film.Score(A.Totals, Cal1).Years);

        Assert.Equal((2, 1, 4), (year.Best, year.Shared, year.HonourMentions));
        Assert.Equal(10000 + 7500 + 5000 + 7500, year.HonourCredit);
        Assert.Equal(0, year.Mentions);
    }

    [Fact]
    public void Other_credits_make_the_sums_again()
    {
        var film = new Telling()
            .Tell(A.Says("ann", "2/4", Thumb.Up))
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013", "her-2013")))
            .Folded(A.Her);
        var flat = Cal1 with { Number = 2, UpLine = 5500, ListCredits = [.. Enumerable.Repeat(10000, 10)] };

        var before = film.Score(A.Totals, Cal1);
        var other = film.Score(A.Totals, flat);

        Assert.Equal((10000L, 5500L, 2), (other.Credits.Lists, other.Verdicts.Marks, other.Calibration));
        Assert.Equal(before, film.Score(A.Totals, Cal1));
    }
}
