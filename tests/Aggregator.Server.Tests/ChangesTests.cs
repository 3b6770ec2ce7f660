using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aggregator.Client;
using Microsoft.Data.Sqlite;

namespace Aggregator.Server.Tests;

/// <summary>Acclaims as they change, as listeners hear them.</summary>
public sealed class ChangesTests
{
    [Fact]
    public async Task A_listener_hears_of_the_films_named_alone()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(3);
        await server.RegisterCritics(1);
        using var named = await Listening.Open(server.Http, "?films=film-2-2013,nobody-knows-it");
        using var all = await Listening.Open(server.Http);
        Assert.Equal("text/event-stream", named.Answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("retry", (await named.Next())!.Lines[0], StringComparison.Ordinal);

        var unknown = await named.NextNews();
        await server.Judge("film-1-2013", 1, 8);
        await server.Judge("film-2-2013", 1, 8);

        Assert.Equal(("unknown", "[\"nobody-knows-it\"]"), (unknown.Kind, unknown.Data!.ToJsonString()));
        Assert.Equal("film-2-2013", (string?)(await named.NextNews()).Data!["film"]);
        Assert.Equal("film-1-2013", (string?)(await all.NextNews()).Data!["film"]);
        var second = await all.NextNews();
        Assert.Equal("film-2-2013", (string?)second.Data!["film"]);
        var shown = await server.Acclaim("film-2-2013");
        Assert.Equal(shown.ToJsonString(), second.Data.ToJsonString());
        Assert.EndsWith($"-{shown["revision"]}", second.Id!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("late-2013")]
    [InlineData("imdb:tt77")]
    public async Task A_film_that_was_named_before_anybody_knew_it_is_told_once_it_is_there(string asked)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        // As many films as may be named, with the longest of ids.
        var named = $"films=film-1-2013,{asked},"
            + string.Join(',', Enumerable.Range(100, 498).Select(n => $"{new string('x', 93)}{n}"));
        using var listening = await Listening.Open(server.Http, $"?{named}");
        await listening.Next();
        Assert.Equal("unknown", (await listening.NextNews()).Kind);
        var begun = await server.Get($"/v1/changes?{named}&wait=0");

        var polling = server.Get($"/v1/changes?{named}&after={begun["next"]}&wait=30");
        var film = new { title = "Late", year = 2013, refs = new { imdb = "tt77" } };
        await server.Put("/v1/films/late-2013", film);

        Assert.Equal("late-2013", (string?)(await listening.NextNews()).Data!["film"]);
        var polled = await polling;
        Assert.Equal("late-2013", (string?)polled["items"]![0]!["film"]);
        Assert.Equal((499, 498), (begun["unknown"]!.AsArray().Count, polled["unknown"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_listener_of_a_season_hears_of_its_films_alone()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2);
        await server.RegisterFilms(1, 2014);
        await server.RegisterCritics(1);
        using var season = await Listening.Open(server.Http, "?scope=2014");

        await server.Judge("film-1-2013", 1, 8);
        await server.Judge("film-1-2014", 1, 8);
        await server.List(1, 2014, "film-2-2013");

        Assert.Equal("film-1-2014", (string?)(await season.NextNews()).Data!["film"]);
        await season.Until("film-2-2013", 0);
    }

    [Fact]
    public async Task Listeners_of_a_season_hear_that_a_merged_film_is_gone()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterFilms(1, 2014);
        using var season = await Listening.Open(server.Http, "?scope=2014");
        var from = (await server.Get("/v1/changes?wait=0&scope=2014"))["next"];

        var merged = await server.Http.PostAsJsonAsync(
            "/v1/films/film-1-2014/merge", new { into = "film-1-2013" });

        Assert.True(merged.IsSuccessStatusCode);
        var told = await season.NextNews();
        Assert.Equal("gone", told.Kind);
        const string gone = """{"film":"film-1-2014","into":"film-1-2013"}""";
        Assert.Equal(gone, told.Data!.ToJsonString());
        var polled = await server.Get($"/v1/changes?after={from}&wait=20&scope=2014");
        Assert.Equal($"[{gone}]", polled["gone"]!.ToJsonString());
    }

    [Fact]
    public async Task Whoever_is_cut_off_at_any_time_and_resumes_ends_with_what_everybody_reads()
    {
        const int films = 30;
        var random = new Random(Seed());
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(films);
        await server.RegisterCritics(20);
        using var done = new CancellationTokenSource();
        var state = new Dictionary<string, AcclaimView>();
        var listening = Listen(new AggregatorClient(server.Http), state, (new Random(Seed()), done.Token));

        for (var i = 1; i <= films; i++) await server.Judge(Writing.Film(i), 1, 5);
        for (var i = 0; i < 400; i++)
        {
            var film = Writing.Film(1 + random.Next(films));
            if (random.Next(20) > 0) await server.Judge(film, 1 + random.Next(20), random.Next(11));
            else await server.List(1 + random.Next(20), 2013, film);
        }

        await Eventually.Get("the listener to have the latest of every film", async () =>
        {
            var wrong = new List<string>();
            for (var i = 1; i <= films; i++)
            {
                var shown = (await server.Acclaim(Writing.Film(i))).ToJsonString();
                lock (state)
                {
                    if (!state.TryGetValue(Writing.Film(i), out var heard) || !IsSame(shown, heard))
                        wrong.Add(Writing.Film(i));
                }
            }

            return string.Join(' ', wrong);
        }, wrong => wrong.Length == 0, seconds: 30);
        await done.CancelAsync();
        Assert.InRange(await listening, 5, int.MaxValue);
    }

    [Fact]
    public async Task Whoever_claims_to_have_heard_what_nobody_has_said_yet_begins_anew()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2);
        var head = (await server.Get("/v1/changes?wait=0"))["next"]!;
        using var listener = await Listening.Open(server.Http, "", $"{head}999");

