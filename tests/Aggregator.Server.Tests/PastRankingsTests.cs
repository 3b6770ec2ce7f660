using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Rankings of past days, and how their places went.</summary>
public sealed class PastRankingsTests(EightCritics shared) : IClassFixture<EightCritics>
{
    private const string Then = "2014-01-05";

    // Of the other test, and later: so both are told of all-time apart.
    private const string Later = "2015-01-04";

    private static readonly string[] Live =
        ["acclaim", "mean", "approval", "mentions", "honours", "lists-321", "borda", "dowdall"];

    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_ranking_was_on_a_past_day_what_had_appeared_by_then_page_by_page()
    {
        await Judged(2013, Then);
        using var before = await Ask($"2013?asOf={Then}", await _server.Get("/v1/ledger/head"));
        for (var critic = 1; critic <= 7; critic++) await _server.Judge(Writing.Film(2), critic, 10);
        var last = await _server.List(1, 2013, Writing.Film(2));

        foreach (var scope in new[] { "2013", "all-time" })
        {
            Assert.Empty(Ranked(await Page($"{scope}?asOf=2014-01-04", last)));
            var pages = new List<string>();
            string? after = null;
            do
            {
                var page = await Page($"{scope}?asOf={Then}&first=1&after={after}", last);
                Assert.Equal((Then, 3), ((string)page["asOf"]!, (int)page["total"]!));
                pages.AddRange(Ranked(page));
                after = (string?)page["next"];
            }
            while (after is not null);

            Assert.Equal(["film-3-2013 1", "film-1-2013 2", "film-2-2013 2"], pages);
            var now = await Page(scope, last);
            Assert.Equal("film-2-2013 1", Ranked(now)[0]);
            var today = await Page($"{scope}?asOf={Today}", last);
            Assert.Equal(now.ToJsonString(), today.ToJsonString());
        }

        // What was said since has not changed that day, nor its tag.
        using var again = await Ask($"2013?asOf={Then}", last);
        Assert.Equal(before.Headers.ETag, again.Headers.ETag);
        foreach (var by in Live)
        {
            var page = await Page($"2013?by={by}&asOf={Then}", last);
            Assert.Equal((by, by is "acclaim" or "mean" or "approval" ? 3 : 0), (
                (string)page["by"]!, (int)page["total"]!));
        }
    }

    [Fact]
    public async Task A_ranking_s_history_lists_the_days_on_which_its_best_became_others()
    {
        await Judged(2014, Later);
        for (var critic = 1; critic <= 7; critic++) await _server.Judge("film-2-2014", critic, 10);
        // Below the best, so no day of its own.
        var last = await _server.Put("/v1/films/film-1-2014/verdicts/critic-1",
            new { rating = "7/10", published = "2015-01-14" });

        var history = await Page("2014/history?top=1", last);

        Assert.Equal([$"{Later} film-3-2014 1, film-2-2014 2", $"{Today} film-2-2014 1, film-3-2014 2"],
            history["items"]!.AsArray().Select(day => $"{day!["day"]} {string.Join(", ", Places(day))}"));
        Assert.Equal(["Film 2", "Film 3"],
            history["films"]!.AsArray().Select(film => (string)film!["title"]!));
        var all = await Page("2014/history?by=mean&each=week", last);
        Assert.Equal([Later, "2015-01-18", Today],
            all["items"]!.AsArray().Select(day => (string)day!["day"]!));
    }

    [Theory]
    [InlineData("2013/history?by=plackett-luce", "as-of-unavailable", "or for one day with asOf.")]
    [InlineData("2013?asOf=yesterday", "day-unreadable", "yesterday")]
    [InlineData("2013?asOf=2014-01-05&after=x", "cursor-unreadable", "x")]
    [InlineData("2013/history?top=51", "query-unreadable", "51")]
    [InlineData("2013/history?each=hour", "query-unreadable", "hour")]
    [InlineData("twenty/history", "scope-unreadable", "twenty")]
    public async Task What_cannot_be_told_of_a_past_day_is_refused(string ask, string code, string says)
    {
        using var answer = await _server.Http.GetAsync($"/v1/rankings/{ask}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, (string)problem!["code"]!));
        Assert.Contains(says, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    /// <summary>
    /// Seven critics find films 1 and 2 of a year worth 8 of 10 and film 3 worth 9, all on one day.
    /// </summary>
    private async Task Judged(int year, string day)
    {
        await _server.RegisterFilms(3, year);
        var rows = new StringBuilder("critic,film,film_year,rating,published\n");
        foreach (var (film, grade) in new[] { (1, 8), (2, 8), (3, 9) })
        {
            for (var critic = 1; critic <= 7; critic++) rows.Append(CultureInfo.InvariantCulture,
                $"Critic {critic},Film {film},{year},{grade}/10,{day}\n");
        }

        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString()));
        Assert.Equal(21, (int)(await _server.Import("/v1/import/verdicts", body))["accepted"]!);
    }

    private async Task<JsonObject> Page(string ask, JsonObject written)
    {
        using var answer = await Ask(ask, written);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
    }

    // Where the machine is too busy to read the past in time it says so, and is asked again.
    private Task<HttpResponseMessage> Ask(string ask, JsonObject written) =>
        Eventually.Get(ask, async () =>
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, $"/v1/rankings/{ask}");
            asked.Headers.Add("Aggregator-Min-Position", $"{written["position"]}");
            return await _server.Http.SendAsync(asked);
        }, answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);

    private static string[] Ranked(JsonObject page) =>
        [.. page["items"]!.AsArray().Select(item => $"{item!["film"]} {item["place"]}")];

    private static IEnumerable<string> Places(JsonNode day) =>
        day["films"]!.AsArray().Select(film => $"{film!["film"]} {film["place"]}");

    private static string Today => TimeProvider.System.GetUtcNow()
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
