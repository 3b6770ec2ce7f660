namespace Aggregator.Server.Tests;

/// <summary>What people copy from elsewhere into the field of the search.</summary>
public sealed class SearchedTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    [Theory]
    [InlineData("https://www.imdb.com/title/tt0293793/?ref_=fn_al_tt_1")]
    [InlineData(" imdb.com/title/tt0293793 ")]
    [InlineData("https://www.themoviedb.org/movie/61408-copied")]
    public async Task A_film_is_found_by_its_address_at_another_site(string sought)
    {
        await season.Server.Put("/v1/films/copied-2013", new
        {
            title = "Copied",
            year = 2013,
            refs = new { imdb = "tt0293793", tmdb = "61408" },
        });

        var found = await season.Server.Get($"/v1/search?q={Uri.EscapeDataString(sought)}");

        Assert.Equal("copied-2013", (string?)found["items"]![0]!["film"]!["film"]);
    }
}