        var polled = await server.Get("/v1/changes?after=99999999999&wait=1");
        var again = await server.Get($"/v1/changes?after={polled["next"]}&wait=0");

        Assert.True((bool?)polled["reset"]);
        Assert.Equal(2, polled["items"]!.AsArray().Count);
        Assert.Equal($"{head}", $"{polled["next"]}");
        Assert.Null(again["reset"]);
        Assert.Equal("reset", (await listener.NextNews()).Kind);
        Assert.Equal("film-1-2013", (string?)(await listener.NextNews()).Data!["film"]);
    }

    [Fact]
    public async Task A_new_epoch_resets_and_tells_everything_from_the_beginning()
    {
        using var folder = new Folder();
        string id;
        string key;
        await using (var first = await ServerProcess.Start(folder.Path))
        {
            key = first.Key!;
            await first.RegisterFilms(70);
            using var listener = await Listening.Open(first.Http);
            await listener.Next();
            id = listener.Id!;
            await first.Stop();
        }

        await using (var second = await ServerProcess.Start(folder.Path, key))
        {
            using var sameEpoch = await Listening.Open(second.Http, after: id);
            Assert.Null((await sameEpoch.Next())!.Data);
            await second.RegisterCritics(1);
            await second.Judge("film-7-2013", 1, 9);
            Assert.Equal("film-7-2013", (string?)(await sameEpoch.NextNews()).Data!["film"]);
            await second.Stop();
        }

        BeginEpoch(folder.Path, "e0e0e0e0");
        await using var third = await ServerProcess.Start(folder.Path, key);
        using var resumed = await Listening.Open(third.Http, after: id);
        var reset = await resumed.NextNews();
        var told = new HashSet<string>();
        while (told.Count < 70) told.Add((string)(await resumed.NextNews()).Data!["film"]!);

        Assert.Equal(("reset", "e0e0e0e0-0"), (reset.Kind, reset.Id));
        Assert.Equal("e0e0e0e0", (string?)reset.Data!["epoch"]);
        Assert.StartsWith("e0e0e0e0-", resumed.Id!, StringComparison.Ordinal);
        var poll = await third.Get($"/v1/changes?after={id}&wait=20");
        Assert.Equal((true, 70), ((bool)poll["reset"]!, poll["items"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_a_form_leaves_empty_is_not_asked()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);

        var poll = await server.Get("/v1/changes?after=0&wait=&scope=&films=");

        Assert.Single(poll["items"]!.AsArray());
        foreach (var list in new[] { "films?title=", "critics?", "rankings/2013?by=", "seasons?" })
            Assert.Empty((await server.Get($"/v1/{list}&first=&after="))["items"]!.AsArray().Skip(1));
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var many = string.Join(',', Enumerable.Range(1, 501).Select(n => $"f-{n}"));

        Assert.Equal((400, "after-unreadable"), await Refused(server, "?after=x"));
        Assert.Equal((400, "after-unreadable"), await Refused(server, "", "not an id"));
        Assert.Equal((400, "wait-out-of-range"), await Refused(server, "?wait=31"));
        Assert.Equal((400, "wait-out-of-range"), await Refused(server, "?wait=-1"));
        Assert.Equal((400, "scope-unreadable"), await Refused(server, "?scope=lately"));
        Assert.Equal((404, "film-unknown"), await Refused(server, "?films=nobody-knows-it,imdb:tt0"));
        Assert.Equal((400, "batch-too-large"), await Refused(server, $"?films={many}"));
    }

    private static async Task<(int, string?)> Refused(
        ServerProcess server, string query, string? after = null)
    {
        using var listening = await Listening.Open(server.Http, query, after);
        var problem = JsonNode.Parse(await listening.Rest())!;
        return ((int)listening.Answer.StatusCode, (string?)problem["code"]);
    }

    private static int Seed()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        return seed;
    }

    /// <summary>Listens with connections that it gives up after a few changes; how many there were.</summary>
    private static async Task<int> Listen(
        AggregatorClient client, Dictionary<string, AcclaimView> state,
        (Random Random, CancellationToken Stop) run)
    {
        var (after, connections) = ("0", 0);
        while (true)
        {
            try
            {
                connections++;
                var left = run.Random.Next(30);
                await foreach (var changed in client.ListenAsync(default, after, run.Stop))
                {
                    lock (state) state[changed.Acclaim!.Film] = changed.Acclaim;
                    after = changed.Id ?? after;
                    if (left-- == 0) break;
                }
            }
            catch (OperationCanceledException)
            {
                return connections;
            }
        }
    }

    private static bool IsSame(string shown, AcclaimView heard) =>
        JsonNode.DeepEquals(
            JsonNode.Parse(shown), JsonSerializer.SerializeToNode(heard, AggregatorJson.Wire.AcclaimView));

    private static void BeginEpoch(string folder, string epoch)
    {
        var file = Path.Combine(folder, "aggregator.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE ledger_head SET epoch = $epoch";
        command.Parameters.AddWithValue("$epoch", epoch);
        command.ExecuteNonQuery();
    }
}
