using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>What film is meant by what people write.</summary>
public sealed class ResolvingTests
{
    [Theory]
    [InlineData("Amélie", "amelie")]
    [InlineData("The Artist", "artist")]
    [InlineData("The Artist", "Artist, The")]
    [InlineData("La Règle du jeu", "REGLE DU JEU")]
    [InlineData("L'Avventura", "Avventura")]
    [InlineData("L’Avventura", "L'Avventura")]
    [InlineData("L'Avventura", "Avventura, L'")]
    [InlineData("Das Boot", "Boot, Das")]
    [InlineData("Der Himmel über Berlin", "Himmel uber Berlin")]
    [InlineData("Crimes & Misdemeanors", "Crimes and Misdemeanors")]
    [InlineData("Rocky II", "Rocky 2")]
    [InlineData("Friday the 13th Part VIII", "Friday the 13th: Part 8")]
    [InlineData("Malcolm X", "malcolm x")]
    [InlineData("V for Vendetta", "V For Vendetta!")]
    [InlineData("8½", "8 1/2")]
    [InlineData("E.T. the Extra-Terrestrial", "ET the Extra Terrestrial")]
    [InlineData("M*A*S*H", "MASH")]
    [InlineData("A.I. Artificial Intelligence", "AI: Artificial Intelligence")]
    [InlineData("Spider-Man", "Spiderman")]
    [InlineData("Ødipus", "odipus")]
    [InlineData("Winter's Bone", "Winters Bone")]
    [InlineData("Сталкер", "СТАЛКЕР")]
    [InlineData("$9.99", "9.99")]
    [InlineData("...", "...")]
    public void A_title_is_known_however_it_is_written(string title, string written)
    {
        var catalogue = A.Catalogue(A.Film(title, 2001), A.Film("Something Else", 2001));

        Assert.Equal(title, Resolve(catalogue, written).Film?.Title);
    }

    [Theory]
    [InlineData("Мой", "Мои")]
    [InlineData("Идиот", "Идиоты")]
    [InlineData("が", "か")]
    [InlineData("हिन्द", "हन्द")]
    [InlineData("東京物語", "東京暮色")]
    [InlineData("I", "1")]
    [InlineData("V", "5")]
    [InlineData("X", "10")]
    [InlineData("21", "2/1")]
    [InlineData("...", "!!!")]
    public void Two_titles_that_differ_by_more_are_two(string title, string other)
    {
        var catalogue = A.Catalogue(A.Film(title, 2001));

        Assert.Null(Resolve(catalogue, other).Film);
        Assert.Empty(Resolve(catalogue, other).Candidates);
    }

    [Theory]
    [InlineData(1999, null)]
    [InlineData(2000, 2001)]
    [InlineData(2002, 2001)]
    [InlineData(2003, 2004)]
    [InlineData(2005, 2004)]
    [InlineData(2006, null)]
    public void The_film_of_the_nearest_year_is_meant_at_most_one_off(int asked, int? meant)
    {
        var catalogue = A.Catalogue(A.Film("Gloria", 2004), A.Film("Gloria", 2001));

        var match = catalogue.Resolve(new FilmAsked(null, "Gloria", asked));

        Assert.Equal(meant, match.Film?.Year);
    }

    [Theory]
    [InlineData("Weekend", 2011, "Le Week-end", 2013, null, false)]
    [InlineData("Weekend", 2011, "Le Week-end", null, 2014, false)]
    [InlineData("Weekend", 2011, "Week-end, Le", null, 2014, false)]
    [InlineData("Weekend", 2011, "L'Weekend", null, 2014, false)]
    [InlineData("Le Week-end", 2011, "The Week-end", null, 2013, false)]
    [InlineData("Father of My Children", 2010, "The Father of My Children", 2009, null, true)]
    [InlineData("Father of My Children", 2010, "The Father of My Children", null, 2011, true)]
    [InlineData("The Godfather", 1972, "Godfather", 1973, null, true)]
    [InlineData("The Godfather", 1972, "Godfather", null, 2012, true)]
    [InlineData("The Godfather", 1972, "Godfather, The", null, 2012, true)]
    public void A_film_that_lacks_the_article_asked_for_is_meant_within_a_year_alone(
        string title, int made, string written, int? year, int? listYear, bool isMeant)
    {
        var catalogue = A.Catalogue(A.Film(title, made));

        var match = catalogue.Resolve(new FilmAsked(null, written, year, listYear));

        Assert.Equal(isMeant, match.Film is not null);
        Assert.Empty(match.Candidates);
    }

