using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>Two ids of one film, through the front door.</summary>
public sealed class FilmMergeTests(EightCritics shared) : IClassFixture<EightCritics>
{
    private static readonly string Old = Writing.Film(1);
    private static readonly string Now = Writing.Film(2);

    [Fact]
    public async Task A_merged_film_counts_for_the_other_reads_at_both_addresses_and_survives_a_kill()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        await server.Put(Address(Old), new { title = "Film 1", year = 2013, refs = new { imdb = "tt1" } });
        await server.Put(Address(Now), new { title = "Film 2", year = 2013, refs = new { imdb = "tt2" } });
        foreach (var critic in new[] { 1, 2, 3, 4 }) await server.Judge(Old, critic, 4);
        foreach (var critic in new[] { 4, 5, 6, 7 }) await server.Judge(Now, critic, 8);
        await server.List(1, 2013, Now, Old, Writing.Film(3));
        await server.List(2, 2013, Old);
        var before = await server.Http.GetAsync($"/v1/films/{Now}");

        var merged = await Post(server, $"/v1/films/{Old}/merge", new { into = Now });
        // Killed on the spot: whatever the films had not come to is made good after the start.
        await server.Kill();
        await using var again = await ServerProcess.Start(folder.Path, server.Key);

        var position = (long)merged["position"]!;
        Assert.Equal(Now, (string?)merged["film"]);
        var acclaim = await Shown(again, Now, position);
        Assert.Equal((7, 2, 1), (
            (int)acclaim["critics"]!["verdicts"]!, (int)acclaim["lists"]!["mentions"]!,
            (int)acclaim["lists"]!["firsts"]! - 1));
        await IsInNoPage(again);
        await Answers308(again);
        var film = await again.Http.GetAsync($"/v1/films/{Now}");
        Assert.NotEqual(before.Headers.ETag, film.Headers.ETag);
        var shown = (await film.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("""["film-1-2013","imdb:tt1"]""", shown["aliases"]!.ToJsonString());
        Assert.Equal("tt2", (string?)shown["refs"]!["imdb"]);
        var batch = await Post(again, "/v1/acclaim", new { films = new[] { Old, "imdb:tt1", "nobody" } });
        Assert.Equal([Now, Now], batch["items"]!.AsArray().Select(item => (string)item!["film"]!));
        var list = await again.Get("/v1/critics/critic-1/lists/2013");
        Assert.Equal($"[[\"{Now}\"],[\"{Writing.Film(3)}\"]]", list["places"]!.ToJsonString());
        var same = await Post(again, $"/v1/films/{Old}/merge", new { into = Now });
        Assert.Equal(position, (long)same["position"]!);

        Assert.Equal(0, await again.Stop());
        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task What_is_written_to_the_old_id_ref_or_title_is_the_others()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        await server.Put(Address(Old), new { title = "Film 1", year = 2013, refs = new { imdb = "tt1" } });
        await server.List(1, 2013, Old, Writing.Film(3));
        await Post(server, $"/v1/films/{Old}/merge", new { into = Now });

        var judged = await server.Judge(Old, 1, 8);
        await server.Judge("imdb:tt1", 2, 6);
        var films = await Import(server, "films", "title,year,refs\nFilm 1,2013,imdb:tt1\n");
        var verdicts = await Import(
            server, "verdicts",
            "critic,film,film_year,film_ref,rating\nCritic 3,Film 1,2013,,7/10\nCritic 4,,,imdb:tt1,6/10\n");
        var put = await server.Put(
            $"/v1/films/{Old}", new { title = "Film 1", year = 2013, refs = new { tmdb = "7" } });
        var same = await server.List(1, 2013, Old, Writing.Film(3));
        var listed = await server.List(2, 2013, Old);
        using var twice = await server.Http.PutAsJsonAsync(
            "/v1/critics/critic-3/lists/2013", new { places = new[] { new[] { Old }, new[] { Now } } });
        using var gone = await server.Http.DeleteAsync($"/v1/films/{Old}/verdicts/critic-2");

        Assert.Equal((Now, Now), ((string?)judged["film"], (string?)put["film"]));
        Assert.Equal((0, 1), ((int)films["created"]!, (int)films["unchanged"]!));
        Assert.Equal((2, 0), ((int)verdicts["accepted"]!, (int)verdicts["refused"]!));
        Assert.True((long)same["position"]! < (long)listed["position"]!);
        Assert.Equal(Now, (string?)listed["list"]!["places"]![0]![0]);
        Assert.Equal("list-repeats-film", await Code(twice));
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        var withdrawn = await gone.Content.ReadFromJsonAsync<JsonObject>();
        var acclaim = await Shown(server, Now, (long)withdrawn!["position"]!);
        Assert.Equal((3, 2), (
            (int)acclaim["critics"]!["verdicts"]!, (int)acclaim["lists"]!["mentions"]!));
        var film = await server.Get($"/v1/films/{Now}");
        Assert.Equal(("Film 2", "7"), ((string?)film["title"], (string?)film["refs"]!["tmdb"]));
        Assert.Equal(2, (int)(await server.Get("/v1/films"))["total"]!);
        var said = await server.Get("/v1/critics/critic-1/verdicts");
        Assert.Equal(Now, (string?)Assert.Single(said["items"]!.AsArray())!["film"]);
    }

