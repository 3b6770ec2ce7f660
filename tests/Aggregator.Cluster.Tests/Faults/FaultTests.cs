using System.Diagnostics;
using System.Globalization;

[assembly: AssemblyFixture(typeof(Aggregator.Cluster.Tests.LocalCluster))]

namespace Aggregator.Cluster.Tests;

/// <summary>
/// Faults under a steady load through two gateways. After each, every acknowledged fact is there once, the
/// record has no gap, its hashes match, and both gateways show what the ledger says.
/// </summary>
public sealed class FaultTests(LocalCluster cluster, ITestOutputHelper output)
{
    private const double WritesBackWithin = 5;
    private const double ReadsAnswered = 0.9999;

    [Fact]
    public async Task Nobody_reads_of_a_silos_death_and_writes_go_on()
    {
        var (seen, since) = await Strike(Fault.KillSilo);

        var (failed, all) = seen.Reads(since);
        Assert.True(failed <= all * (1 - ReadsAnswered), $"{failed} of {all} reads failed.");
        Assert.True(seen.WritesPaused(since) <= WritesBackWithin, $"{seen.WritesPaused(since)} s");
    }

    [Fact]
    public Task A_gateway_that_is_killed_takes_no_fact_with_it() => Strike(Fault.KillGateway);

    [Fact]
    public async Task Reads_go_on_while_PostgreSQL_is_away()
    {
        var (seen, since) = await Strike(Fault.RestartPostgres);

        Assert.Equal(0, seen.Reads(since).Failed);
    }

    /// <summary>
    /// A seeded mix for as long as AGGREGATOR_CLUSTER_MINUTES says; one fault without it. What it did not
    /// come to is printed.
    /// </summary>
    [Fact]
    public async Task Faults_in_any_order_lose_nothing()
    {
        var minutes = Setting("AGGREGATOR_CLUSTER_MINUTES") is { } text
            ? double.Parse(text, CultureInfo.InvariantCulture) : 0;
        var seed = Setting("AGGREGATOR_CLUSTER_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        Print(string.Create(CultureInfo.InvariantCulture, $"A mix of {minutes} minutes from seed {seed}"));

        var random = new Random(seed);
        var struck = new HashSet<string>();
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round == 0 || Stopwatch.GetElapsedTime(start).TotalMinutes < minutes; round++)
        {
            // Each once in the first round, then any.
            var fault = Chosen() is { Count: > 0 } chosen ? chosen[round % chosen.Count]
                : round < Fault.All.Count ? Shuffled(seed)[round]
                : Fault.All[random.Next(Fault.All.Count)];
            await Strike(fault, random);
            struck.Add(fault.Name);
        }

        var left = Fault.All.Select(fault => fault.Name).Except(struck).ToArray();
        if (left.Length > 0) Print($"Not run, for more minutes are needed: {string.Join(", ", left)}.");
        Print("Not run by any of these: a cut network, a full disk, two versions side by side.");
    }

    private static List<Fault> Shuffled(int seed)
    {
        var random = new Random(seed);
        return [.. Fault.All.OrderBy(_ => random.Next())];
    }

    /// <summary>Faults named in AGGREGATOR_CLUSTER_FAULTS, separated by commas.</summary>
    private static List<Fault> Chosen() =>
    [
        .. (Setting("AGGREGATOR_CLUSTER_FAULTS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Fault.All.Single(fault => fault.Name == name)),
    ];

    private async Task<(Acknowledged Seen, long Since)> Strike(Fault fault, Random? random = null)
    {
        await using var load = new SteadyLoad(cluster);
        await load.Start();
        var since = Stopwatch.GetTimestamp();
        var said = await fault.Strike(cluster, load, random ?? new Random());
        await load.Acknowledgements(100);
        await load.Stop();

        Print(load.Seen.Report($"{fault.Name} ({said})", since));
        using var afterwards = new Afterwards(cluster, load.Seen);
        await afterwards.AllHolds();
        return (load.Seen, since);
    }

    private void Print(string text)
    {
        output.WriteLine(text);
        // Also where a run that passes is read.
        Console.WriteLine(text);
    }

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
