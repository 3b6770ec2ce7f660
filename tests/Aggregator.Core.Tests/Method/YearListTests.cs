using Xunit;

namespace Aggregator.Tests.Method;

public sealed class YearListTests
{
    private static readonly YearList Heading =
        new(A.Critic("ann"), CriticKind.Person, 2013) { Ranked = true };

    [Fact]
    public void A_place_bears_the_number_of_the_first_position_it_occupies()
    {
        var list = Made(Places("a", "b c", "d"));

        Assert.Equal([1, 2, 4], list.Places.Select(place => place.Number));
        Assert.Equal(["a", "b", "c", "d"], list.Films.Select(film => film.Value));
    }

    [Fact]
    public void An_unranked_list_is_one_place_without_a_number()
    {
        var list = Made(Places("a", "b", "c"), null, Heading with { Ranked = false });

        var place = Assert.Single(list.Places);
        Assert.Null(place.Number);
        Assert.Equal(3, place.Films.Length);
    }

    [Fact]
    public void Equal_numbers_are_a_tie_and_the_unnumbered_rest_is_one_place()
    {
        var list = Made(Places("a", "b", "c", "d", "e"), [1, 1, 3, null, null]);

        Assert.Equal([1, 3, null], list.Places.Select(place => place.Number));
        Assert.Equal([2, 1, 2], list.Places.Select(place => place.Films.Length));
    }

    [Fact]
    public void Numbers_order_the_places_and_do_not_space_them()
    {
        var wide = Made(Places("a b", "c"), [1, 3]);
        var close = Made(Places("a b", "c"), [1, 2]);

        Assert.Equal(SpanOf(wide, "c"), SpanOf(close, "c"));
        Assert.Equal(new Span(3, 3), SpanOf(wide, "c"));
        Assert.Equal(new Span(1, 2), SpanOf(wide, "b"));
    }

    [Fact]
    public void The_unnumbered_rest_stands_behind_the_numbered_head()
    {
        var list = Made(Places("a", "b c d"), [1, null], Heading with { Ranked = false });

        Assert.Equal(new Span(2, 4), SpanOf(list, "d"));
        Assert.Equal(4, list.PlacementOf(FilmId.Of("d"), 1, default)?.Films);
        Assert.Null(list.PlacementOf(FilmId.Of("z"), 1, default));
    }

    [Fact]
    public void A_list_that_names_no_film_is_refused()
    {
        Assert.Equal("list-empty", Refused(Places()).Code);
        Assert.Equal("list-empty", Refused([[], []]).Code);
    }

    [Fact]
    public void A_list_of_more_than_five_hundred_films_is_refused()
    {
        var films = Enumerable.Range(1, YearList.FilmsMax + 1).Select(i => $"film-{i}").ToArray();

        Assert.Equal("list-too-long", Refused(Places(films)).Code);
        Assert.Equal(500, Made(Places(films[..500])).Films.Count());
    }

    [Fact]
    public void A_list_that_names_a_film_twice_is_refused_with_the_places()
    {
        var refusal = Refused(Places("a", "b", "c", "d a", "b"));

        Assert.Equal("list-repeats-film", refusal.Code);
        Assert.Equal("The list names \"a\" twice, at places 1 and 4.", refusal.Detail);
        Assert.Equal(["places[3][1]", "places[4][0]"], refusal.Errors.Select(error => error.At));
    }

    [Theory]
    [InlineData(new[] { 1 }, "numbers", "Each place has one number: to 2 places there are 1.")]
    [InlineData(new[] { 2, 1 }, "numbers[1]", "The number 1 of place 2 falls behind the 2 before it.")]
    [InlineData(new[] { 0, 1 }, "numbers[0]", "The number 0 of place 1 is below 1.")]
    [InlineData(new[] { -1, 1 }, "numbers[1]",
        "The number 1 of place 2 comes after places without a number, which come last.")]
    public void Numbers_that_do_not_order_the_places_are_refused(int[] numbers, string at, string sentence)
    {
        var written = numbers.Select(number => number == -1 ? null : (int?)number).ToArray();

        var refusal = Refused(Places("a", "b"), written);

        Assert.Equal(("list-numbers", sentence), (refusal.Code, refusal.Detail));
        Assert.Equal([new RefusalAt(at, "list-numbers", sentence)], refusal.Errors);
    }

    [Fact]
    public void Lists_say_the_same_whoever_recorded_them()
    {
        var list = Made(Places("a", "b c"));

        Assert.True(list.SaysTheSameAs(Made(Places("a", "b c"), [1, 2])));
        Assert.False(list.SaysTheSameAs(Made(Places("a", "c b d"))));
        Assert.False(list.SaysTheSameAs(Made(Places("a", "b c"), [1, 3])));
        Assert.False(list.SaysTheSameAs(list with { Publication = "The Daily" }));
    }

    private static YearList Made(
        IReadOnlyList<FilmId>[] places, IReadOnlyList<int?>? numbers = null, YearList? heading = null)
    {
        var outcome = YearList.Of(heading ?? Heading, places, numbers);
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    private static Refusal Refused(IReadOnlyList<FilmId>[] places, IReadOnlyList<int?>? numbers = null)
    {
        var outcome = YearList.Of(Heading, places, numbers);
        Assert.Null(outcome.Value);
        return outcome.Refusal!;
    }

    private static Span? SpanOf(YearList list, string film) =>
        list.PlacementOf(FilmId.Of(film), 1, default)?.Span;

    private static IReadOnlyList<FilmId>[] Places(params string[] places) =>
        [.. places.Select(place => place.Split(' ').Select(FilmId.Of).ToArray())];
}
