using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

public sealed class SaidOfFilmsTests
{
    [Fact]
    public async Task A_verdict_is_read_where_its_write_said_it_lies_until_it_is_withdrawn()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        using var written = await server.Http.PutAsJsonAsync(
            "/v1/films/film-1-2013/verdicts/critic-1", new { rating = "4/5", quote = "At last." });
        var location = written.Headers.Location!;

        using var answer = await server.Http.GetAsync(location);
        var read = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.Equal(
            ("critic-1", "4/5", "At last."),
            ((string?)read["critic"], (string?)read["rating"], (string?)read["quote"]));
        Assert.NotNull(answer.Headers.ETag);
        (await server.Http.DeleteAsync(location)).EnsureSuccessStatusCode();
        using var gone = await server.Http.GetAsync(location);
        Assert.Equal(
            (HttpStatusCode.NotFound, "verdict-unknown"),
            (gone.StatusCode, (string?)(await gone.Content.ReadFromJsonAsync<JsonObject>())!["code"]));
    }

    [Fact]
    public async Task A_blank_publication_is_none_however_a_verdict_is_sent()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        using var written = await server.Http.PutAsJsonAsync(
            "/v1/films/film-1-2013/verdicts/critic-1", new { rating = "4/5", publication = " " });

        var total = await server.Import("/v1/import/verdicts", new MemoryStream(
            "critic,publication,film,rating\nCritic 1,,Film 1,4/5\n"u8.ToArray()));

        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        Assert.Equal(1, (int)total["unchanged"]!);
    }

    [Fact]
    public async Task A_placement_says_where_its_list_was_read_and_what_is_to_be_said_about_it()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(2);
        await server.List(1, 2013, "film-1-2013");
        var list = new
        {
            ranked = true,
            places = new[] { new[] { "film-1-2013" } },
            url = "https://example.org/list",
            note = "Deduced, not read.",
        };
        (await server.Http.PutAsJsonAsync("/v1/critics/critic-2/lists/2013", list)).EnsureSuccessStatusCode();

        var placements = (await server.Get("/v1/films/film-1-2013/placements"))["items"]!.AsArray();

        Assert.Equal(["critic-2", "critic-1"], placements.Select(placement => (string?)placement!["critic"]));
        Assert.Equal([list.url, null], placements.Select(placement => (string?)placement!["url"]));
        Assert.Equal([list.note, null], placements.Select(placement => (string?)placement!["note"]));
    }
}
