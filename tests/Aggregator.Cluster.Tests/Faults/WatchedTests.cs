using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Aggregator.Ledgers.Tests;
using Aggregator.Server.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>What those who watch a cluster see of it.</summary>
public sealed class WatchedTests(PostgresServer server)
{
    private const string Password = "never-to-be-told";

    [Fact]
    public async Task A_trace_leads_from_a_gateways_request_to_a_silos_commit_and_tells_no_password()
    {
        await using var receiver = await OtlpReceiver.Start();
        var address = $"{await server.Database()};Password={Password}";
        var (_, said) = await LocalCluster.Command(
            "keys", "create", "--role", "operator", "--ledger", address);
        var key = said.Trim().Split('\n')[^1];
        var port = FreePort.Take();
        var settings = receiver.Settings.Append(new("AGGREGATOR__OPERATORPORT", $"{port}")).ToDictionary();
        await using var silo = OneServer.Start("silo", address, settings);
        await using var gateway = OneServer.Start("gateway", address, receiver.Settings);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await Eventually.True(
            "the gateway to be ready",
            async () => await gateway.Status("/health/ready") == HttpStatusCode.OK);

        (await gateway.Http.PutAsJsonAsync(
            new Uri("/v1/films/her-2013", UriKind.Relative), new { title = "Her", year = 2013 },
            TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await Eventually.True(
            "the request to be told, with all it led to", () => Task.FromResult(IsWhole(receiver.Spans)));
        var metrics = await silo.Http.GetStringAsync(
            new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("aggregator_ledger_commit_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await silo.Status("/metrics"));
        var grains = new Uri("/operator/grains/DashboardCounters", UriKind.Relative);
        await Eventually.True("the gateway to show its silo's grains", async () =>
            (await gateway.Http.GetStringAsync(grains)).Contains("LedgerGrain", StringComparison.Ordinal));
        foreach (var told in new[] { "traces", "metrics", "logs" }.Select(receiver.TextOf).Append(metrics))
        {
            Assert.DoesNotContain(Password, told, StringComparison.Ordinal);
            Assert.DoesNotContain(key.Split('_', 3)[2], told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_silo_whose_clock_goes_wrong_while_it_runs_tells_by_how_much()
    {
        var clock = Path.GetTempFileName();
        await File.WriteAllTextAsync(clock, "+0s", TestContext.Current.CancellationToken);
        // How long things take is left alone, as where a clock is set.
        var (_, library) = await Programs.Run("faketime", ["-f", "+0", "printenv", "LD_PRELOAD"]);
        var port = FreePort.Take();
        await using var silo = OneServer.Start("silo", await server.Database(), new Dictionary<string, string>
        {
            ["AGGREGATOR__OPERATORPORT"] = $"{port}",
            ["LD_PRELOAD"] = library.Trim(),
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        });

        foreach (var (set, ahead) in new[] { ("+0s", 0), ("-90s", -90), ("+30s", 30), ("+0s", 0) })
        {
            await File.WriteAllTextAsync(clock, set, TestContext.Current.CancellationToken);
            await Eventually.True(
                $"a clock that is {ahead} s ahead to be told",
                async () => await SecondsAhead(silo, port) is { } told && Math.Abs(told - ahead) < 2);
        }

        File.Delete(clock);
    }

    /// <summary>What a silo says of its clock; null while it says nothing.</summary>
    private static async Task<double?> SecondsAhead(OneServer silo, int port)
    {
        if (await silo.Status($"http://127.0.0.1:{port}/health/live") != HttpStatusCode.OK) return null;
        var metrics = await silo.Http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        return metrics.Split('\n').Where(line => line.StartsWith("aggregator_cluster_clock_ahead_seconds"))
            .Select(line => (double?)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
            .SingleOrDefault();
    }

    /// <summary>
    /// Request, the grain's call at both ends, append, commit, statement: each below the one before.
    /// </summary>
    private static bool IsWhole(IReadOnlyList<ReceivedSpan> spans)
    {
        var way = new[]
        {
            "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Microsoft.Orleans.Application",
            "Aggregator.Ledger", "Aggregator.Ledger", "Npgsql",
        };
        var at = spans.Where(span => span.Name == "PUT /v1/films/{film}" && span.Parent == "").ToList();
        foreach (var scope in way.Skip(1))
            at = [.. spans.Where(span => span.Scope == scope && at.Exists(above => above.Id == span.Parent))];
        return at.Count > 0;
    }
}
