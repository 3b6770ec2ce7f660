using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Past days of critics and films that are one now.</summary>
public sealed class PastMergesTests(EightCritics shared) : PastTests(shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData(2007, true)]
    [InlineData(2006, false)]
    public async Task Of_two_lists_by_critics_who_are_one_now_a_past_day_had_the_later_alone(
        int year, bool laterIsWithdrawn)
    {
        var film = await Judged(year);
        var (first, second) = ($"ann-{year}", $"bea-{year}");
        foreach (var critic in new[] { first, second })
            await _server.Put($"/v1/critics/{critic}", new { name = critic, kind = "person" });
        await List(first, year, "2014-01-10", 1);
        await List(second, year, "2014-01-20", 2);
        var (goes, stays) = laterIsWithdrawn ? (second, first) : (first, second);
        await Withdraw(goes, year);
        var position = await Merge($"/v1/critics/{goes}", stays);

        var other = film.Replace("film-1", "film-2", StringComparison.Ordinal);
        Assert.Equal((1, 1), Listed(await Acclaim(film, "2014-01-19", position)));
        Assert.Equal((1, 0), Listed(await Acclaim(film, "2014-01-20", position)));
        Assert.Equal((1, 1), Listed(await Acclaim(other, "2014-01-20", position)));
    }

    [Fact]
    public async Task A_list_revised_by_what_appeared_before_moves_also_a_film_that_it_named_by_another_id()
    {
        const int year = 2003;
        var film = await Judged(year);
        await _server.Put($"/v1/films/copy-{year}", new { title = "Copy", year });
        var places = new[] { new[] { $"copy-{year}" }, [$"film-2-{year}"] };
        await _server.Put(
            $"/v1/critics/critic-1/lists/{year}", new { ranked = true, places, published = "2014-01-10" });
        await List(year, "2014-01-20", 2);
        var merged = await Merge($"/v1/films/copy-{year}", $"film-1-{year}");
        Assert.Equal((1, 1), Listed(await Acclaim(film, "2014-01-16", merged)));

        var earlier = await List(year, "2014-01-15", 2);

        Assert.Equal((1, 0), Listed(await Acclaim(film, "2014-01-16", earlier)));
        Assert.Equal((1, 1), Listed(await Acclaim(film, "2014-01-14", earlier)));
    }

    [Fact]
    public async Task A_ranking_of_a_past_day_names_no_film_twice_right_after_a_merge()
    {
        const int year = 2001;
        await Judged(year);
        var ranking = $"/v1/rankings/{year}?by=mentions&asOf=2014-02-01";
        await List("critic-1", year, "2014-01-10", 2);
        var last = await List("critic-2", year, "2014-01-11", 1);
        (await Ask(ranking, last, null)).Dispose();
        // A past that was read a moment ago stays for a moment.
        await List("critic-3", year, "2014-01-12", 1);
        (await _server.Http.GetAsync(ranking)).Dispose();
        await Merge($"/v1/films/film-2-{year}", $"film-1-{year}");
        await Eventually.Get("the merge to be shown", async () =>
        {
            using var merged = await _server.Http.GetAsync($"/v1/films/film-2-{year}/acclaim");
            return merged.RequestMessage!.RequestUri!.AbsolutePath;
        }, path => path.Contains($"film-1-{year}", StringComparison.Ordinal));

        using var answer = await Eventually.Get(
            "the past", () => _server.Http.GetAsync(ranking), past => past.IsSuccessStatusCode);

        var items = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["items"]!.AsArray();
        Assert.Equal($"film-1-{year}", (string?)Assert.Single(items)!["film"]);
    }

    private async Task Withdraw(string critic, int year)
    {
        using var withdrawn = await _server.Http.DeleteAsync($"/v1/critics/{critic}/lists/{year}");
        withdrawn.EnsureSuccessStatusCode();
    }

    private async Task<long> Merge(string from, string into)
    {
        using var merged = await _server.Http.PostAsJsonAsync($"{from}/merge", new { into });
        return (long)(await merged.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())![
            "position"]!;
    }
}
