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
            { ("/v1/seasons", "season"), ("/v1/critics/critic-1/lists", "year"), ("/v1/keys", "id") })
        {
            var whole = await server.Get(path);
            var (paged, after) = (new List<JsonNode>(), "");
            do
            {
                var page = await server.Get($"{path}?first=1{after}");
                Assert.Equal(3, (int)page["total"]!);
                paged.Add(Assert.Single(page["items"]!.AsArray())!);
                after = page["next"] is { } next ? $"&after={Uri.EscapeDataString((string)next!)}" : "";
            }
            while (after != "" && paged.Count < 4);

            Assert.Null(whole["next"]);
            Assert.Equal(
                whole["items"]!.AsArray().Select(item => item![shown]!.ToJsonString()),
                paged.Select(item => item[shown]!.ToJsonString()));
        }
    }
}
