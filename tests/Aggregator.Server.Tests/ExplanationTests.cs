using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Every score explained; Her by all that was said of it is in SeasonTests.</summary>
public sealed class ExplanationTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private ServerProcess Server => season.Server;

    [Fact]
    public async Task A_pending_film_shows_what_was_said_and_how_it_was_read_and_no_score()
    {
        await Server.Put("/v1/films/small-2013", new { title = "Small", year = 2013, season = 2013 });
        await Import("verdicts", """
            critic,publication,film,film_year,rating,thumb,published
            Ann,The Paper,Small,2013,3.5/4,,2013-12-18
            Bob,,Small,2013,Recommended,up,
            Cyd,,Small,2013,2.5/4,down,
            """);
        await Server.Put("/v1/critics/a-circle", new { name = "A Circle", kind = "collective" });
        await Server.Put("/v1/critics/a-circle/lists/2013", new
        {
            places = new[] { new[] { "film-1-2013", "small-2013" } },
        });
        await Server.Put(
            "/v1/critics/a-circle/lists/2012", new { places = new[] { new[] { "small-2013" } } });
        var listed = await Server.Put("/v1/critics/ann/lists/2014", new
        {
            places = new[] { new[] { "film-1-2013" }, ["small-2013"] },
        });

        var (acclaim, why) = await Explained("small-2013", (long)listed["position"]!);

        Assert.Equal(("pending", 2), ((string?)why["status"], (int)why["needs"]!));
        Assert.Null(why["acclaim"] ?? why["interval"] ?? why["critics"]!["score"]);
        var verdicts = why["critics"]!["verdicts"]!.AsArray().ToDictionary(
            verdict => (string)verdict!["critic"]!, verdict => verdict!.AsObject());
        Assert.Equal(
            ("3.5/4", """{"scale":"x/4","value":87.50}""", "rating", 87.50m),
            ((string?)verdicts["ann"]["rating"], verdicts["ann"]["read"]!.ToJsonString(),
                (string?)verdicts["ann"]["countedBy"], (decimal)verdicts["ann"]["countsAs"]!));
        Assert.Equal(("Ann", "The Paper", "2013-12-18"), ((string?)verdicts["ann"]["criticName"],
            (string?)verdicts["ann"]["publication"], (string?)verdicts["ann"]["published"]));
        Assert.Equal(
            ("up", """{"unreadable":"word"}""", "thumb", (decimal)why["critics"]!["thumbs"]!["up"]!),
            ((string?)verdicts["bob"]["thumb"], verdicts["bob"]["read"]!.ToJsonString(),
                (string?)verdicts["bob"]["countedBy"], (decimal)verdicts["bob"]["countsAs"]!));
        Assert.Equal(59.99m, (decimal)verdicts["cyd"]["countsAs"]!);
        var list = why["recognition"]!["lists"]!.AsArray().Single()!;
        Assert.Equal((2014, 2, "0.9500", true, true), ((int)list["year"]!, (int)list["number"]!,
            list["credit"]!.ToJsonString(), (bool)list["elsewhere"]!, (bool)list["counts"]!));
        var honours = why["recognition"]!["honours"]!.AsArray();
        var honour = honours.Single(one => (int)one!["year"]! == 2013)!;
        Assert.Equal((1, 2, true, "0.7500"), ((int)honour["from"]!, (int)honour["to"]!,
            (bool)honour["shared"]!, honour["credit"]!.ToJsonString()));
        Assert.Equal([true], honours.Where(one => one != honour).Select(one => (bool)one!["elsewhere"]!));
        Assert.Equal((2, 1),
            ((int)acclaim["lists"]!["elsewhere"]!, (int)acclaim["honours"]!["mentions"]!));
        Assert.Equal("pending", (string?)acclaim["status"]);
    }

    [Fact]
    public async Task A_width_that_is_rounded_on_the_way_comes_out_as_it_is_printed_to_the_last_digit()
    {
        int[] marks = [0, 2, 4, 4, 4, 4, 5];
        await Import("verdicts", "critic,film,film_year,rating\n" + string.Concat(
            marks.Select((mark, critic) => $"W {critic},Rounded Within,2013,{mark}/10\n")));

        var (acclaim, why) = await Explained("rounded-within-2013", position: 0);

        Explanations.AddsUpTo(acclaim, why);
        var width = why["formula"]!.AsArray().Single(line => (string?)line!["name"] == "h")!;
        // Nothing rounded below the root would make it 11.71.
        Assert.Equal("11.70", width["result"]!.ToJsonString());
    }

    [Fact]
    public async Task A_merged_critic_counts_once_and_of_two_lists_the_greater()
    {
        await Import("verdicts", """
            critic,film,film_year,rating
            Peter Old,Merged,2013,1/5
            C 1,Merged,2013,3/5
            C 2,Merged,2013,B+
            C 3,Merged,2013,5/5
            C 4,Merged,2013,2/4
            """);
        await Server.Put("/v1/critics/peter-new", new { name = "Peter New", kind = "person" });
        await Server.Put("/v1/films/merged-2013/verdicts/peter-new", new { rating = "4/5" });
        await Import("lists", """
            critic,year,place,film,film_year
            Peter Old,2013,1,Merged,2013
            Peter New,2014,1,Film 1,2013
            Peter New,2014,2,Merged,2013
            """);
        using var merged = await Server.Http.PostAsJsonAsync(
            "/v1/critics/peter-old/merge", new { into = "peter-new" });
        var position = (long)(await merged.Content.ReadFromJsonAsync<JsonObject>())!["position"]!;

        var (_, why) = await Explained("merged-2013", position);

        Assert.Equal(5, why["critics"]!["verdicts"]!.AsArray().Count);
        var peter = why["critics"]!["verdicts"]!.AsArray().Single(
            verdict => ((string)verdict!["critic"]!).StartsWith("peter", StringComparison.Ordinal))!;
        Assert.Equal(("peter-new", "4/5", "0.16129032"), ((string?)peter["critic"],
            (string?)peter["rating"], peter["weight"]!.ToJsonString()));
        Assert.Equal(
            [(2014, "peter-new", false), (2013, "peter-new", true)],
            why["recognition"]!["lists"]!.AsArray().OrderByDescending(list => (int)list!["year"]!).Select(
                list => ((int)list!["year"]!, (string)list["critic"]!, (bool)list["counts"]!)));
    }

    [Fact]
    public async Task Twenty_thousand_verdicts_are_explained_in_one_answer()
    {
        const int verdicts = 20_000;
        var rows = new StringBuilder("critic,film,film_year,rating,thumb\n");
        for (var i = 1; i <= verdicts; i++)
            rows.Append($"Many {i},Everybodys,2013,{(i % 3 == 0 ? "" : $"{i % 11}/10")},up\n");
        var position = await Import("verdicts", rows.ToString());

        var (_, why) = await Explained("everybodys-2013", position);

        Assert.Equal(verdicts, why["critics"]!["verdicts"]!.AsArray().Count);
        Assert.Equal(verdicts, (int)why["critics"]!["sums"]!["rated"]!
            + (int)why["critics"]!["sums"]!["thumbsUp"]!);
        var page = await Server.Http.GetStringAsync("/films/everybodys-2013");
        Assert.Contains("/v1/films/everybodys-2013/explanation", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<details", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/films/film-1-2013/explanation?profile=mean", 400, "profile-unknown")]
    [InlineData("/v1/films/nobody-knows-2099/explanation", 404, "film-unknown")]
    public async Task What_has_no_explanation_is_refused(string path, int status, string code)
    {
        using var answer = await Server.Http.GetAsync(path);

        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)problem!["code"]));
    }

    [Fact]
    public async Task A_film_nobody_has_spoken_of_is_explained_by_its_prior()
    {
        var (_, why) = await Explained("film-2-2013", 0);

        Assert.Equal("60.35", why["critics"]!["prior"]!["added"]!.ToJsonString());
        Assert.Empty(why["critics"]!["verdicts"]!.AsArray());
    }

    /// <summary>The acclaim and its explanation, which adds up to it.</summary>
    private async Task<(JsonObject Acclaim, JsonObject Why)> Explained(string film, long position)
    {
        // A season that has got a list is scored again a little later: maybe between the two answers.
        var (acclaim, why, _) = await Eventually.Get($"{film} explained as it is shown", async () =>
        (
            Before: await Server.Acclaim(film, position),
            Why: await Server.Get($"/v1/films/{film}/explanation"),
            After: await Server.Acclaim(film)
        ), read => read.Before.ToJsonString() == read.After.ToJsonString());
        Explanations.AddsUpTo(acclaim, why);
        return (acclaim, why);
    }

    private async Task<long> Import(string kind, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows + "\n"));
        var totals = await Server.Import(
            $"/v1/import/{kind}?createFilms=true&createCritics=true", body);
        Assert.Equal(0, (int)totals["refused"]!);
        return (long)totals["position"]!;
    }
}
