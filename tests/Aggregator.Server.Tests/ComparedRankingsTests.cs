using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Orders that need all lists of a season at once are computed when somebody asks.</summary>
public sealed class ComparedRankingsTests
{
    private static readonly string[] Orders = ["schulze", "ranked-pairs", "plackett-luce"];

    [Fact]
    public async Task Whoever_names_the_position_of_a_list_reads_an_order_that_counts_it()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(4);
        await server.RegisterCritics(3);
        await server.List(1, 2013, Writing.Film(1), Writing.Film(2), Writing.Film(3));
        var second = await server.List(2, 2013, Writing.Film(2), Writing.Film(1), Writing.Film(4));

        Assert.All(await All(server, second), page =>
        {
            Assert.Equal([1, 1, 3, 3], Places(page));
            Assert.Equal(["film-1-2013", "film-2-2013", "film-3-2013", "film-4-2013"], Films(page));
        });

        var third = await server.List(3, 2013, Writing.Film(2), Writing.Film(4), Writing.Film(3));

        Assert.All(await All(server, third), page =>
        {
            Assert.Equal(["film-2-2013", "film-1-2013", "film-4-2013", "film-3-2013"], Films(page));
            Assert.Equal([1, 2, 3, 4], Places(page));
            Assert.True((long)page["position"]! >= (long)third["position"]!);
            Assert.Equal(3, (int)page["items"]![0]!["mentions"]!);
            Assert.Null(page["items"]![0]!["moved"]);
        });
        Assert.Equal([3m, 2m, 1m, 0m], Values(await Page(server, "schulze")));
        Assert.Equal("wins", (string?)(await Page(server, "schulze"))["items"]![0]!["unit"]);
        Assert.Equal(1, Values(await Page(server, "plackett-luce")).Sum(), 9);

        await server.Http.DeleteAsync("/v1/critics/critic-3/lists/2013");
        await Eventually.Get(
            "a tie again", () => Page(server, "schulze"), page => Places(page) is [1, 1, ..]);
    }

    [Fact]
    public async Task On_a_past_day_an_order_was_that_of_the_lists_that_stood_then()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(4);
        await server.RegisterCritics(3);
        await List(server, 1, "2014-01-10", 1, 2, 3);
        var before = await All(server, await List(server, 2, "2014-01-11", 2, 1, 4));
        var third = await List(server, 3, "2014-01-20", 2, 4, 3);
        var now = await All(server, third);

        var then = await All(server, third, "&asOf=2014-01-19");
        Assert.Equal(before.Select(Lines), then.Select(Lines));
        Assert.All(then, page => Assert.Equal("2014-01-19", (string?)page["asOf"]));
        var later = await All(server, third, "&asOf=2014-01-20");
        Assert.Equal(now.Select(Lines), later.Select(Lines));
        var today = await All(server, third, $"&asOf={TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
        Assert.Equal(now.Select(Lines), today.Select(Lines));
        Assert.All(await All(server, third, "&asOf=2014-01-09"), page => Assert.Empty(Films(page)));

        // What is recorded late counts from its day; what is withdrawn has stood until then.
        using (await server.Http.DeleteAsync("/v1/critics/critic-1/lists/2013")) { }
        var late = await List(server, 3, "2014-01-09", 2, 4, 3);
        var changed = await All(server, late, "&asOf=2014-01-19");
        Assert.Equal(now.Select(Lines), changed.Select(Lines));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_answers_are_tagged()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(5);
        await server.RegisterCritics(1);
        var list = await server.List(1, 2013, [.. Enumerable.Range(1, 5).Select(Writing.Film)]);
        await All(server, list);

        foreach (var by in Orders)
        {
            var films = new List<string>();
            for (string? after = null; ;)
            {
                var page = await Page(server, $"{by}&first=2{(after is null ? "" : $"&after={after}")}");
                films.AddRange(Films(page));
                Assert.Equal(5, (int)page["total"]!);
                if ((after = (string?)page["next"]) is null) break;
            }

            Assert.Equal(Enumerable.Range(1, 5).Select(Writing.Film), films);
        }

        using var first = await server.Http.GetAsync("/v1/rankings/2013?by=schulze");
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/rankings/2013?by=schulze");
        ask.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await server.Http.SendAsync(ask);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        var cursor = (string?)(await Page(server, "schulze&first=1"))["next"];
        using var foreign = await server.Http.GetAsync($"/v1/rankings/2013?by=ranked-pairs&after={cursor}");
        Assert.Equal("cursor-unreadable", await CodeOf(foreign));
    }

    [Fact]
    public async Task A_season_without_lists_and_all_time_have_none()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        foreach (var asked in new[] { "1999?", "all-time?", "all-time?asOf=2014-01-10&" })
        {
            var page = await server.Get($"/v1/rankings/{asked}by=plackett-luce");
            Assert.Equal(("plackett-luce", asked.Split('?')[0], 0), (
                (string?)page["by"], (string?)page["scope"], (int)page["total"]!));
        }
    }

    [Fact]
    public async Task More_films_than_can_be_compared_are_refused_and_the_other_orders_stay()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2502);
        await server.RegisterCritics(6);
        for (var critic = 1; critic <= 5; critic++)
        {
            await server.List(
                critic, 2013, [.. Enumerable.Range(((critic - 1) * 417) + 1, 417).Select(Writing.Film)]);
        }

        var last = await server.List(6, 2013, [.. Enumerable.Range(2086, 417).Select(Writing.Film)]);

        using var answer = await Answer(server, "schulze", last);
        Assert.Equal("season-too-large", await CodeOf(answer));
        Assert.Equal(2502, (int)(await Page(server, "borda"))["total"]!);
    }

    private static Task<JsonObject> List(
        ServerProcess server, int critic, string published, params int[] films) =>
        server.Put($"/v1/critics/critic-{critic}/lists/2013",
            new { ranked = true, places = films.Select(film => new[] { Writing.Film(film) }), published });

    private static async Task<JsonObject[]> All(ServerProcess server, JsonObject written, string asOf = "")
    {
        var pages = new List<JsonObject>();
        foreach (var by in Orders)
        {
            using var answer = await Answer(server, $"{by}{asOf}", written);
            pages.Add((await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!);
        }

        return [.. pages];
    }

    // Where the machine is too busy to compare them in time it says so, and is asked again.
    private static Task<HttpResponseMessage> Answer(ServerProcess server, string by, JsonObject written) =>
        Eventually.Get($"the films by {by}", async () =>
        {
            using var ask = Ask(by, written);
            return await server.Http.SendAsync(ask);
        }, answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);

    private static HttpRequestMessage Ask(string by, JsonObject written)
    {
        var ask = new HttpRequestMessage(HttpMethod.Get, $"/v1/rankings/2013?by={by}");
        ask.Headers.Add("Aggregator-Min-Position", $"{written["position"]}");
        return ask;
    }

    private static Task<JsonObject> Page(ServerProcess server, string by) =>
        server.Get($"/v1/rankings/2013?by={by}");

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"];

    private static string Lines(JsonObject page) => string.Join("; ", page["items"]!.AsArray().Select(item =>
        $"{item!["place"]} {item["film"]} {item["value"]} {item["unit"]} {item["mentions"]}"));

    private static int[] Places(JsonObject page) =>
        [.. page["items"]!.AsArray().Select(item => (int)item!["place"]!)];

    private static decimal[] Values(JsonObject page) =>
        [.. page["items"]!.AsArray().Select(item => (decimal)item!["value"]!)];

    private static string[] Films(JsonObject page) =>
        [.. page["items"]!.AsArray().Select(item => (string)item!["film"]!)];
}
