using System.Diagnostics;
using System.Net.Http.Json;
using Aggregator.Benchmarks.Http;

namespace Aggregator.Benchmarks.Rows;

/// <summary>Three silos and two gateways beside one process over the same PostgreSQL, in turn.</summary>
internal static class ClusterRows
{
    private const int Films = 10_000;
    private const int Connections = 64;

    /// <summary>Silos take turns at committing: it takes this many callers until all are busy.</summary>
    private const int WriteConnections = 256;

    // Five processes share the processors: each needs as long as one alone to compile what it runs.
    private const int WriteWarmRounds = 10;
    private const double ReadGoal = 0.9;
    private const double WriteGoal = 0.7;
    private const double VisibleGoalMs = 150;
    private const double ReadsAnsweredGoal = 0.9999;
    private const int Writers = 16;
    private const int WritesEach = 100;
    private static readonly TimeSpan WritesBackGoal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeforeDeath = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        await using var cluster = await ClusterHere.Start();
        await using var alone = await cluster.StartAlone();
        foreach (var server in new[] { cluster.Gateways[0], alone }) await Fill(server);
        var (read, write) = (Scripts.Acclaims(Films), Scripts.Verdicts(Films, SampleFilms.CriticCount));
        // One after the other: the database tidies up after writes, and whoever reads next would pay for it.
        var reads = await Load.Interleave(
            () => Load.Measure(cluster.Gateways[0].Address, read, Connections),
            () => Load.Measure(alone.Address, read, Connections));
        var writes = await Load.Interleave(
            WriteWarmRounds,
            () => Spread(cluster, write),
            () => Load.Measure(alone.Address, write, WriteConnections));
        return
        [
            Beside($"GET acclaim at a gateway, {Films:N0} films", ReadGoal, reads[0], reads[1]),
            Beside($"PUT verdict through two gateways and three silos, {WriteConnections} connections",
                WriteGoal, writes[0], writes[1]),
            await Visible(cluster),
            .. await Death(cluster),
        ];
    }

    private static async Task Fill(OurServer server)
    {
        await server.Import("critics", SampleFilms.Critics);
        var totals = await server.Import("films", rows => SampleFilms.Films(rows, Films));
        await server.Reach((long)totals["position"]!);
    }

    /// <summary>As many connections in all, over all gateways.</summary>
    private static async Task<Pace> Spread(ClusterHere cluster, string script)
    {
        var each = await Task.WhenAll(cluster.Gateways.Select(
            gateway => Load.Measure(gateway.Address, script, WriteConnections / cluster.Gateways.Count)));
        return new(
            each.Sum(pace => pace.Rate), each.Max(pace => pace.Ms50), each.Max(pace => pace.Ms99));
    }

    private static Row Beside(string what, double goal, Pace cluster, Pace alone)
    {
        var ratio = cluster.Rate / alone.Rate;
        return new(
            what, $"≥ {goal} × one process on the same PostgreSQL",
            $"{ratio:F2} ×: {cluster.Rate:N0} a second (p99 {cluster.Ms99:F1} ms), one process "
            + $"{alone.Rate:N0} (p99 {alone.Ms99:F1} ms)", ratio >= goal);
    }

    private static async Task<Row> Visible(ClusterHere cluster)
    {
        HttpClient[] gateways = [.. cluster.Gateways.Select(gateway => gateway.Http)];
        var times = await VisibilityRows.Times((Films, Writers, WritesEach), gateways);
        var (half, most) = (times[times.Length / 2], times[times.Length * 99 / 100]);
        return new(
            $"write acknowledged → visible on every gateway, {Writers} writers who look at once",
            $"p99 ≤ {VisibleGoalMs} ms",
            $"p99 {most:F1} ms, half within {half:F1} ms, the reads themselves included",
            most <= VisibleGoalMs);
    }

    /// <summary>SIGKILL of a silo under reads and writes.</summary>
    private static async Task<IReadOnlyList<Row>> Death(ClusterHere cluster)
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Write(
            cluster.Gateways[writer % cluster.Gateways.Count].Http, writer, stop.Token)));
        var reading = Load.Count(cluster.Gateways[0].Address, Scripts.Acclaims(Films), Connections);
        await Task.Delay(BeforeDeath, CancellationToken.None);
        using (var silo = Process.GetProcessById(cluster.Silos[0])) silo.Kill();
        var (asked, failed) = await reading;
        await stop.CancelAsync();
        var paused = (await writing).Max();
        return
        [
            new("reads at a gateway while a silo is killed", $"≥ {ReadsAnsweredGoal:P2} answered 2xx or 304",
                $"{failed} of {asked:N0} failed", failed <= asked * (1 - ReadsAnsweredGoal)),
            new($"the longest that one of {Writers} writers waited, a silo being killed",
                $"≤ {WritesBackGoal.TotalSeconds} s", $"{paused.TotalSeconds:F1} s",
                paused <= WritesBackGoal),
        ];
    }

    /// <summary>Writes until stopped, each until it is taken; answers the longest that took.</summary>
    private static async Task<TimeSpan> Write(HttpClient http, int writer, CancellationToken stop)
    {
        var (random, longest) = (new Random(writer), TimeSpan.Zero);
        while (!stop.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            var path = $"/v1/films/imdb:tt{random.Next(Films):0000000}/verdicts/sample-critic-{writer}";
            while (true)
            {
                using var body = JsonContent.Create(new { rating = $"{random.Next(101)}/100" });
                using var answer = await http.PutAsync(path, body, CancellationToken.None);
                if (answer.IsSuccessStatusCode) break;
                await Task.Delay(AgainAfter, CancellationToken.None);
            }

            if (Stopwatch.GetElapsedTime(since) is var took && took > longest) longest = took;
        }

        return longest;
    }

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(50);
}
