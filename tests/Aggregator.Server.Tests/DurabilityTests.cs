using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Acknowledged means durable: SIGKILL under load, again and again.</summary>
public sealed class DurabilityTests
{
    private const int Rounds = 4;
    private const int Writers = 16;
    private const int FilmCount = 40;

    [Fact]
    public async Task No_acknowledged_verdict_is_lost_or_counted_twice_when_the_process_is_killed()
    {
        using var folder = new Folder();
        var acknowledged = new ConcurrentDictionary<string, long>();
        string? key = null;

        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerProcess.Start(folder.Path, key);
            key ??= server.Key;
            if (round == 0) await Register(server);
            var before = acknowledged.Count;
            using var stop = new CancellationTokenSource();
            var writing = Task.WhenAll(Enumerable.Range(0, Writers)
                .Select(writer => Write(server, $"{round}-{writer}", acknowledged, stop.Token)));
            await Eventually.Get("a few hundred acknowledged verdicts",
                () => Task.FromResult(acknowledged.Count - before), count => count > 300);

            await server.Kill();
            await stop.CancelAsync();
            await writing;
        }

        await using (var server = await ServerProcess.Start(folder.Path, key))
        {
            await EveryVerdictIsThereOnce(server, acknowledged);
            Assert.Equal(0, await server.Stop());
        }

        await SeasonTests.Verifies(folder.Path);
    }

    private static async Task Register(ServerProcess server)
    {
        for (var film = 0; film < FilmCount; film++)
        {
            await Put(server, $"/v1/films/film-{film}", new { title = $"Film {film}" },
                CancellationToken.None);
        }
    }

    private static async Task Write(
        ServerProcess server, string writer, ConcurrentDictionary<string, long> acknowledged,
            CancellationToken stop)
    {
        try
        {
            var critic = $"critic-{writer}";
            await Put(server, $"/v1/critics/{critic}", new { name = critic, kind = "person" }, stop);
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                // Past the last film the critic changes its mind: a revision is a fact like any other.
                var (film, stars) = ($"film-{n % FilmCount}", (n / FilmCount % 5) + 1);
                var answer = await Put(
                    server, $"/v1/films/{film}/verdicts/{critic}", new { rating = $"{stars}/5" }, stop);
                acknowledged[$"{film} {critic} {stars}/5 {answer["position"]}"] = (long)answer["position"]!;
            }
        }
        catch (Exception fault) when (
            fault is HttpRequestException or OperationCanceledException or IOException)
        {
            // The server was killed: what was under way was not acknowledged.
        }
    }

    private static async Task<JsonObject> Put(ServerProcess server, string path, object body,
        CancellationToken stop)
    {
        using var response = await server.Http.PutAsJsonAsync(path, body, stop);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            throw new InvalidOperationException($"{path}: {await response.Content.ReadAsStringAsync(stop)}");
        return (await response.Content.ReadFromJsonAsync<JsonObject>(stop))!;
    }

    private static async Task EveryVerdictIsThereOnce(
        ServerProcess server, ConcurrentDictionary<string, long> acknowledged)
    {
        var head = (long)(await server.Get("/v1/ledger/head"))["position"]!;
        var lines = new List<JsonNode>();
        while (lines.Count < head)
        {
            var page = await server.Http.GetStringAsync($"/v1/ledger?after={lines.Count}");
            lines.AddRange(page.Trim().Split('\n').Select(line => JsonNode.Parse(line)!));
        }

        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => (long)n),
            lines.Select(l => (long)l["position"]!));
        foreach (var (said, position) in acknowledged)
        {
            var words = said.Split(' ');
            var body = lines[(int)position - 1]["body"]!.ToJsonString();
            Assert.All(words[..3], word => Assert.Contains(word, body, StringComparison.Ordinal));
        }

        Assert.Equal(acknowledged.Count, acknowledged.Values.Distinct().Count());
    }
}