    [Fact]
    public async Task A_split_gives_back_what_was_said_under_the_id_that_had_gone()
    {
        using var folder = new Folder();
        await using var server = await Started(folder);
        await server.Put(Address(Old), new { title = "Film 1", year = 2013, refs = new { imdb = "tt1" } });
        foreach (var critic in new[] { 1, 2 }) await server.Judge(Old, critic, 4);
        var listed = await server.List(1, 2013, Old, Now);
        Assert.Equal([Old, Now], await Compared(server, (long)listed["position"]!));
        var merged = await Post(server, $"/v1/films/{Old}/merge", new { into = Now });
        Assert.Equal([Now], await Compared(server, (long)merged["position"]!));
        await server.Judge(Old, 3, 8);
        Assert.Equal(
            (422, "film-not-merged"), await Refused(server, "split", Now, new { refs = new[] { Now } }));
        Assert.Equal((400, "field-type"), await Refused(server, "split", Now, new { }));
        Assert.Equal(
            (404, "film-unknown"), await Refused(server, "split", "nobody", new { refs = new[] { Old } }));

        var split = await Post(server, $"/v1/films/{Now}/split", new { refs = new[] { "imdb:tt1" } });

        Assert.Equal(Old, (string?)Assert.Single(split["split"]!.AsArray()));
        var position = (long)split["position"]!;
        Assert.Equal(2, (int)(await Shown(server, Old, position))["critics"]!["verdicts"]!);
        Assert.Equal(1, (int)(await Shown(server, "imdb:tt1", position))["lists"]!["mentions"]!);
        var other = await Shown(server, Now, position);
        Assert.Equal((1, 1), (
            (int)other["critics"]!["verdicts"]!, (int)other["lists"]!["mentions"]!));
        Assert.Empty((await server.Get($"/v1/films/{Now}"))["aliases"]!.AsArray());
        Assert.Equal([Old, Now], await Compared(server, position));
        var list = await server.Get("/v1/critics/critic-1/lists/2013");
        Assert.Equal($"[[\"{Old}\"],[\"{Now}\"]]", list["places"]!.ToJsonString());
        Assert.Equal(3, (int)(await server.Get("/v1/films"))["total"]!);
        Assert.Equal(0, await server.Stop());
        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_and_chains_lead_to_the_end()
    {
        var server = shared.Server;
        await server.RegisterFilms(3);
        var third = Writing.Film(3);

        Assert.Equal((422, "merge-into-itself"), await Refused(server, "merge", Old, new { into = Old }));
        Assert.Equal((404, "film-unknown"), await Refused(server, "merge", "nobody", new { into = Old }));
        Assert.Equal((422, "film-unknown"), await Refused(server, "merge", Old, new { into = "nobody" }));
        Assert.Equal((422, "film-unknown"), await Refused(server, "merge", Old, new { into = "imdb:tt9" }));
        Assert.Equal((400, "field-type"), await Refused(server, "merge", Old, new { }));

        await Post(server, $"/v1/films/{Old}/merge", new { into = Now });
        Assert.Equal((409, "film-merged"), await Refused(server, "merge", Old, new { into = third }));
        Assert.Equal((422, "merge-into-itself"), await Refused(server, "merge", Now, new { into = Old }));
        await Post(server, $"/v1/films/{third}/merge", new { into = Old });
        Assert.Equal(
            [Old, third],
            (await server.Get($"/v1/films/{Now}"))["aliases"]!.AsArray().Select(alias => (string)alias!));
    }

    [Fact]
    public async Task Verdicts_that_come_while_films_are_merged_and_split_are_neither_lost_nor_counted_twice()
    {
        const int critics = 60;
        using var folder = new Folder();
        await using var server = await Started(folder, critics);
        var next = 0;
        var writers = Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var critic = Interlocked.Increment(ref next); critic <= critics;
                critic = Interlocked.Increment(ref next))
                await server.Judge(critic % 2 == 0 ? Old : Now, critic, 5);
        });
        var writing = Task.WhenAll(writers);
        while (!writing.IsCompleted)
        {
            await Post(server, $"/v1/films/{Old}/merge", new { into = Now });
            if (writing.IsCompleted) break;
            await Post(server, $"/v1/films/{Now}/split", new { refs = new[] { Old } });
        }

        await writing;
        var merged = await Post(server, $"/v1/films/{Old}/merge", new { into = Now });

        var acclaim = await Shown(server, Now, (long)merged["position"]!);
        Assert.Equal(critics, (int)acclaim["critics"]!["verdicts"]!);
        Assert.Equal(critics, (int)(await server.Get($"/v1/films/{Now}/verdicts"))["total"]!);
        var why = await server.Get($"/v1/films/{Now}/explanation");
        Assert.Equal(critics, why["critics"]!["verdicts"]!.AsArray().Count);
        Assert.Equal(0, await server.Stop());
        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task Whoever_listens_to_the_old_id_hears_of_the_other()
    {
        var (server, old, now) = (shared.Server, "film-1-2012", "film-2-2012");
        await server.RegisterFilms(2, year: 2012);
        var from = (string)(await server.Get($"/v1/changes?after=0&wait=0&films={old}"))["next"]!;

        var hears = server.Get($"/v1/changes?after={from}&wait=20&films={old}");
        await Post(server, $"/v1/films/{old}/merge", new { into = now });

        var news = (await hears)["items"]!.AsArray();
        Assert.NotEmpty(news);
        Assert.All(news, item => Assert.Equal(now, (string?)item!["film"]));
    }

    private static async Task<IEnumerable<string>> Compared(ServerProcess server, long position) =>
        (await Soon(server, "/v1/rankings/2013?by=schulze", position))["items"]!.AsArray()
            .Select(item => (string)item!["film"]!);

    private static string Address(string film) => $"/v1/films/{film}";

    private static async Task IsInNoPage(ServerProcess server)
    {
        Assert.Equal(2, (int)(await server.Get("/v1/films"))["total"]!);
        Assert.Equal(2, (int)(await server.Get("/v1/seasons/2013"))["films"]!);
        foreach (var by in new[] { "acclaim", "mentions", "lists-321", "borda", "dowdall", "schulze" })
        {
            var ranking = (await server.Get($"/v1/rankings/2013?by={by}"))["items"]!.AsArray();
            Assert.DoesNotContain(Old, ranking.Select(item => (string)item!["film"]!));
            Assert.True(ranking.Count(item => (string)item!["film"]! == Now) == 1, by);
        }

        var found = (await server.Get("/v1/search?q=film%201"))["items"]!.AsArray();
        Assert.DoesNotContain(Old, found.Select(item => (string?)item!["film"]!["film"]));
        Assert.Equal(Now, (string?)found[0]!["film"]!["film"]);
    }

    private static async Task Answers308(ServerProcess server)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        string[] reads =
        [
            "", "/acclaim?profile=acclaim-1", "/verdicts?first=1", "/placements", "/explanation", "/history",
        ];
        foreach (var (rest, i) in reads.Concat(reads).Select((rest, i) => (rest, i)))
        {
            var address = i < reads.Length ? Old : "imdb:tt1";
            using var answer = await http.GetAsync($"/v1/films/{address}{rest}");
            Assert.Equal(
                (HttpStatusCode.PermanentRedirect, $"/v1/films/{Now}{rest}"),
                (answer.StatusCode, answer.Headers.Location?.OriginalString));
        }

        using var page = await http.GetAsync($"/films/{Old}?after=a");
        Assert.Equal($"/films/{Now}?after=a", page.Headers.Location?.OriginalString);
        using var own = await http.GetAsync("/v1/films/imdb:tt2");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    private static async Task<ServerProcess> Started(Folder folder, int critics = 7)
    {
        var server = await ServerProcess.Start(folder.Path);
        await server.OrDispose(() => Task.WhenAll(server.RegisterFilms(3), server.RegisterCritics(critics)));
        return server;
    }

    private static async Task<JsonObject> Post(ServerProcess server, string path, object body)
    {
        using var answer = await server.Http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<(int, string?)> Refused(
        ServerProcess server, string what, string film, object body)
    {
        using var answer = await server.Http.PostAsJsonAsync($"/v1/films/{film}/{what}", body);
        return ((int)answer.StatusCode, await Code(answer));
    }

    private static async Task<JsonObject> Import(ServerProcess server, string kind, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows));
        return await server.Import($"/v1/import/{kind}", body);
    }

    private static Task<JsonObject> Shown(ServerProcess server, string film, long position) =>
        Soon(server, $"/v1/films/{film}/acclaim", position);

    private static async Task<JsonObject> Soon(ServerProcess server, string address, long position)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            // Each ask waits for a while by itself.
            using var ask = new HttpRequestMessage(HttpMethod.Get, address);
            ask.Headers.Add("Aggregator-Min-Position", $"{position}");
            using var answer = await server.Http.SendAsync(ask);
            if (answer.StatusCode == HttpStatusCode.OK)
                return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            Assert.True(
                Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1),
                $"Waited for {address} at {position}: {answer.StatusCode}");
        }
    }

    private static async Task<string?> Code(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())?["code"];
}