    [Fact]
    public void Two_films_equally_near_are_candidates_and_neither_is_guessed()
    {
        var catalogue = A.Catalogue(A.Film("Gloria", 2003), A.Film("Gloria", 2001));

        var match = catalogue.Resolve(new FilmAsked(null, "Gloria", 2002));

        Assert.Null(match.Film);
        Assert.Equal([2001, 2003], match.Candidates.Select(film => film.Year));
    }

    [Fact]
    public void A_film_without_a_year_is_meant_only_where_no_film_of_a_near_year_is()
    {
        var (undated, dated) = (A.Film("Diary"), A.Film("Diary", 1983));
        var catalogue = A.Catalogue(undated, dated);

        Assert.Equal(dated, catalogue.Resolve(new FilmAsked(null, "Diary", 1984)).Film);
        Assert.Equal(undated, catalogue.Resolve(new FilmAsked(null, "Diary", 1960)).Film);
    }

    [Theory]
    [InlineData(2013, 2013)]
    [InlineData(2012, 2013)]
    [InlineData(2015, 2013)]
    [InlineData(2005, null)]
    public void A_film_without_a_year_gives_way_to_one_of_the_lists_own_years(int listYear, int? meant)
    {
        var catalogue = A.Catalogue(A.Film("Her"), A.Film("Her", 2013));

        var match = catalogue.Resolve(new FilmAsked(null, "Her", null, listYear));

        Assert.Equal(meant, Assert.IsType<Film>(match.Film).Year);
    }

    [Fact]
    public void A_film_without_a_year_is_as_likely_meant_as_one_made_long_before_the_list()
    {
        var catalogue = A.Catalogue(A.Film("Gloria"), A.Film("Gloria", 1980));

        Assert.Equal(2, catalogue.Resolve(new FilmAsked(null, "Gloria", null, 2013)).Candidates.Length);
    }

    [Fact]
    public void Where_no_list_says_of_when_only_a_provisional_film_without_a_year_gives_way()
    {
        var (known, dated) = (A.Film("Her"), A.Film("Her", 2013));
        var catalogue = A.Catalogue(known with { Provisional = true }, dated);

        Assert.Equal(dated, Resolve(catalogue, "Her").Film);
        Assert.Equal(2, Resolve(A.Catalogue(known, dated), "Her").Candidates.Length);
    }

    [Fact]
    public void Of_several_films_the_one_that_is_called_exactly_so_is_meant()
    {
        var titles = new[] { "The Artist", "Artist", "An Artist" };
        var catalogue = A.Catalogue([.. titles.Select(title => A.Film(title, 2011))]);

        Assert.Equal("Artist", Resolve(catalogue, "artist").Film?.Title);
        Assert.Equal("The Artist", Resolve(catalogue, "THE ARTIST").Film?.Title);
        Assert.Equal(3, Resolve(catalogue, "L'Artist").Candidates.Length);
    }

    [Fact]
    public void A_film_made_two_years_after_the_list_cannot_be_meant()
    {
        var catalogue = A.Catalogue(A.Film("Godzilla", 1998), A.Film("Godzilla", 2014));

        Assert.Equal(1998, catalogue.Resolve(new FilmAsked(null, "Godzilla", null, 2012)).Film?.Year);
        Assert.Equal(2, catalogue.Resolve(new FilmAsked(null, "Godzilla", null, 2013)).Candidates.Length);
    }

    [Fact]
    public void An_id_or_ref_decides_alone()
    {
        var her = A.Film("Her", 2013, "imdb:tt1798709", "tmdb:152601");
        var catalogue = A.Catalogue(her, A.Film("Gravity", 2013));

        Assert.Equal(her, catalogue.Resolve(new FilmAsked("imdb:tt1798709", "Gravity", 2013)).Film);
        Assert.Equal(her, catalogue.Resolve(new FilmAsked("her-2013", null, null)).Film);
        Assert.Null(catalogue.Resolve(new FilmAsked("imdb:tt1", "Her", 2013)).Film);
    }

