using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Many listeners, slow ones, and such as go away; and the long poll.</summary>
public sealed class ManyListenersTests
{
    private const string HeartbeatSeconds = "AGGREGATOR__CHANGES__HEARTBEATSECONDS";
    private const string SentWithinSeconds = "AGGREGATOR__CHANGES__SENTWITHINSECONDS";
    private const string ListenersMax = "AGGREGATOR__CHANGES__LISTENERSMAX";

    [Fact]
    public async Task Listeners_who_do_not_read_cost_no_memory_and_then_hear_the_latest()
    {
        const int films = 200;
        const int rounds = 15;
        const int readers = 100;
        using var folder = new Folder();
        await using var server = await Start(folder, (SentWithinSeconds, "600"));
        await server.RegisterFilms(films);
        await server.RegisterCritics(rounds + 1);
        await server.JudgeAll(rounds + 1, films, 5);
        using var sipping = Listening.Sipping(server.Http.BaseAddress!);
        var all = new List<Listening>();
        for (var i = 0; i < readers; i++) all.Add(await Listening.Open(sipping, "?scope=2013"));
        var before = server.Memory;

        for (var critic = 1; critic <= rounds; critic++) await server.JudgeAll(critic, films, critic % 11);

        // 3,000 changes of a kilobyte for each of 100 readers: 300 megabytes, were it kept for them.
        Assert.InRange(server.Memory - before, long.MinValue, 150_000_000);
        var last = await server.Judge("film-7-2013", 1, 10);
        var shown = await server.Acclaim("film-7-2013", (long)last["position"]!);
        var heard = await Task.WhenAll(all.Select(one => one.Until("film-7-2013", (long)shown["revision"]!)));
        Assert.All(heard, acclaim => Assert.Equal((long)last["position"]!, (long)acclaim["position"]!));
        all.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_listener_who_reads_late_hears_little_of_what_is_over()
    {
        const int films = 1_000;
        using var folder = new Folder();
        await using var server = await Start(folder, (SentWithinSeconds, "600"));
        await server.RegisterFilms(films);
        await server.RegisterCritics(1);
        using var sipping = Listening.Sipping(server.Http.BaseAddress!);
        using var late = await Listening.Open(sipping, "?scope=all-time");
        for (var round = 0; round < 8; round++) await server.JudgeAll(1, films, round);
        var last = await server.Judge("film-1-2013", 1, 10);
        var shown = await server.Acclaim("film-1-2013", (long)last["position"]!);

        var heard = 1;
        for (var news = await late.NextNews(); !IsLast(news); news = await late.NextNews()) heard++;

        // Of each film the latest, and some that were on the way when it went on: 9,001 were told of.
        Assert.InRange(heard, 1, films + 1_000);

        bool IsLast(Listening.Block news) => (string?)news.Data!["film"] == "film-1-2013"
            && (long)news.Data["revision"]! >= (long)shown["revision"]!;
    }

    [Fact]
    public async Task A_listener_who_never_reads_is_dropped_and_frees_the_place()
    {
        using var folder = new Folder();
        await using var server = await Start(folder, (SentWithinSeconds, "1"), (ListenersMax, "1"));
        await server.RegisterFilms(1000);
        await server.RegisterCritics(1);
        using var sipping = Listening.Sipping(server.Http.BaseAddress!);
        using var deaf = await Listening.Open(sipping, "?after=0");
        Assert.Equal(HttpStatusCode.OK, deaf.Answer.StatusCode);

        for (var round = 0; round < 8; round++) await server.JudgeAll(1, 1000, round);

        await Eventually.Get("a free place", async () =>
        {
            using var other = await Listening.Open(server.Http);
            return other.Answer.StatusCode;
        }, status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task As_many_listen_as_the_server_tells_and_whoever_goes_frees_a_place()
    {
        using var folder = new Folder();
        await using var server = await Start(folder, (ListenersMax, "5"));
        var all = new List<Listening>();
        for (var i = 0; i < 5; i++) all.Add(await Listening.Open(server.Http));
        Assert.All(all, one => Assert.Equal(HttpStatusCode.OK, one.Answer.StatusCode));

        using var sixth = await Listening.Open(server.Http);
        using var poll = await server.Http.GetAsync("/v1/changes?wait=20");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, sixth.Answer.StatusCode);
        Assert.NotNull(sixth.Answer.Headers.RetryAfter);
        var problem = await poll.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("listeners-full", (string?)problem!["code"]);

        all.ForEach(one => one.Dispose());
        all.Clear();
        await Eventually.Get("five places to be free again", async () =>
        {
            var next = await Listening.Open(server.Http);
            if (next.Answer.StatusCode == HttpStatusCode.OK) all.Add(next);
            return all.Count;
        }, count => count == 5);
        all.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task Five_hundred_who_wait_all_hear_one_change_and_a_stop_ends_them_at_once()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(500);
        await server.RegisterCritics(2);
        var before = server.Memory;
        var all = await Task.WhenAll(Enumerable.Range(1, 500).Select(n =>
            Listening.Open(server.Http, n % 2 == 0 ? "" : $"?films={Writing.Film(n)},film-500-2013")));
        var forEach = (server.Memory - before) / all.Length;

        await server.Judge("film-500-2013", 1, 9);
        var heard = await Task.WhenAll(all.Select(one => one.NextNews()));
        var polling = server.Http.GetAsync("/v1/changes?wait=30");
        var asked = Stopwatch.GetTimestamp();
        var exit = await server.Stop();
        var ends = await Task.WhenAll(all.Select(one => one.Next()));

        Assert.All(heard, block => Assert.Equal("film-500-2013", (string?)block.Data!["film"]));
        Assert.InRange(forEach, long.MinValue, 100_000);
        Assert.Equal(0, exit);
        Assert.InRange(Stopwatch.GetElapsedTime(asked).TotalSeconds, 0, 5);
        Assert.All(ends, Assert.Null);
        Assert.True((await polling).IsSuccessStatusCode);
        foreach (var one in all) one.Dispose();
    }

    [Fact]
    public async Task A_thousand_who_vanish_free_all_that_was_held_for_them_again_and_again()
    {
        const int readers = 1000;
        const int rounds = 9;
        const int warm = 4;
        using var folder = new Folder();
        // With heaps that stay close to what is alive: others let hundreds of megabytes lie.
        await using var server = await Start(
            folder, ("DOTNET_gcServer", "0"), ("DOTNET_GCgen0size", "0x400000"));
        await server.RegisterFilms(1);
        var memory = new List<long>();

        for (var round = 0; round < rounds; round++)
        {
            var all = new List<Socket>();
            for (var i = 0; i < readers; i++) all.Add(await Vanishing(server.Http.BaseAddress!));
            await Eventually.Get("all to listen", () => Listeners(server), count => count == readers, 60);
            // No goodbye: a reset, as when a machine is gone.
            foreach (var one in all) one.Close(timeout: 0);
            await Eventually.Get("all to be let go of", () => Listeners(server), count => count == 0, 60);
            memory.Add(server.Memory);
        }

        // Some 20 KB were held for each while they listened. A young process grows by itself for some rounds.
        var mostMax = memory[warm] + (rounds - 1 - warm) * readers * 10_000L;
        Assert.True(memory[^1] < mostMax, $"After each round: {string.Join(", ", memory)} bytes.");
    }

    [Fact]
    public async Task Who_hears_nothing_is_told_now_and_then_that_the_line_is_alive()
    {
        using var folder = new Folder();
        await using var server = await Start(folder, (HeartbeatSeconds, "1"));
        await server.RegisterFilms(2);
        await server.RegisterCritics(1);
        using var listener = await Listening.Open(server.Http, "?films=film-1-2013");
        await listener.Next();
        var opened = listener.Id!;

        var written = await server.Judge("film-2-2013", 1, 9);
        var shown = await server.Acclaim("film-2-2013", (long)written["position"]!);
        var beats = new[] { await listener.Next(), await listener.Next() };

        Assert.All(beats, beat => Assert.True(beat!.IsComment && beat.Data is null));
        // A beat names where to resume, past what did not concern the listener.
        Assert.NotEqual(opened, listener.Id);
        Assert.True(Revision(listener.Id!) >= (long)shown["revision"]!);
    }

    [Fact]
    public async Task A_long_poll_answers_at_once_or_as_soon_as_something_is_new()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(3);
        await server.RegisterCritics(1);

        var begun = await server.Get("/v1/changes?after=0&wait=20");
        var waiting = server.Get($"/v1/changes?after={begun["next"]}&wait=30&films=film-2-2013");
        await server.Judge("film-1-2013", 1, 8);
        await server.Judge("film-2-2013", 1, 8);
        var woken = await waiting;
        var byNumber = await server.Get($"/v1/changes?after={begun["revision"]}&wait=0");
        var nothing = await server.Get($"/v1/changes?after={byNumber["next"]}&wait=0");

        Assert.Equal((3, false), (begun["items"]!.AsArray().Count, (bool)begun["more"]!));
        Assert.Equal(["film-2-2013"], Films(woken));
        Assert.Equal(["film-1-2013", "film-2-2013"], Films(byNumber));
        var shown = await server.Acclaim("film-1-2013");
        Assert.Equal(shown.ToJsonString(), byNumber["items"]![0]!.ToJsonString());
        Assert.Empty(Films(nothing));
        Assert.Equal((string?)byNumber["next"], (string?)nothing["next"]);
    }

    [Fact]
    public async Task A_long_poll_takes_many_changes_in_portions()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1100);
        await server.Acclaim("film-1100-2013");

