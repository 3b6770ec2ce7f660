using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>What the lists that a film of no known year stands on tell of it.</summary>
public sealed class UndatedFilmsTests
{
    [Theory]
    [InlineData(1995, true)]
    [InlineData(2011, true)]
    [InlineData(2012, true)]
    [InlineData(2013, false)]
    [InlineData(2024, false)]
    public void A_film_without_a_year_is_none_made_two_years_after_a_list_it_stands_on(int made, bool isMeant)
    {
        var undated = A.Film("One Day");
        var standing = A.Standing(undated.Id, 2011, 0, 1) with { Years = [A.Year(2011, 2), A.Year(2022, 2)] };
        var catalogue = Board.Empty(Calibration.BuiltIn)
            .After(A.Chunk(0, A.Registered(undated), new StandingChange(standing))).Catalogue;

        var match = catalogue.Resolve(new FilmAsked(null, "One Day", made));

        Assert.Equal(isMeant, match.Film == undated);
        Assert.Empty(match.Candidates);
    }

    [Fact]
    public void Nor_is_it_so_once_it_was_merged_into_one_that_stands_there()
    {
        var (undated, dated) = (A.Film("One Day"), A.Film("One Day", 2011));
        var standing = A.Standing(dated.Id, 2011, 0, 1) with { Years = [A.Year(2011, 2)] };
        var catalogue = Board.Empty(Calibration.BuiltIn).After(A.Chunk(
            0, A.Registered(undated), A.Registered(dated), new StandingChange(standing),
            new FilmMergeChange(new FilmMerge(undated.Id, dated.Id, 10), IsMerged: true))).Catalogue;

        Assert.Null(catalogue.Resolve(new FilmAsked(null, "One Day", 2024)).Film);
        Assert.Equal(dated, catalogue.Resolve(new FilmAsked(null, "One Day", 2011)).Film);
    }

    [Theory]
    [InlineData("Le Week-end", 2014, false)]
    [InlineData("Week-end", 2014, true)]
    [InlineData("Le Week-end", 2013, true)]
    public void A_film_of_earlier_lists_that_lacks_the_article_asked_for_is_another(
        string written, int listYear, bool isMeant)
    {
        var undated = A.Film("Weekend");
        var standing = A.Standing(undated.Id, 2011, 0, 1) with { Years = [A.Year(2011, 2), A.Year(2012, 2)] };
        var catalogue = Board.Empty(Calibration.BuiltIn)
            .After(A.Chunk(0, A.Registered(undated), new StandingChange(standing))).Catalogue;

        var match = catalogue.Resolve(new FilmAsked(null, written, null, listYear));

        Assert.Equal(isMeant, match.Film == undated);
    }
}
