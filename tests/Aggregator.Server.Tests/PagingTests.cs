using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Lists that are read in pages, however short they are mostly.</summary>
public sealed class PagingTests
{
    [Fact]
    public async Task Seasons_a_critics_lists_and_keys_come_in_pages_as_everything_does()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        foreach (var year in new[] { 2013, 2015, 2014 }) await server.List(1, year, Writing.Film(1));
        foreach (var name in new[] { "first", "second" })
        {
            using var made = await server.Http.PostAsJsonAsync("/v1/keys", new { role = "reader", name });
            made.EnsureSuccessStatusCode();
        }

        foreach (var (path, shown) in new[]
            { ("/v1/seasons?", "season"), ("/v1/critics/critic-1/lists?", "year"), ("/v1/keys?", "id") })
            await ComesInPages(server, path, shown, total: 3);
    }

    [Fact]
    public async Task Films_and_critics_that_a_filter_lets_pass_come_in_pages_with_how_many_there_are()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(4);
        await server.RegisterCritics(3);
        (await server.Http.PutAsJsonAsync("/v1/films/another", new { title = "Ánother Film", year = 2014 }))
            .EnsureSuccessStatusCode();

        await ComesInPages(server, "/v1/films?title=FILM&year=2013&", "film", total: 4);
        await ComesInPages(server, "/v1/films?title=another&year=&season=&", "film", total: 1);
        await ComesInPages(server, "/v1/films?title=&", "film", total: 5);
        await ComesInPages(server, "/v1/critics?kind=person&name=crit&", "critic", total: 3);
        Assert.Equal(0, (int)(await server.Get("/v1/films?title=none"))["total"]!);
        // U+FFFE, which cannot be normalised.
        Assert.Equal(0, (int)(await server.Get("/v1/films?title=%EF%BF%BE"))["total"]!);
    }

    private static async Task ComesInPages(ServerProcess server, string path, string shown, int total)
    {
        var whole = await server.Get(path);
        var (paged, after) = (new List<JsonNode>(), "");
        do
        {
            var page = await server.Get($"{path}first=1{after}");
            Assert.Equal(total, (int)page["total"]!);
            paged.Add(Assert.Single(page["items"]!.AsArray())!);
            after = page["next"] is { } next ? $"&after={Uri.EscapeDataString((string)next!)}" : "";
        }
        while (after != "" && paged.Count <= total);

        Assert.Null(whole["next"]);
        Assert.Equal(
            whole["items"]!.AsArray().Select(item => item![shown]!.ToJsonString()),
            paged.Select(item => item[shown]!.ToJsonString()));
    }
}