        var (after, films, sizes) = ("0", new HashSet<string>(), new List<int>());
        for (var more = true; more;)
        {
            var answer = await server.Get($"/v1/changes?after={after}&wait=0");
            sizes.Add(Films(answer).Count);
            films.UnionWith(Films(answer));
            (after, more) = ((string)answer["next"]!, (bool)answer["more"]!);
        }

        Assert.Equal([500, 500, 100], sizes);
        Assert.Equal(1100, films.Count);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Large_answers_are_compressed_for_whoever_takes_that(string coding)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(30);
        await server.Acclaim("film-30-2013");
        using var poll = new HttpRequestMessage(HttpMethod.Get, "/v1/changes?after=0");
        using var batch = new HttpRequestMessage(HttpMethod.Post, "/v1/acclaim")
        {
            Content = JsonContent.Create(new { films = Enumerable.Range(1, 30).Select(Writing.Film) }),
        };

        foreach (var ask in new[] { poll, batch })
        {
            ask.Headers.Add("Accept-Encoding", coding);
            using var answer = await server.Http.SendAsync(ask);
            Assert.Equal([coding], answer.Content.Headers.ContentEncoding);
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
            await using var bytes = await answer.Content.ReadAsStreamAsync();
            await using Stream plain = coding == "br"
                ? new BrotliStream(bytes, CompressionMode.Decompress)
                : new GZipStream(bytes, CompressionMode.Decompress);
            Assert.Equal(30, Films((await JsonNode.ParseAsync(plain))!.AsObject()).Count);
        }
    }

    private static async Task<Socket> Vanishing(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/changes HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\n\r\n"));
        return socket;
    }

    /// <summary>How many listen, as operators see it.</summary>
    private static async Task<int> Listeners(ServerProcess server)
    {
        const string name = "aggregator_changes_listeners{";
        var metrics = await server.Http.GetStringAsync("/metrics");
        var line = metrics.Split('\n').FirstOrDefault(one => one.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : (int)double.Parse(
            line.AsSpan(line.LastIndexOf(' ')), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static List<string> Films(JsonObject answer) =>
        [.. answer["items"]!.AsArray().Select(item => (string)item!["film"]!)];

    private static long Revision(string id) =>
        long.Parse(id.AsSpan(id.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);

    private static Task<ServerProcess> Start(Folder folder, params (string Name, string Value)[] settings) =>
        ServerProcess.Start(folder.Path, settings.ToDictionary(pair => pair.Name, pair => pair.Value));
}
