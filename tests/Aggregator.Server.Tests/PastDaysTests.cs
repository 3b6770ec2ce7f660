using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Any past day: what was said by then, each fact from the day on which it appeared.</summary>
public sealed class PastDaysTests(SmallSeason shared) : IClassFixture<SmallSeason>
{
    private const string Film = "/v1/films/film-1-2013";

    [Fact]
    public async Task A_film_was_on_a_past_day_what_had_appeared_by_then()
    {
        using var folder = new Folder();
        await using var server = await Stocked(folder);
        var listed = await server.Put("/v1/critics/critic-1/lists/2013",
            new { ranked = true, places = new[] { new[] { Writing.Film(1) } }, published = "2014-01-20" });
        var position = (long)listed["position"]!;

        var none = await Acclaim(server, "2014-01-01", position);
        Assert.Equal(("pending", 5, 0, 0), (
            (string)none["status"]!, (int)none["needs"]!, (int)none["critics"]!["verdicts"]!,
            (int)none["lists"]!["ballots"]!));
        Assert.Null(none["acclaim"]);
        Assert.Equal("2014-01-01", (string?)none["asOf"]);
        var five = await Acclaim(server, "2014-01-06", position);
        Assert.Equal(("rated", 5), ((string)five["status"]!, (int)five["critics"]!["verdicts"]!));
        var (before, after) = (
            await Acclaim(server, "2014-01-19", position), await Acclaim(server, "2014-01-20", position));
        Assert.Equal((0, 0), Listed(before));
        Assert.Equal((1, 1), Listed(after));
        Assert.True((decimal)after["acclaim"]! > (decimal)before["acclaim"]!);

        // Today, and tomorrow, are answered as without a day.
        var now = await Eventually.Get("the season scored with its list",
            () => server.Http.GetStringAsync($"{Film}/acclaim"),
            said => Listed(JsonNode.Parse(said)!.AsObject()) == (1, 1));
        foreach (var ahead in new[] { 0, 1 })
            Assert.Equal(now, await server.Http.GetStringAsync($"{Film}/acclaim?asOf={Day(ahead)}"));
        var latest = JsonNode.Parse(now)!.AsObject();
        latest.Remove("revision");
        after.Remove("asOf");
        Assert.Equal(latest.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task A_later_verdict_leaves_the_days_before_as_they_were_and_a_withdrawal_counts_from_now()
    {
        using var folder = new Folder();
        await using var server = await Stocked(folder);
        await Say(server, critic: 1, grade: 1, published: "2014-02-01");
        using (await server.Http.DeleteAsync($"{Film}/verdicts/critic-2")) { }
        var last = await Say(server, critic: 3, grade: 10, published: null);

        var position = (long)last["position"]!;
        Assert.Equal((8, 80m), Counted(await Acclaim(server, "2014-01-31", position)));
        Assert.Equal((8, 71.25m), Counted(await Acclaim(server, "2014-02-01", position)));
        Assert.Equal((8, 71.25m), Counted(await Acclaim(server, Day(-1), position)));
        var now = await server.Get($"{Film}/acclaim");
        Assert.Equal(7, (int)now["critics"]!["verdicts"]!);

        var history = await server.Get($"{Film}/history");
        var items = history["items"]!.AsArray();
        Assert.Equal(
            ["2014-01-02", "2014-01-03", "2014-01-04", "2014-01-05", "2014-01-06", "2014-01-07", "2014-01-08",
                "2014-01-09", "2014-02-01", Day(0)],
            items.Select(item => (string)item!["day"]!));
        foreach (var item in items.Select(item => item!.AsObject()))
        {
            var day = await Acclaim(server, (string)item["day"]!, position);
            foreach (var field in new[] { "status", "needs", "acclaim", "interval", "season" })
                Assert.Equal(day[field]?.ToJsonString(), item[field]?.ToJsonString());
            Assert.Equal((int)day["critics"]!["verdicts"]!, (int)item["verdicts"]!);
        }

        Assert.Equal([null, 1], items.Select(item => (int?)item!["place"]).Distinct());
        var weeks = await server.Get($"{Film}/history?by=week");
        Assert.Equal(["2014-01-05", "2014-01-12", "2014-02-02", Day(0)],
            weeks["items"]!.AsArray().Select(item => (string)item!["day"]!));
    }

    [Fact]
    public async Task What_is_recorded_late_changes_the_past_and_its_tag()
    {
        using var folder = new Folder();
        await using var server = await Stocked(folder);
        string[] reads = [$"{Film}/acclaim?asOf=2014-01-10", $"{Film}/history"];
        var tags = new List<EntityTagHeaderValue>();
        foreach (var path in reads) tags.Add((await Ask(server, path, 0, null)).Headers.ETag!);
        foreach (var (path, tag) in reads.Zip(tags))
            Assert.Equal(HttpStatusCode.NotModified, (await Ask(server, path, 0, tag)).StatusCode);

        var late = await Say(server, critic: 1, grade: 2, published: "2013-12-31");

        foreach (var (path, tag) in reads.Zip(tags))
        {
            using var answer = await Ask(server, path, (long)late["position"]!, tag);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEqual(tag, answer.Headers.ETag);
        }

        using var head = await server.Http.SendAsync(new(HttpMethod.Head, reads[0]));
        Assert.Equal((HttpStatusCode.OK, "*"), (
            head.StatusCode, head.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Theory]
    [InlineData("acclaim?asOf=2014-1-10", "day-unreadable", "2014-1-10")]
    [InlineData("acclaim?asOf=9999-12-31", "day-in-future", "9999-12-31")]
    [InlineData("history?by=year", "query-unreadable", "year")]
    public async Task A_day_that_cannot_be_is_refused_by_its_name(string ask, string code, string named)
    {
        using var answer = await shared.Server.Http.GetAsync($"{Film}/{ask}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, (string)problem!["code"]!));
        Assert.Contains($"{named}", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    /// <summary>Eight critics find film 1 worth 8 of 10, one a day from the second of January 2014.</summary>
    private static async Task<ServerProcess> Stocked(Folder folder)
    {
        var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2);
        await server.RegisterCritics(8);
        var rows = new StringBuilder("critic,film,film_year,rating,published\n");
        for (var i = 1; i <= 8; i++) rows.Append(CultureInfo.InvariantCulture,
            $"Critic {i},Film 1,2013,8/10,2014-01-0{i + 1}\n");
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString()));
        Assert.Equal(8, (int)(await server.Import("/v1/import/verdicts", body))["accepted"]!);
        return server;
    }

    private static Task<JsonObject> Say(ServerProcess server, int critic, int grade, string? published) =>
        server.Put($"{Film}/verdicts/critic-{critic}", new { rating = $"{grade}/10", published });

    private static async Task<JsonObject> Acclaim(ServerProcess server, string day, long position)
    {
        using var answer = await Ask(server, $"{Film}/acclaim?asOf={day}", position, null);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
    }

    // Where the machine is too busy to read the past in time it says so, and is asked again.
    private static Task<HttpResponseMessage> Ask(
        ServerProcess server, string path, long position, EntityTagHeaderValue? tag) =>
        Eventually.Get(path, async () =>
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, path);
            ask.Headers.Add("Aggregator-Min-Position", $"{position}");
            if (tag is not null) ask.Headers.IfNoneMatch.Add(tag);
            return await server.Http.SendAsync(ask);
        }, answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);

    private static (int, int) Listed(JsonObject acclaim) =>
        ((int)acclaim["lists"]!["ballots"]!, (int)acclaim["lists"]!["mentions"]!);

    private static (int, decimal) Counted(JsonObject acclaim) =>
        ((int)acclaim["critics"]!["verdicts"]!, (decimal)acclaim["critics"]!["mean"]!);

    private static string Day(int ahead) => TimeProvider.System.GetUtcNow().AddDays(ahead)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
