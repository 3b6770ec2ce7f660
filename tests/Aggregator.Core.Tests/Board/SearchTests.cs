using Xunit;

namespace Aggregator.Tests.OfBoard;

public sealed class SearchTests
{
    private static readonly Catalogue Catalogue = CatalogueOf(
        [
            "Mulholland Drive", "Mulholland Falls", "Drive", "Her", "Her Smell", "Hero", "Amélie", "Rocky II",
            "The Godfather", "The Godfather Part II", "Crimes & Misdemeanors", "Сталкер",
            "E.T. the Extra-Terrestrial", "Under the Skin",
        ],
        ["Manohla Dargis", "A. O. Scott", "Skin Diver"]);

    [Theory]
    [InlineData("mulholand drve", "Mulholland Drive")]
    [InlineData("drive mulholland", "Mulholland Drive")]
    [InlineData("mulh", "Mulholland Drive", "Mulholland Falls")]
    [InlineData("dirve", "Drive", "Mulholland Drive")]
    [InlineData("amelie", "Amélie")]
    [InlineData("AMELEI", "Amélie")]
    [InlineData("rocky 2", "Rocky II")]
    [InlineData("godfather", "The Godfather", "The Godfather Part II")]
    [InlineData("the godfather ii", "The Godfather Part II")]
    [InlineData("crimes and misdemeanours", "Crimes & Misdemeanors")]
    [InlineData("сталке", "Сталкер")]
    [InlineData("her", "Her", "Her Smell", "Hero")]
    [InlineData("dargis", "Manohla Dargis")]
    [InlineData("monohla", "Manohla Dargis")]
    [InlineData("ao scott", "A. O. Scott")]
    [InlineData("skin", "Skin Diver", "Under the Skin")]
    [InlineData("drive (2001)", "Drive", "Mulholland Drive")]
    [InlineData("drive 1950")]
    [InlineData("zzzzz")]
    [InlineData("")]
    [InlineData("?")]
    public void Best_first(string words, params string[] names)
    {
        var found = Catalogue.Search(words, 10);

        Assert.Equal(names, found.Select(one => one.Film?.Title ?? one.Critic!.Name));
    }

    [Theory]
    [InlineData("spiderman", "Spider-Man: Into the Spider-Verse")]
    [InlineData("spidrman", "Spider-Man: Into the Spider-Verse")]
    [InlineData("spiderverse", "Spider-Man: Into the Spider-Verse")]
    [InlineData("spider verse", "Spider-Man: Into the Spider-Verse")]
    [InlineData("antman", "Ant\u2011Man and the Wasp")]
    [InlineData("antman wasp", "Ant\u2011Man and the Wasp")]
    [InlineData("jeanluc godard", "Jean-Luc Godard")]
    [InlineData("manand")]
    public void What_hyphens_part_is_found_as_one_word_too(string words, params string[] names)
    {
        var catalogue = CatalogueOf(
            ["Spider-Man: Into the Spider-Verse", "Ant\u2011Man and the Wasp"], ["Jean-Luc Godard"]);

        var found = catalogue.Search(words, 10);

        Assert.Equal(names, found.Select(one => one.Film?.Title ?? one.Critic!.Name));
    }

    [Theory]
    [InlineData("$", 1)]
    [InlineData("?", 0)]
    [InlineData(" ", 0)]
    public void A_title_without_a_word_is_found_as_it_is_written(string words, int count) =>
        Assert.Equal(count, CatalogueOf(["$", "Her"], []).Search(words, 10).Count);

    [Theory]
    [InlineData("Mulholand Drve", null, "Mulholland Drive")]
    [InlineData("Drive Mulholland", 2003, "Mulholland Drive")]
    [InlineData("Mulholland Drive", 2003, "Mulholland Drive")]
    [InlineData("Mulholand Drve", 2004)]
    [InlineData("Hera", null, "Her", "Hero")]
    [InlineData("Godfather Part I")]
    [InlineData("Mulh Drive")]
    [InlineData("Mullolland Trife")]
    [InlineData("Extra Terrestrial")]
    [InlineData("Skin Divr")]
    [InlineData(" ")]
    public void Near_is_a_film_of_as_many_words_with_two_typing_errors_at_most(
        string title, int? year = null, params string[] films)
    {
        var near = Catalogue.Near(new FilmAsked(null, title, year), 3);

        Assert.Equal(films, near.Select(film => film.Title));
    }

    [Fact]
    public void A_film_is_not_found_by_what_it_is_no_longer_called()
    {
        var film = A.Film("Hur", 2013);
        var before = Board.Empty(Calibration.BuiltIn).After(A.Chunk(0, A.Registered(film)));

        var after = before.After(A.Chunk(1, A.Registered(film with { Title = "Gravity" })));

        Assert.Empty(after.Catalogue.Search("hur", 10));
        Assert.Single(after.Catalogue.Search("gravty", 10));
        Assert.Single(before.Catalogue.Search("hur", 10));
    }

    [Fact]
    public void No_more_is_given_than_was_asked_for() => Assert.Equal(2, Catalogue.Search("her", 2).Count);

    private static Catalogue CatalogueOf(string[] titles, string[] critics) =>
        Board.Empty(Calibration.BuiltIn).After(A.Chunk(0,
        [
            .. titles.Select(title => A.Registered(A.Film(title, 2001))),
            .. critics.Select(name => new CriticChange(A.Critic(name), 1)),
        ])).Catalogue;
}
