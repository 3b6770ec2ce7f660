using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Whoever adds something to a film or critic takes nothing else away.</summary>
public sealed class RevisedTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private const string Whole =
        """{"title":"Kept","year":2011,"released":"2012-03-02","season":2013,"refs":{"imdb":"tt77"}}""";

    [Theory]
    [InlineData("""{"title":"Kept","year":2011,"refs":{"tmdb":"78"}}""", 2011, "2012-03-02", 2013)]
    [InlineData("""{"title":"Kept"}""", 2011, "2012-03-02", 2013)]
    [InlineData("""{"title":"Kept","season":null}""", 2011, "2012-03-02", null)]
    [InlineData("""{"title":"Kept","released":null}""", 2011, null, 2013)]
    [InlineData("""{"title":"Kept","year":null,"season":2014}""", null, "2012-03-02", 2014)]
    public async Task A_film_keeps_what_is_left_out_and_loses_what_is_null(
        string body, int? year, string? released, int? recorded)
    {
        const string film = "/v1/films/kept-2011";
        await Put(film, Whole);

        await Put(film, body);

        var fact = await LastFact();
        Assert.Equal(
            (year, released, recorded),
            ((int?)fact["year"], (string?)fact["released"], (int?)fact["season"]));
        Assert.Equal("tt77", (string?)(await season.Server.Get(film))["refs"]!["imdb"]);
    }

    [Fact]
    public async Task The_same_is_said_to_the_film_that_answers_for_one_that_was_merged_into_it()
    {
        await Put("/v1/films/answers-2011", """{"title":"Answers","year":2011,"season":2013}""");
        await Put("/v1/films/merged-2011", """{"title":"Merged","year":2011}""");
        using var merged = await season.Server.Http.PostAsJsonAsync(
            "/v1/films/merged-2011/merge", new { into = "answers-2011" });
        merged.EnsureSuccessStatusCode();

        await Put("/v1/films/merged-2011", """{"title":"Merged","released":"2012-03-02"}""");
        var added = await LastFact();
        await Put("/v1/films/merged-2011", """{"title":"Merged","year":null,"season":null}""");
        var cleared = await LastFact();

        Assert.Equal(
            (2011, 2013, "2012-03-02"),
            ((int?)added["year"], (int?)added["season"], (string?)added["released"]));
        Assert.Equal(
            (2011, null, "2012-03-02"),
            ((int?)cleared["year"], (int?)cleared["season"], (string?)cleared["released"]));
    }

    [Theory]
    [InlineData("""{"name":"Kept Critic"}""", "The Daily Example")]
    [InlineData("""{"name":"Kept Critic","publication":"Another"}""", "Another")]
    [InlineData("""{"name":"Kept Critic","publication":null}""", null)]
    public async Task A_critic_keeps_the_publication_where_it_is_left_out(string body, string? publication)
    {
        const string critic = "/v1/critics/kept-critic";
        await Put(critic, """{"name":"Kept Critic","kind":"person","publication":"The Daily Example"}""");

        await Put(critic, body);

        Assert.Equal(publication, (string?)(await season.Server.Get(critic))["publication"]);
    }

    private async Task<JsonNode> LastFact()
    {
        var record = await season.Server.Http.GetStringAsync("/v1/ledger?first=5000");
        return JsonNode.Parse(record.Trim().Split('\n')[^1])!["body"]!;
    }

    private async Task Put(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await season.Server.Http.PutAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
