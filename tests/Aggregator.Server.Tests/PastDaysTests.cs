using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Any past day: what was said by then, each fact from the day on which it appeared.</summary>
public sealed class PastDaysTests(EightCritics shared) : PastTests(shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_film_was_on_a_past_day_what_had_appeared_by_then()
    {
        var film = await Judged(2013);
        var position = await List(2013, "2014-01-20", 1);

        var none = await Acclaim(film, "2014-01-01", position);
        Assert.Equal(("pending", 5, 0, 0), (
            (string)none["status"]!, (int)none["needs"]!, (int)none["critics"]!["verdicts"]!,
            (int)none["lists"]!["ballots"]!));
        Assert.Null(none["acclaim"]);
        Assert.Equal("2014-01-01", (string?)none["asOf"]);
        var five = await Acclaim(film, "2014-01-06", position);
        Assert.Equal(("rated", 5), ((string)five["status"]!, (int)five["critics"]!["verdicts"]!));
        var (before, after) = (
            await Acclaim(film, "2014-01-19", position), await Acclaim(film, "2014-01-20", position));
        Assert.Equal((0, 0), Listed(before));
        Assert.Equal((1, 1), Listed(after));
        Assert.True((decimal)after["acclaim"]! > (decimal)before["acclaim"]!);

        // Today, and tomorrow, are answered as without a day.
        var now = await Eventually.Get("the season scored with its list",
            () => _server.Http.GetStringAsync($"{film}/acclaim"),
            said => Listed(JsonNode.Parse(said)!.AsObject()) == (1, 1));
        foreach (var ahead in new[] { 0, 1 })
            Assert.Equal(now, await _server.Http.GetStringAsync($"{film}/acclaim?asOf={Day(ahead)}"));
        var latest = JsonNode.Parse(now)!.AsObject();
        latest.Remove("revision");
        after.Remove("asOf");
        Assert.Equal(latest.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task A_later_verdict_leaves_the_days_before_as_they_were_and_a_withdrawal_counts_from_now()
    {
        var film = await Judged(2012);
        await Say(film, critic: 1, grade: 1, published: "2014-02-01");
        using (await _server.Http.DeleteAsync($"{film}/verdicts/critic-2")) { }
        var last = await Say(film, critic: 3, grade: 10, published: null);

        var position = (long)last["position"]!;
        Assert.Equal((8, 80m), Counted(await Acclaim(film, "2014-01-31", position)));
        Assert.Equal((8, 71.25m), Counted(await Acclaim(film, "2014-02-01", position)));
        Assert.Equal((8, 71.25m), Counted(await Acclaim(film, Day(-1), position)));
        var now = await _server.Get($"{film}/acclaim");
        Assert.Equal(7, (int)now["critics"]!["verdicts"]!);

        var history = await _server.Get($"{film}/history");
        var items = history["items"]!.AsArray();
        Assert.Equal(
            ["2014-01-02", "2014-01-03", "2014-01-04", "2014-01-05", "2014-01-06", "2014-01-07", "2014-01-08",
                "2014-01-09", "2014-02-01", Day(0)],
            items.Select(item => (string)item!["day"]!));
        foreach (var item in items.Select(item => item!.AsObject()))
        {
            var day = await Acclaim(film, (string)item["day"]!, position);
            foreach (var field in new[] { "status", "needs", "acclaim", "interval", "season" })
                Assert.Equal(day[field]?.ToJsonString(), item[field]?.ToJsonString());
            Assert.Equal((int)day["critics"]!["verdicts"]!, (int)item["verdicts"]!);
        }

        Assert.Equal([null, 1], items.Select(item => (int?)item!["place"]).Distinct());
        var weeks = await _server.Get($"{film}/history?by=week");
        Assert.Equal(["2014-01-05", "2014-01-12", "2014-02-02", Day(0)],
            weeks["items"]!.AsArray().Select(item => (string)item!["day"]!));
    }

    [Fact]
    public async Task A_past_day_is_explained_by_what_was_said_by_then()
    {
        var film = await Judged(2004);
        await List(2004, "2014-01-20", 1);
        await Say(film, critic: 1, grade: 1, published: "2014-02-01");
        var position = await List(2004, "2014-02-01", 2, 1);

        var why = await OnDay($"{film}/explanation", "2014-01-20", position);

        var verdicts = why["critics"]!["verdicts"]!.AsArray();
        Assert.Equal((8, "2014-01-20"), (verdicts.Count, (string?)why["asOf"]));
        Assert.All(verdicts, verdict => Assert.Equal("8/10", (string?)verdict!["rating"]));
        Assert.Equal(1, (int)why["recognition"]!["lists"]!.AsArray().Single()!["number"]!);
        var later = await OnDay($"{film}/explanation", "2014-02-01", position);
        Assert.Equal("1/10", (string?)later["critics"]!["verdicts"]!.AsArray()
            .Single(verdict => (string)verdict!["critic"]! == "critic-1")!["rating"]);
        Assert.Equal(2, (int)later["recognition"]!["lists"]!.AsArray().Single()!["number"]!);
        var now = await _server.Get($"{film}/explanation?asOf={Day(0)}");
        Assert.Null(now["asOf"]);
    }

    [Fact]
    public async Task A_history_tells_no_day_on_which_nothing_of_what_it_tells_became_another()
    {
        var film = await Judged(2005);
        var unjudged = film.Replace("film-1", "film-2", StringComparison.Ordinal);
        await _server.Put("/v1/critics/ann-2005", new { name = "Ann", kind = "person" });
        await List(2005, "2014-01-10", 2);
        // A further list moves the share of all films, which is told of the judged one by its acclaim.
        var position = await List("ann-2005", 2005, "2014-01-20", 1);

        using var answer = await Ask($"{unjudged}/history", position, null);

        var told = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(["2014-01-10"], told!["items"]!.AsArray().Select(item => (string)item!["day"]!));
    }

    [Fact]
    public async Task What_is_recorded_late_changes_the_past_and_its_tag()
    {
        var film = await Judged(2011);
        var judged = await Head();
        string[] reads = [
            $"{film}/acclaim?asOf=2014-01-10", $"{film}/explanation?asOf=2014-01-10", $"{film}/history"];
        var tags = new List<EntityTagHeaderValue>();
        foreach (var path in reads) tags.Add((await Ask(path, judged, null)).Headers.ETag!);
        foreach (var (path, tag) in reads.Zip(tags))
            Assert.Equal(HttpStatusCode.NotModified, (await Ask(path, judged, tag)).StatusCode);

        var late = await Say(film, critic: 1, grade: 2, published: "2013-12-31");

        foreach (var (path, tag) in reads.Zip(tags))
        {
            using var answer = await Ask(path, (long)late["position"]!, tag);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEqual(tag, answer.Headers.ETag);
        }

        using var head = await _server.Http.SendAsync(new(HttpMethod.Head, reads[0]));
        Assert.Equal((HttpStatusCode.OK, "*"), (
            head.StatusCode, head.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Fact]
    public async Task A_film_that_came_to_another_season_a_moment_ago_has_the_past_it_had()
    {
        var (film, other) = (await Judged(2009), await Judged(2008));
        await Acclaim(other, "2014-01-10", await Head());
        var moved = await _server.Put(film, new { title = "Film 1", year = 2009, season = 2008 });
        await _server.Acclaim("film-1-2009", (long)moved["position"]!);

        // Whoever names no position is content with what was read of the season before.
        using var answer = await Eventually.Get("the film's past",
            () => _server.Http.GetAsync($"{film}/acclaim?asOf=2014-01-10"),
            answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);
        var past = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((2008, 8), ((int)past!["season"]!, (int)past["critics"]!["verdicts"]!));
    }

    [Fact]
    public async Task A_list_revised_by_what_appeared_before_moves_also_whom_it_does_not_name()
    {
        var film = await Judged(2010);
        await List(2010, "2014-01-10", 1, 2);
        var dropped = await List(2010, "2014-01-20", 2);
        Assert.Equal((1, 1), Listed(await Acclaim(film, "2014-01-16", dropped)));

        var earlier = await List(2010, "2014-01-15", 2);

        Assert.Equal((1, 0), Listed(await Acclaim(film, "2014-01-16", earlier)));
        Assert.Equal((1, 1), Listed(await Acclaim(film, "2014-01-14", earlier)));
    }

    [Theory]
    [InlineData("acclaim?asOf=2014-1-10", "day-unreadable", "2014-1-10")]
    [InlineData("acclaim?asOf=9999-12-31", "day-in-future", "9999-12-31")]
    [InlineData("explanation?asOf=soon", "day-unreadable", "soon")]
    [InlineData("history?by=year", "query-unreadable", "year")]
    public async Task A_day_that_cannot_be_is_refused_by_its_name(string ask, string code, string named)
    {
        using var answer = await _server.Http.GetAsync($"/v1/films/film-1-2013/{ask}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, (string)problem!["code"]!));
        Assert.Contains($"{named}", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    private async Task<long> Head() => (long)(await _server.Get("/v1/ledger/head"))["position"]!;

    private Task<JsonObject> Say(string film, int critic, int grade, string? published) =>
        _server.Put($"{film}/verdicts/critic-{critic}", new { rating = $"{grade}/10", published });

    private static (int, decimal) Counted(JsonObject acclaim) =>
        ((int)acclaim["critics"]!["verdicts"]!, (decimal)acclaim["critics"]!["mean"]!);
}
