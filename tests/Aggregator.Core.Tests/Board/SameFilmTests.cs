using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>When a film that is to be registered is one that is known.</summary>
public sealed class SameFilmTests
{
    private static readonly FilmWanted Wanted = new("Her", 2013) { Refs = [FilmRef.Of("imdb:tt1798709")] };

    [Theory]
    [InlineData("Her", 2013, "imdb:tt1798709", false, "ref-taken")]
    [InlineData("Her", 2013, null, false, "film-exists")]
    [InlineData("HER", 2013, "tmdb:152601", false, "film-exists")]
    [InlineData("Her", 2013, "imdb:tt0000001", false, null)]
    [InlineData("Her", 2013, null, true, null)]
    [InlineData("Her", 2014, null, false, null)]
    [InlineData("Him", 2013, null, false, null)]
    public void Under_an_id_of_ones_own_choice_it_is_refused(
        string title, int year, string? reference, bool distinct, string? code)
    {
        var registrar = Knowing("her-2013");

        var decided = registrar.Film(FilmId.Of("another"), new FilmWanted(title, year)
        {
            Refs = reference is null ? [] : [FilmRef.Of(reference)],
            Distinct = distinct,
        });

        Assert.Equal(code, decided.Refusal?.Code);
    }

    [Fact]
    public void A_film_that_stays_what_it_was_may_be_told_again()
    {
        var registrar = Knowing("her-2013");
        var another = FilmId.Of("her-2013-2");
        registrar.Film(another, new FilmWanted("Her", 2013) { Distinct = true });

        Assert.Equal(
            RegistrationStep.Unchanged, registrar.Film(another, new FilmWanted("Her", 2013)).Value!.Step);
    }

    [Fact]
    public void Without_an_id_it_is_the_known_one_whatever_that_ones_id()
    {
        var registrar = Knowing("spike-jonze");

        var same = registrar.Film(new FilmWanted("Her", 2013) { Refs = [FilmRef.Of("tmdb:152601")] }).Value!;
        var other = registrar.Film(new FilmWanted("Her", 2013) { Refs = [FilmRef.Of("imdb:tt1")] }).Value!;
        var third = registrar.Film(new FilmWanted("Her", 2013) { Distinct = true }).Value!;

        Assert.Equal(("spike-jonze", RegistrationStep.Revised), (same.Film.Id.Value, same.Step));
        Assert.Equal(2, same.Film.Refs.Length);
        Assert.Equal(("her-2013", "her-2013-2"), (other.Film.Id.Value, third.Film.Id.Value));
    }

    [Fact]
    public void Two_films_that_bear_one_ref_since_long_are_revised_as_others_are()
    {
        var registrar = new Registrar(
            A.Catalogue(A.Film("Her", 2013, "imdb:tt1798709"), A.Film("Him", 2013, "imdb:tt1798709")));
        var steps = new[] { "her-2013", "him-2013" }.Select(id => registrar.Film(
            FilmId.Of(id), new FilmWanted(id, 2013) { Season = 2014 }).Value?.Step);
        var third = registrar.Film(FilmId.Of("it"), new FilmWanted("It", 2013) { Refs = Wanted.Refs });

        Assert.Equal([RegistrationStep.Revised, RegistrationStep.Revised], steps);
        Assert.Equal("ref-taken", third.Refusal?.Code);
    }

    [Fact]
    public void Of_two_films_of_one_title_and_year_the_one_that_bears_the_ref_is_meant()
    {
        var registrar = Knowing("her-2013");
        registrar.Film(new FilmWanted("Her", 2013)
        {
            Refs = [FilmRef.Of("imdb:tt2"), FilmRef.Of("tmdb:5")],
        });

        var again = registrar.Film(new FilmWanted("Her", 2013) { Refs = [FilmRef.Of("tmdb:5")] }).Value!;
        var elsewhere = registrar.Film(new FilmWanted("Him", 2013) { Refs = [FilmRef.Of("tmdb:5")] });

        Assert.Equal(("her-2013-2", RegistrationStep.Unchanged), (again.Film.Id.Value, again.Step));
        Assert.Equal("ref-taken", elsewhere.Refusal?.Code);
    }

