using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>Two ids of one critic, through the front door.</summary>
public sealed class MergeTests
{
    private const string Old = "critic-1";
    private const string Now = "critic-2";

    [Fact]
    public async Task A_merged_critic_counts_once_reads_at_both_addresses_and_survives_a_kill()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        foreach (var number in new[] { 1, 2, 3 })
            foreach (var film in new[] { 1, 2 }) await server.Judge(Writing.Film(film), number, 4 + number);
        await server.Judge(Writing.Film(3), 1, 9);
        await server.List(1, 2013, Writing.Film(1), Writing.Film(4));
        await server.List(2, 2012, Writing.Film(1));
        await server.List(3, 2013, Writing.Film(2));

        var merged = await Merge(server, Old, Now);
        // Killed on the spot: whatever the films had not come to is made good after the start.
        await server.Kill();
        await using var again = await ServerProcess.Start(folder.Path, server.Key);

        var position = (long)merged["position"]!;
        Assert.Equal(Now, (string?)merged["critic"]);
        await Settled(again, position);
        Assert.Equal((2, 1, 1), (await Verdicts(again, 1), await Verdicts(again, 3), await Lists(again, 1)));
        Assert.Equal(2, (int)(await again.Get("/v1/seasons/2013"))["lists"]!);
        Assert.Equal(position, (long)(await Merge(again, Old, Now))["position"]!);
        await RedirectsTo(again, $"/v1/critics/{Old}", $"/v1/critics/{Now}");
        await RedirectsTo(
            again, $"/v1/critics/{Old}/verdicts?first=1", $"/v1/critics/{Now}/verdicts?first=1");
        await RedirectsTo(again, $"/v1/critics/{Old}/lists", $"/v1/critics/{Now}/lists");
        var verdicts = $"/v1/films/{Writing.Film(1)}/verdicts";
        await RedirectsTo(again, $"{verdicts}/{Old}?x=1", $"{verdicts}/{Now}?x=1");
        await RedirectsTo(again, $"/v1/critics/{Old}/lists/2013", $"/v1/critics/{Now}/lists/2013");
        await RedirectsTo(again, $"/critics/{Old}?after=a", $"/critics/{Now}?after=a");
        var critic = await again.Get($"/v1/critics/{Old}");
        Assert.Equal((Now, 3, 2), (
            (string?)critic["critic"], (int)critic["verdicts"]!, (int)critic["lists"]!));
        var shown = await again.Get($"/v1/films/{Writing.Film(1)}/verdicts");
        Assert.Equal(["critic-3", Now], shown["items"]!.AsArray().Select(item => (string)item!["critic"]!));
        Assert.Equal("Critic 2", (string?)shown["items"]![1]!["criticName"]);
        var lists = (await again.Get("/v1/seasons/2013/lists"))["items"]!.AsArray();
        Assert.Equal([Now, "critic-3"], lists.Select(list => (string)list!["critic"]!));
        Assert.Equal(2, (int)(await again.Get("/v1/critics"))["total"]!);
        var found = (await again.Get("/v1/search?q=critic%201"))["items"]![0]!;
        Assert.Equal(Now, (string?)found["critic"]!["critic"]);

        Assert.Equal(0, await again.Stop());
        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task What_is_written_at_the_old_address_or_name_is_the_survivors()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        await server.Judge(Writing.Film(1), 1, 5);
        await Merge(server, Old, Now);

        var judged = await server.Judge(Writing.Film(1), 1, 8);
        var listed = await server.List(1, 2013, Writing.Film(2));
        var imported = await Import(
            server, "verdicts",
            "critic,film,film_year,rating\ncritic-1,Film 3,2013,7/10\nCritic 1,Film 4,2013,6/10\n");
        var lists = await Import(
            server, "lists", "critic,year,place,film,film_year\nCritic 1,2012,1,Film 1,2013\n");
        using var put = await server.Http.PutAsJsonAsync(
            $"/v1/critics/{Old}", new { name = "Critic One", kind = "person" });

