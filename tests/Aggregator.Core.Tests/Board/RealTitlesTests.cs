using Aggregator.Tests.Method;
using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>Titles as critics and circles really wrote them.</summary>
public sealed class RealTitlesTests
{
    [Theory]
    [InlineData("ballots.csv")]
    [InlineData("honours.csv")]
    [InlineData("verdicts.csv")]
    public void Every_film_named_in_2013_is_known(string file)
    {
        var catalogue = CatalogueOf(Vectors.Real("season-2013", "films.csv"));
        var named = Vectors.Real("season-2013", file);

        var unresolved = named
            .Where(row => catalogue.Resolve(Asked(row, row.IntOrNull("film_year"), 2013)).Film is null)
            .Select(row => row["film"])
            .Distinct();

        Assert.Empty(unresolved);
    }

    [Fact]
    public void Every_film_named_in_Sight_and_Sound_2012_is_known_by_its_ref()
    {
        var catalogue = CatalogueOf(Vectors.Real("ballots", "sight-and-sound-2012-films.csv"));
        var named = Vectors.Real("ballots", "sight-and-sound-2012.csv");

        Assert.All(named, row =>
        {
            var asked = new FilmAsked(row["film_ref"], row["film"], null);
            Assert.Equal(FilmRef.Of(row["film_ref"]), catalogue.Resolve(asked).Film?.Refs.Single());
        });
    }

    [Fact]
    public void No_film_of_Sight_and_Sound_2012_is_taken_for_another()
    {
        var films = Vectors.Real("ballots", "sight-and-sound-2012-films.csv");
        var catalogue = CatalogueOf(films);

        Assert.All(films, row =>
        {
            var match = catalogue.Resolve(new FilmAsked(null, row["title"], row.IntOrNull("year")));
            var meant = match.Film is { } film ? [film] : match.Candidates;
            Assert.Contains(FilmRef.Of(row["refs"]), meant.Select(film => film.Refs[0]));
        });
    }

    private static FilmAsked Asked(CsvRow row, int? year, int listYear)
    {
        var reference = row["film_ref"];
        return new FilmAsked(reference.Length == 0 ? null : reference, row["film"], year, listYear);
    }

    private static Catalogue CatalogueOf(IReadOnlyList<CsvRow> rows)
    {
        var ids = new HashSet<string>();
        return A.Catalogue([.. rows.Select(row =>
        {
            var refs = row["refs"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var film = A.Film(row["title"], row.IntOrNull("year"), refs);
            return ids.Add(film.Id.Value) ? film : film with { Id = FilmId.Of($"{film.Id}-{ids.Count}") };
        })]);
    }
}
