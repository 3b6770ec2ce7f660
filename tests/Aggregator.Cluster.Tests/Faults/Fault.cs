using System.Diagnostics;
using System.Globalization;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// Something that goes wrong while the load runs, and is mended again. <see cref="Strike"/> answers what is
/// worth printing besides the pauses.
/// </summary>
public sealed record Fault(string Name, Func<LocalCluster, SteadyLoad, Random, Task<string>> Strike)
{
    private const string KillTwo = "kill two of three silos";
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(20);

    public static readonly Fault KillSilo = new("kill a silo", async (cluster, load, random) =>
    {
        var silo = Any(cluster.Silos, random);
        LocalCluster.Kill(silo);
        await load.Acknowledgements(300);
        await cluster.Start(silo);
        return silo.Name;
    });

    public static readonly Fault KillTwoSilos = new(KillTwo, async (cluster, load, random) =>
    {
        var killed = cluster.Silos.OrderBy(_ => random.Next()).Skip(1).ToArray();
        var at = Stopwatch.GetTimestamp();
        foreach (var silo in killed) LocalCluster.Kill(silo);
        // Films of both dead silos are written again: the last silo acts alone.
        await load.EachWriterGoesOn();
        var alone = Stopwatch.GetElapsedTime(at).TotalSeconds;
        foreach (var silo in killed) await cluster.Start(silo);
        return string.Create(CultureInfo.InvariantCulture, $"the last one acted alone after {alone:0.0} s");
    });

    public static readonly Fault KillGateway = new("kill a gateway", async (cluster, load, random) =>
    {
        var gateway = Any(cluster.Gateways, random);
        LocalCluster.Kill(gateway);
        await load.Acknowledgements(200);
        await cluster.Start(gateway);
        return gateway.Name;
    });

    public static readonly Fault StopSilo = new("stop a silo for 20 s", async (cluster, load, random) =>
    {
        var silo = Any(cluster.Silos, random);
        LocalCluster.Signal(silo, LocalCluster.SigStop);
        await Eventually.Passed(Stopped);
        LocalCluster.Signal(silo, LocalCluster.SigCont);
        // It finds itself declared dead and ends; a supervisor starts it again.
        await LocalCluster.Ended(silo);
        silo.IsDown = true;
        await cluster.Start(silo);
        return silo.Name;
    });

    public static readonly Fault RestartPostgres = new("restart PostgreSQL", async (cluster, load, random) =>
    {
        // Half the time at once, as a crash does.
        var isCrash = random.Next(2) == 0;
        LocalCluster.Signal(cluster.Postgres, isCrash ? LocalCluster.SigQuit : LocalCluster.SigInt);
        await cluster.Start(cluster.Postgres);
        return isCrash ? "at once" : "in order";
    });

    public static readonly Fault RollSilos = new("roll all silos", async (cluster, load, random) =>
    {
        foreach (var silo in cluster.Silos)
        {
            LocalCluster.Signal(silo, LocalCluster.SigTerm);
            silo.IsDown = true;
            await cluster.Start(silo);
            await load.Acknowledgements(50);
        }

        return "one by one";
    });

    public static IReadOnlyList<Fault> All { get; } =
        [KillSilo, KillGateway, RestartPostgres, RollSilos, KillTwoSilos, StopSilo];

    private static Member Any(IReadOnlyList<Member> members, Random random) =>
        members[random.Next(members.Count)];
}
