using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What a server has acknowledged, to be found again whatever happened to it.</summary>
internal sealed class Acknowledged
{
    private readonly ConcurrentDictionary<string, long> _verdicts;

    public Acknowledged() : this([]) { }

    private Acknowledged(IEnumerable<KeyValuePair<string, long>> verdicts) => _verdicts = new(verdicts);

    public int Count => _verdicts.Count;

    /// <summary>What has been acknowledged up to now.</summary>
    public Acknowledged UpToNow() => new(_verdicts.ToArray());

    public static async Task Register(ServerProcess server, int films)
    {
        for (var film = 0; film < films; film++)
            Taken(await Put(server, $"/v1/films/film-{film}", new { title = $"Film {film}" }, default));
    }

    public static async Task Register(ServerProcess server, string critic, CancellationToken stop) =>
        Taken(await Put(server, $"/v1/critics/{critic}", new { name = critic, kind = "person" }, stop));

    /// <summary>
    /// Records a critic's n-th verdict and remembers it when it was acknowledged. Past the last film the
    /// critic changes its mind: a revision is a fact like any other.
    /// </summary>
    public async Task<(HttpResponseMessage Response, JsonObject Answer)> Record(
        ServerProcess server, string critic, int n, Verdicts verdicts)
    {
        var (film, stars) = ($"film-{n % verdicts.Films}", (n / verdicts.Films % 5) + 1);
        var body = new { rating = $"{stars}/5", quote = verdicts.Quote };
        var answered = await Put(server, $"/v1/films/{film}/verdicts/{critic}", body, verdicts.Stop);
        if (answered.Response.IsSuccessStatusCode)
        {
            var position = (long)answered.Answer["position"]!;
            _verdicts[$"{film} {critic} {stars}/5 {position}"] = position;
        }

        return answered;
    }

    public async Task AreThereOnce(ServerProcess server)
    {
        var head = (long)(await server.Get("/v1/ledger/head"))["position"]!;
        var lines = new List<JsonNode>();
        while (lines.Count < head)
        {
            var page = await server.Http.GetStringAsync($"/v1/ledger?after={lines.Count}");
            lines.AddRange(page.Trim().Split('\n').Select(line => JsonNode.Parse(line)!));
        }

        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => (int)line["position"]!));
        foreach (var (said, position) in _verdicts)
        {
            var words = said.Split(' ');
            var body = lines[(int)position - 1]["body"]!.ToJsonString();
            Assert.All(words[..3], word => Assert.Contains(word, body, StringComparison.Ordinal));
        }

        Assert.Equal(_verdicts.Count, _verdicts.Values.Distinct().Count());
    }

    public static void Taken((HttpResponseMessage Response, JsonObject Answer) answered) => Assert.True(
        answered.Response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created,
        $"{answered.Response.RequestMessage?.RequestUri}: {answered.Answer}");

    private static async Task<(HttpResponseMessage Response, JsonObject Answer)> Put(
        ServerProcess server, string path, object body, CancellationToken stop)
    {
        var response = await server.Http.PutAsJsonAsync(path, body, stop);
        return (response, (await response.Content.ReadFromJsonAsync<JsonObject>(stop))!);
    }

    /// <summary>Among how many films verdicts are recorded, with what quote, until when.</summary>
    public sealed record Verdicts(int Films, CancellationToken Stop)
    {
        public string? Quote { get; init; }
    }
}