    [Theory]
    [InlineData("Pride & Prejudice", "Pride and Prejudice", true)]
    [InlineData("Rocky II", "Rocky 2", true)]
    [InlineData("Grandmaster, The", "The Grandmaster", true)]
    [InlineData("The Double", "Double", false)]
    [InlineData("Le Week-end", "The Weekend", false)]
    [InlineData("Cars", "Cars 2", false)]
    public void Two_spellings_of_one_title_are_one_film(string known, string asked, bool isOne)
    {
        var registrar = new Registrar(A.Catalogue());
        registrar.Film(new FilmWanted(known, 2005));

        var decided = registrar.Film(new FilmWanted(asked, 2005)).Value!;
        var apart = new Registrar(A.Catalogue(A.Film(known, 2005)));
        var chosen = apart.Film(FilmId.Of("chosen"), new FilmWanted(asked, 2005));

        Assert.Equal(isOne ? RegistrationStep.Unchanged : RegistrationStep.New, decided.Step);
        Assert.Equal(isOne ? known : asked, decided.Film.Title);
        Assert.Equal(isOne ? "film-exists" : null, chosen.Refusal?.Code);
    }

    [Fact]
    public void A_second_film_of_a_title_is_not_the_sequel_that_has_its_id()
    {
        var registrar = new Registrar(A.Catalogue(
            A.Film("Cars", null, "imdb:tt0317219"), A.Film("Cars 2", null)));

        var other = registrar.Film(
            new FilmWanted("Cars", null) { Refs = [FilmRef.Of("imdb:tt0000002")] }).Value!;

        Assert.Equal(("cars-3", RegistrationStep.New), (other.Film.Id.Value, other.Step));
    }

    [Theory]
    [InlineData("Her", 2013, "her-2013", RegistrationStep.Revised)]
    [InlineData("Her", 2014, "her-2014", RegistrationStep.New)]
    [InlineData("Her!", 2013, "her-2013", RegistrationStep.Revised)]
    public void A_film_whose_title_ends_with_its_year_is_given_both_apart(
        string title, int year, string id, RegistrationStep step)
    {
        var registrar = new Registrar(A.Catalogue(A.Film("Her (2013)", null)));

        var decided = registrar.Film(new FilmWanted(title, year) { Refs = Wanted.Refs }).Value!;

        Assert.Equal((id, step), (decided.Film.Id.Value, decided.Step));
        Assert.Equal(("Her", year), (decided.Film.Title, decided.Film.Year));
        Assert.Equal(
            RegistrationStep.Unchanged, registrar.Film(new FilmWanted(title, year)).Value!.Step);
    }

    [Fact]
    public void A_film_whose_title_ends_with_its_year_gives_way_to_the_one_that_has_them_apart()
    {
        var apart = new Film(FilmId.Of("her"), "Her") { Year = 2013 };
        var registrar = new Registrar(A.Catalogue(A.Film("Her (2013)", null), apart));

        Assert.Equal("her", registrar.Film(new FilmWanted("Her", 2013)).Value!.Film.Id.Value);
    }

    [Theory]
    [InlineData("東京物語", 1953, "1953")]
    [InlineData("Her", 2013, "chosen")]
    public void A_film_whose_title_ends_with_its_year_is_found_whatever_its_id(
        string title, int year, string id)
    {
        foreach (var reference in new[] { "imdb:tt1798709", "tmdb:5" })
        {
            var registrar = new Registrar(A.Catalogue(new Film(FilmId.Of(id), $"{title} ({year})")
            {
                Refs = Wanted.Refs,
            }));

            var decided = registrar.Film(
                new FilmWanted(title, year) { Refs = [FilmRef.Of(reference)] }).Value!;

            Assert.Equal((id, title, (int?)year),
                (decided.Film.Id.Value, decided.Film.Title, decided.Film.Year));
        }
    }

    [Fact]
    public void A_title_that_leaves_no_slug_is_not_a_film_that_had_such_a_one_before()
    {
        var registrar = new Registrar(A.Catalogue(
            new Film(FilmId.Of("film-1953"), "Tokyo Story") { Year = 1953 }));

        Assert.Equal("film-1953-2", registrar.Film(new FilmWanted("雨月物語", 1953)).Value!.Film.Id.Value);
    }

    private static Registrar Knowing(string id)
    {
        var film = new Film(FilmId.Of(id), Wanted.Title) { Year = Wanted.Year, Refs = Wanted.Refs };
        return new Registrar(A.Catalogue(film));
    }
}
