using System.Net.Http.Json;

namespace Aggregator.Server.Tests;

public sealed class PlacementsTests
{
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