    [Fact]
    public void A_revised_film_is_known_by_what_it_is_called_now()
    {
        var first = A.Film("Hur", 2013, "imdb:tt1", "tmdb:2");
        var refs = A.Film("Her", 2013, "imdb:tt1798709", "tmdb:2").Refs;
        var revised = first with { Title = "Her", Refs = refs };
        var before = Board.Empty(Calibration.BuiltIn).After(A.Chunk(0, A.Registered(first)));

        var catalogue = before.After(A.Chunk(1, A.Registered(revised))).Catalogue;

        Assert.Equal(revised, Resolve(catalogue, "Her").Film);
        Assert.Null(Resolve(catalogue, "Hur").Film);
        Assert.True(catalogue.TryFindFilm("imdb:tt1798709", out _));
        Assert.True(catalogue.TryFindFilm("tmdb:2", out _));
        Assert.False(catalogue.TryFindFilm("imdb:tt1", out _));
        Assert.Equal(first, Resolve(before.Catalogue, "Hur").Film);
        Assert.False(before.Catalogue.TryFindFilm("imdb:tt1798709", out _));
    }

    [Fact]
    public void A_critic_is_known_by_name_accents_case_and_points_aside()
    {
        var namesake = A.Critic("Hector Ruíz") with { Id = CriticId.Of("hector-ruiz-2") };
        var critics = new[] { A.Critic("A. O. Scott"), A.Critic("Héctor Ruiz"), namesake };
        var catalogue = Board.Empty(Calibration.BuiltIn)
            .After(A.Chunk(0, [.. critics.Select(critic => new CriticChange(critic, 1))])).Catalogue;

        Assert.True(catalogue.TryFindCriticNamed("a.o. scott", out var scott));
        Assert.Equal(critics[0], scott);
        Assert.True(catalogue.TryFindCriticNamed("Héctor Ruiz", out var hector));
        Assert.Equal(critics[1], hector);
        Assert.False(catalogue.TryFindCriticNamed("hector ruiz", out _));
        Assert.Equal(3, catalogue.CriticCount);
    }

    [Fact]
    public void A_critic_who_was_merged_is_found_by_old_ids_and_names_and_listed_once()
    {
        var (old, middle) = (A.Critic("P. Travers"), A.Critic("Pete Travers"));
        var now = A.Critic("Peter Travers");
        var board = Board.Empty(Calibration.BuiltIn).After(A.Chunk(
            0, new CriticChange(now, 1), new CriticChange(old, 2) { MergedInto = middle.Id },
            new CriticChange(middle, 3) { MergedInto = now.Id }));

        foreach (var catalogue in new[] { board.Catalogue, board.After(A.Chunk(3, Again(now))).Catalogue })
        {
            Assert.All(new[] { old, middle, now }, critic =>
            {
                Assert.True(catalogue.TryFindCritic(critic.Id, out var byId));
                Assert.True(catalogue.TryFindCriticNamed(critic.Name, out var byName));
                Assert.Equal((now.Id, now.Id), (byId.Id, byName.Id));
                Assert.Equal(now.Id, Assert.Single(catalogue.Search(critic.Name, 10)).Critic!.Id);
            });
            Assert.Equal(now.Id, Assert.Single(catalogue.Critics(null, 10)).Id);
            Assert.Equal(1, catalogue.CriticCount);
            Assert.Equal(now.Id, new Registrar(catalogue).Critic("p travers", default, null).Critic.Id);
        }

        // A name that somebody bears now is theirs.
        var namesake = old with { Id = CriticId.Of("paul-travers") };
        Assert.True(board.After(A.Chunk(3, new CriticChange(namesake, 4))).Catalogue
            .TryFindCriticNamed("P. Travers", out var found));
        Assert.Equal(namesake, found);

        static Change Again(Critic critic) => new CriticChange(critic with { Publication = "Stone" }, 5);
    }

    [Fact]
    public void Films_are_listed_in_the_order_of_their_ids()
    {
        var films = Enumerable.Range(0, 300).Select(i => A.Film($"Film {i % 7}", 1900 + (i / 7))).ToArray();
        var catalogue = A.Catalogue(films);

        var walked = new List<Film>();
        for (var page = catalogue.Films(null, 37); page.Count > 0; page = catalogue.Films(walked[^1].Id, 37))
            walked.AddRange(page);

        Assert.Equal(films.OrderBy(film => film.Id.Value, StringComparer.Ordinal), walked);
        Assert.Equal(
            films.Where(film => film.Year == 1910).Select(film => film.Id).Order(),
            catalogue.Films(null, 10, film => film.Year == 1910).Select(film => film.Id));
        Assert.Equal("film-0-1901", catalogue.Films(FilmId.Of("film-0-1900x"), 1)[0].Id.Value);
    }

    private static FilmMatch Resolve(Catalogue catalogue, string title) =>
        catalogue.Resolve(new FilmAsked(null, title, null));
}