        Assert.Equal(Now, (string?)judged["critic"]);
        Assert.Equal(1, (int)judged["acclaim"]!["critics"]!["verdicts"]!);
        Assert.Equal(Now, (string?)listed["list"]!["critic"]);
        Assert.Equal((2, 1), ((int)imported["accepted"]!, (int)lists["accepted"]!));
        Assert.Equal((HttpStatusCode.Conflict, "critic-merged"), (put.StatusCode, await Code(put)));
        var critic = await server.Get($"/v1/critics/{Now}");
        Assert.Equal((3, 2), ((int)critic["verdicts"]!, (int)critic["lists"]!));
        using var gone = await server.Http.DeleteAsync($"/v1/films/{Writing.Film(1)}/verdicts/{Old}");
        using var off = await server.Http.DeleteAsync($"/v1/critics/{Old}/lists/2013");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (gone.StatusCode, off.StatusCode));
        critic = await server.Get($"/v1/critics/{Now}");
        Assert.Equal((2, 1), ((int)critic["verdicts"]!, (int)critic["lists"]!));
    }

    [Fact]
    public async Task Whoever_names_the_position_of_a_merge_is_judged_as_of_it()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        var key = await server.MakeKey(new { role = "critic", subject = Old, name = "A book" });
        using var critic = server.From("127.0.0.1", key);
        var next = (long)(await server.Get("/v1/ledger/head"))["position"]! + 1;
        critic.DefaultRequestHeaders.Add("Aggregator-Min-Position", $"{next}");

        var asked = Judge();
        Assert.Equal(next, (long)(await Merge(server, Old, Now))["position"]!);

        Assert.Equal(HttpStatusCode.Created, await asked);

        // Where the merge is not there in time, it is to be asked again.
        async Task<HttpStatusCode> Judge()
        {
            while (true)
            {
                using var answer = await critic.PutAsJsonAsync(
                    $"/v1/films/{Writing.Film(1)}/verdicts/{Now}", new { thumb = "up" });
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return answer.StatusCode;
            }
        }
    }

    [Fact]
    public async Task A_key_follows_its_critic()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        var made = await Post(server, "/v1/keys", new { role = "critic", subject = Old, name = "A book" });
        using var critic = new HttpClient { BaseAddress = server.Http.BaseAddress };
        critic.DefaultRequestHeaders.Authorization = new("Bearer", (string)made["key"]!);
        Assert.Equal(HttpStatusCode.Forbidden, await Judge(Now));

        var position = (long)(await Merge(server, Old, Now))["position"]!;

        Assert.Equal(HttpStatusCode.Created, await Judge(Now));
        Assert.Equal(HttpStatusCode.OK, await Judge(Old));
        Assert.Equal(HttpStatusCode.Forbidden, await Judge("critic-3"));
        using var list = await critic.PutAsync(
            $"/v1/critics/{Now}/lists/2013", new StringContent("Film 1 (2013)", null, "text/plain"));
        Assert.Equal(HttpStatusCode.Created, list.StatusCode);
        var keys = (await server.Get("/v1/keys"))["items"]!.AsArray();
        var follows = keys.Single(key => (string?)key!["id"] == (string?)made["id"]);
        Assert.Equal(Now, (string?)follows!["subject"]);
        var typed = await ServerProcess.Command("keys", "list", "--data", folder.Path);
        Assert.Matches($@"(?m)^{made["id"]}\s+critic\s+{Now}\s", typed.Output);
        var entries = await server.Http.GetStringAsync($"/v1/ledger?after={position}");
        Assert.DoesNotContain($"\"critic\":\"{Old}\"", entries, StringComparison.Ordinal);
        Assert.Contains($"\"actor\":\"critic:{made["id"]}\"", entries, StringComparison.Ordinal);

        async Task<HttpStatusCode> Judge(string whose)
        {
            using var answer = await critic.PutAsJsonAsync(
                $"/v1/films/{Writing.Film(1)}/verdicts/{whose}", new { thumb = "up" });
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Who_is_not_one_critic_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        await server.Put("/v1/critics/a-circle", new { name = "A Circle", kind = "collective" });
        await server.Put("/v1/critics/sample-critic-01", new { name = "Sample Critic 01", kind = "person" });
        foreach (var number in new[] { 1, 2 }) await server.List(number, 2013, Writing.Film(number));

        Assert.Equal((HttpStatusCode.Conflict, "lists-collide"), await Refused(Old, Now));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "merge-into-itself"), await Refused(Old, Old));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "merge-kinds"), await Refused(Old, "a-circle"));
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "merge-sample"), await Refused("sample-critic-01", Now));
        Assert.Equal((HttpStatusCode.NotFound, "critic-unknown"), await Refused("nobody", Now));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "critic-unknown"), await Refused(Old, "nobody"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "critic-unknown"), await Refused(Old, "No Body"));
        Assert.Equal((HttpStatusCode.BadRequest, "field-type"), await Refused(Old, null));
        Assert.Equal(1, (int)(await server.Get($"/v1/critics/{Old}"))["lists"]!);

        using var withdrawn = await server.Http.DeleteAsync($"/v1/critics/{Old}/lists/2013");
        await Merge(server, Old, Now);
        Assert.Equal((HttpStatusCode.Conflict, "critic-merged"), await Refused(Old, "critic-3"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "merge-into-itself"), await Refused(Now, Old));
        Assert.Equal(1, (int)(await server.Get("/v1/seasons/2013"))["lists"]!);

        async Task<(HttpStatusCode, string?)> Refused(string from, string? into)
        {
            using var answer = await server.Http.PostAsJsonAsync($"/v1/critics/{from}/merge", new { into });
            return (answer.StatusCode, await Code(answer));
        }
    }

    private static async Task<ServerProcess> Started(Folder folder)
    {
        var server = await ServerProcess.Start(folder.Path);
        await server.OrDispose(async () =>
        {
            await server.RegisterFilms(4);
            await server.RegisterCritics(3);
        });
        return server;
    }

    private static Task<JsonObject> Merge(ServerProcess server, string from, string into) =>
        Post(server, $"/v1/critics/{from}/merge", new { into });

    private static async Task<JsonObject> Post(ServerProcess server, string path, object body)
    {
        using var answer = await server.Http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<JsonObject> Import(ServerProcess server, string kind, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows));
        return await server.Import($"/v1/import/{kind}", body);
    }

    private static async Task Settled(ServerProcess server, long position)
    {
        var began = Stopwatch.GetTimestamp();
        HttpStatusCode status;
        do
        {
            // Each ask waits for a while by itself.
            using var ask = new HttpRequestMessage(HttpMethod.Get, $"/v1/critics/{Now}");
            ask.Headers.Add("Aggregator-Min-Position", $"{position}");
            using var answer = await server.Http.SendAsync(ask);
            status = answer.StatusCode;
            Assert.True(
                Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1), $"Waited for {position}.");
        }
        while (status != HttpStatusCode.OK);
    }

    private static async Task<int> Verdicts(ServerProcess server, int film) =>
        (int)(await server.Acclaim(Writing.Film(film)))["critics"]!["verdicts"]!;

    private static async Task<int> Lists(ServerProcess server, int film) =>
        (int)(await server.Acclaim(Writing.Film(film)))["lists"]!["mentions"]!;

    private static async Task RedirectsTo(ServerProcess server, string from, string to)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var answer = await http.SendAsync(new HttpRequestMessage(method, from));
            Assert.Equal(
                (HttpStatusCode.PermanentRedirect, to),
                (answer.StatusCode, answer.Headers.Location?.OriginalString));
        }
    }

    private static async Task<string?> Code(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())?["code"];
}
