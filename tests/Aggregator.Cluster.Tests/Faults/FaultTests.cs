using System.Diagnostics;
using System.Globalization;

[assembly: AssemblyFixture(typeof(Aggregator.Cluster.Tests.LocalCluster))]

namespace Aggregator.Cluster.Tests;

/// <summary>
/// Faults under a steady load through two gateways. After each, every acknowledged fact is there once, the
/// record has no gap, its hashes match, and both gateways show what the ledger says.
/// </summary>
[Collection(OneByOne)]
public sealed class FaultTests(LocalCluster cluster, ITestOutputHelper output)
{
    /// <summary>Tests on the one cluster take turns at it.</summary>
    public const string OneByOne = "the cluster";

    private const double WritesBackWithin = 5;
    private const double ReadsAnswered = 0.9999;

    [Fact]
    public async Task Nobody_reads_of_a_silos_death_and_writes_go_on()
    {
        var saidBefore = cluster.Silos.Sum(silo => cluster.Said(silo).Count(IsEviction));

        var (seen, since) = await Strike(Fault.KillSilo);

        var (failed, all) = seen.Reads(since);
        Assert.True(failed <= all * (1 - ReadsAnswered), $"{failed} of {all} reads failed.");
        Assert.True(seen.WritesPaused(since) <= WritesBackWithin, $"{seen.WritesPaused(since)} s");
        Assert.True(cluster.Silos.Sum(silo => cluster.Said(silo).Count(IsEviction)) > saidBefore);
    }

    [Fact]
    public Task A_gateway_that_is_killed_takes_no_fact_with_it() => Strike(Fault.KillGateway);

    [Fact]
    public async Task Reads_go_on_while_PostgreSQL_is_away()
    {
        var (seen, since) = await Strike(Fault.RestartPostgres);

        Assert.Equal(0, seen.Reads(since).Failed);
    }

    [Fact]
    public Task No_silo_ends_because_there_are_too_few_connections() => Strike(Fault.TooFewConnections);

    [Fact]
    public async Task A_full_disk_of_PostgreSQL_refuses_writes_and_loses_nothing()
    {
        Assert.SkipWhen(cluster.Disk is null, $"A disk of its own cannot be had here: {cluster.WithoutDisk}");

        var (seen, since) = await Strike(Fault.FillDisk);

        Assert.Equal(["ledger-away"], seen.Codes.Keys);
        Assert.Equal(0, seen.Reads(since).Failed);
    }

    [Fact]
    public async Task The_disk_of_PostgreSQL_loses_its_power_and_nothing_that_was_acknowledged()
    {
        Assert.SkipWhen(cluster.Disk is null, $"A disk of its own cannot be had here: {cluster.WithoutDisk}");

        var (seen, since) = await Strike(DatabaseFaults.LosePower);

        Assert.Equal(0, seen.Reads(since).Failed);
    }

    [Fact]
    public async Task A_silo_that_is_cut_off_is_done_without()
    {
        Assert.SkipUnless(CutNetwork.IsPossible, "Only root may cut networks.");

        var (seen, since) = await Strike(Fault.CutSilo);

        Assert.Equal(0, seen.Reads(since).Failed);
    }

    [Fact]
    public async Task A_silo_that_alone_lost_the_database_is_done_without()
    {
        Assert.SkipUnless(CutNetwork.IsPossible, "Only root may cut networks.");

        var (seen, since) = await Strike(Fault.CutDatabase);

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

        var (random, all) = (new Random(seed), Fault.All(cluster));
        // It takes its time, so only those who have some wait for it.
        if (minutes > 0) all = [.. all, Fault.AnotherVersion];
        var order = Chosen() is { Count: > 0 } chosen ? chosen : [.. all.OrderBy(_ => random.Next())];
        var struck = new HashSet<string>();
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round == 0 || Stopwatch.GetElapsedTime(start).TotalMinutes < minutes; round++)
        {
            // Each once in the first round, then any.
            var fault = round < order.Count ? order[round] : order[random.Next(order.Count)];
            await Strike(fault, random);
            struck.Add(fault.Name);
        }

        var left = all.Append(Fault.AnotherVersion).Select(fault => fault.Name).Except(struck).ToArray();
        if (left.Length > 0) Print($"Not run, for more minutes are needed: {string.Join(", ", left)}.");
        if (!CutNetwork.IsPossible) Print("Not run, for only root may: cut networks.");
        if (cluster.Disk is null) Print($"Not run, for there is no disk to fill: {cluster.WithoutDisk}");
    }

    /// <summary>Faults named in AGGREGATOR_CLUSTER_FAULTS, separated by commas.</summary>
    private List<Fault> Chosen() =>
    [
        .. (Setting("AGGREGATOR_CLUSTER_FAULTS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Fault.All(cluster).Append(Fault.AnotherVersion)
                .Single(fault => fault.Name == name)),
    ];

    private async Task<(Acknowledged Seen, long Since)> Strike(Fault fault, Random? random = null)
    {
        try
        {
            return await StrikeAndLook(fault, random ?? new Random());
        }
        catch (Exception)
        {
            Print(cluster.LastWords());
            throw;
        }
    }

    private async Task<(Acknowledged Seen, long Since)> StrikeAndLook(Fault fault, Random random)
    {
        await using var load = new SteadyLoad(cluster);
        await load.Start();
        var since = Stopwatch.GetTimestamp();
        var said = await fault.Strike(cluster, load, random);
        await load.Acknowledgements(100);
        await load.Stop();
        // One that ended of a fault that ends none, or after it, is not to be found out by the next.
        Assert.Empty(cluster.Members.Where(LocalCluster.IsOver).Select(member => member.Name));

        Print(load.Seen.Report($"{fault.Name} ({said})", since));
        using var afterwards = new Afterwards(cluster, load.Seen);
        await afterwards.AllHolds();
        return (load.Seen, since);
    }

    private static bool IsEviction(string line) => line.Contains("Evicting", StringComparison.Ordinal);

    private void Print(string text)
    {
        output.WriteLine(text);
        // Also where a run that passes is read.
        Console.WriteLine(text);
    }

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
