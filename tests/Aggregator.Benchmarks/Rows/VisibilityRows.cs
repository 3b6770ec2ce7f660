using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Benchmarks.Rows;

/// <summary>From an acknowledged write until the board shows it, under a steady load of writes.</summary>
internal static class VisibilityRows
{
    private const int Writers = 16;
    private const int Writes = 500;
    private const double GoalMs = 25;

    public static async Task<IReadOnlyList<Row>> Measure(World world)
    {
        var all = await Times((world.Films, Writers, Writes), world.Server.Http);
        var (half, most) = (all[all.Length / 2], all[all.Length * 99 / 100]);
        return
        [
            new($"write acknowledged → visible, {Writers} writers who look at once", $"p99 ≤ {GoalMs} ms",
                $"p99 {most:F1} ms, half within {half:F1} ms, the read itself included", most <= GoalMs),
        ];
    }

    /// <summary>
    /// Milliseconds from each acknowledgement until every server showed it, the shortest first. Writers are
    /// spread over the servers.
    /// </summary>
    public static async Task<double[]> Times(
        (int Films, int Writers, int Writes) load, params HttpClient[] servers)
    {
        var writers = Enumerable.Range(0, load.Writers).Select(writer => Task.Run(() => Write(
            load, writer, servers)));
        return [.. (await Task.WhenAll(writers)).SelectMany(times => times).Order()];
    }

    private static async Task<List<double>> Write(
        (int Films, int Writers, int Writes) load, int writer, HttpClient[] servers)
    {
        var (random, times) = (new Random(writer), new List<double>());
        for (var i = 0; i < load.Writes; i++)
        {
            var film = $"/v1/films/imdb:tt{random.Next(load.Films):0000000}";
            using var body = JsonContent.Create(new { rating = $"{random.Next(101)}/100" });
            var verdict = $"{film}/verdicts/sample-critic-{random.Next(100)}";
            using var written = await servers[writer % servers.Length].PutAsync(verdict, body);
            written.EnsureSuccessStatusCode();
            var position = (long)(await written.Content.ReadFromJsonAsync<JsonObject>())!["position"]!;

            var since = Stopwatch.GetTimestamp();
            await Task.WhenAll(servers.Select(server => Look(server, film, position)));
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return times;
    }

    private static async Task Look(HttpClient server, string film, long position)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, film + "/acclaim");
        var reached = position.ToString(CultureInfo.InvariantCulture);
        asked.Headers.Add("Aggregator-Min-Position", reached);
        using var shown = await server.SendAsync(asked);
        shown.EnsureSuccessStatusCode();
    }
}
