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
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(world, writer)));
        var all = (await Task.WhenAll(writers)).SelectMany(times => times).Order().ToArray();
        var (half, most) = (all[all.Length / 2], all[all.Length * 99 / 100]);
        return
        [
            new($"write acknowledged → visible, {Writers} writers who look at once", $"p99 ≤ {GoalMs} ms",
                $"p99 {most:F1} ms, half within {half:F1} ms, the read itself included", most <= GoalMs),
        ];
    }

    private static async Task<List<double>> Write(World world, int writer)
    {
        var (random, http, times) = (new Random(writer), world.Server.Http, new List<double>());
        for (var i = 0; i < Writes; i++)
        {
            var film = $"/v1/films/imdb:tt{random.Next(world.Films):0000000}";
            using var body = JsonContent.Create(new { rating = $"{random.Next(101)}/100" });
            var verdict = $"{film}/verdicts/sample-critic-{random.Next(100)}";
            using var written = await http.PutAsync(verdict, body);
            written.EnsureSuccessStatusCode();
            var position = (long)(await written.Content.ReadFromJsonAsync<JsonObject>())!["position"]!;

            var since = Stopwatch.GetTimestamp();
            using var asked = new HttpRequestMessage(HttpMethod.Get, film + "/acclaim");
            var reached = position.ToString(CultureInfo.InvariantCulture);
            asked.Headers.Add("Aggregator-Min-Position", reached);
            using var shown = await http.SendAsync(asked);
            shown.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return times;
    }
}
