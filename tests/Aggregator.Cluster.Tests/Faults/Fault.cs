using System.Diagnostics;
using System.Globalization;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// Something that goes wrong while the load runs, and is mended again. <see cref="Strike"/> answers what is
/// worth printing besides the pauses.
/// </summary>
public sealed record Fault(string Name, Func<LocalCluster, SteadyLoad, Random, Task<string>> Strike)
{
    private const string KillTwo = "kill two of three silos";
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Refusing = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TooFew = TimeSpan.FromSeconds(5);

    public static readonly Fault KillSilo = new("kill a silo", async (cluster, load, random) =>
    {
        var silo = Any(cluster.Silos, random);
        LocalCluster.Kill(silo);
        await load.EachWriterGoesOn();
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
        await cluster.EndedSaying(LocalCluster.DeclaredDead, silo);
        silo.IsDown = true;
        await cluster.Start(silo);
        return silo.Name;
    });

    public static readonly Fault StopGateway = new(
        "stop a gateway for 20 s", async (cluster, load, random) =>
        {
            var gateway = Any(cluster.Gateways, random);
            // What it was asked before it hears no more of; whoever balances asks the other one.
            gateway.IsDown = true;
            LocalCluster.Signal(gateway, LocalCluster.SigStop);
            await Eventually.Passed(Stopped);
            LocalCluster.Signal(gateway, LocalCluster.SigCont);
            var back = await Eventually.True($"{gateway.Name} to be ready", () => cluster.IsReady(gateway));
            gateway.IsDown = false;
            return string.Create(
                CultureInfo.InvariantCulture, $"{gateway.Name}; ready {back.TotalSeconds:0.0} s after");
        });

    public static readonly Fault RestartPostgres = new("restart PostgreSQL", async (cluster, load, random) =>
    {
        var (signal, how) = random.Next(3) switch
        {
            0 => (LocalCluster.SigInt, "in order"),
            1 => (LocalCluster.SigQuit, "at once"),
            _ => (LocalCluster.SigKill, "killed"),
        };
        LocalCluster.Signal(cluster.Postgres, signal);
        await cluster.Start(cluster.Postgres);
        return how;
    });

    public static readonly Fault StopPostgres = new("stop PostgreSQL for 10 s", async (cluster, load, _) =>
    {
        await using (await PostgresServer.StandStill(cluster.Postgres.Pid)) await Eventually.Passed(Silent);
        Assert.DoesNotContain(cluster.Silos, LocalCluster.IsOver);
        await load.EachWriterGoesOn();
        return "no silo ended";
    });

    public static readonly Fault TooFewConnections = new(
        "give the silos too few connections", async (cluster, load, _) =>
        {
            // At rest they hold five each: these do not all come back.
            await PostgresServer.Run(
                cluster.AdminsAddress,
                "ALTER ROLE aggregator CONNECTION LIMIT 9; SELECT pg_terminate_backend(pid) "
                + "FROM pg_stat_activity WHERE usename = 'aggregator'");
            await Eventually.Passed(TooFew);
            var ended = cluster.Silos.Where(LocalCluster.IsOver).Select(silo => silo.Name);
            await PostgresServer.Run(cluster.AdminsAddress, "ALTER ROLE aggregator CONNECTION LIMIT -1");
            Assert.Empty(ended);
            await load.EachWriterGoesOn();
            return "no silo ended";
        });

    public static readonly Fault RollSilos = new("roll all silos", async (cluster, load, random) =>
    {
        foreach (var silo in cluster.Silos)
        {
            await cluster.Replace(silo);
            await load.Acknowledgements(50);
        }

        return "one by one";
    });

    public static readonly Fault CutSilo = new(
        "cut a silo off from everybody", async (cluster, load, random) =>
        {
            var silo = Any(cluster.Silos, random);
            var at = Stopwatch.GetTimestamp();
            TimeSpan without;
            await using (await CutNetwork.Off(silo))
            {
                await load.EachWriterGoesOn();
                without = Stopwatch.GetElapsedTime(at);
            }

            // Like one that stood still: it finds itself declared dead.
            await cluster.EndedSaying(LocalCluster.DeclaredDead, silo);
            return await StartAgain(cluster, silo, without);
        });

    public static readonly Fault CutDatabase = new(
        "cut a silo off from the database", async (cluster, load, random) =>
        {
            var silo = Any(cluster.Silos, random);
            var at = Stopwatch.GetTimestamp();
            TimeSpan without;
            await using (await CutNetwork.Off(silo, cluster.LedgerPort))
            {
                await load.EachWriterGoesOn();
                without = Stopwatch.GetElapsedTime(at);
                // It saw that the others have the database.
                await cluster.EndedSaying("; they take its films", silo);
            }

            return await StartAgain(cluster, silo, without);
        });

    public static readonly Fault FillDisk = new("fill the disk of PostgreSQL", async (cluster, load, _) =>
    {
        cluster.Disk!.FillUp();
        await load.Refusals("ledger-away", 20);
        await Eventually.Passed(Refusing);
        cluster.Disk.MakeRoom();
        // Where not even its log found room it gave up: a supervisor starts it again.
        var isOver = LocalCluster.IsOver(cluster.Postgres);
        if (isOver) await cluster.Start(cluster.Postgres);
        await load.EachWriterGoesOn();
        return isOver ? "it gave up, and was started again" : "it went on by itself";
    });

    public static readonly Fault AnotherVersion = new(
        "roll to another version and back", async (cluster, load, _) =>
        {
            var other = await cluster.OtherVersion();
            Member[] all = [cluster.Silos[0], cluster.Gateways[0], .. cluster.Silos.Skip(1)];
            foreach (var program in new[] { other, LocalCluster.Program })
            {
                foreach (var member in all)
                {
                    await cluster.Replace(member, program);
                    // Some of each side by side, and films of every silo.
                    await load.EachWriterGoesOn();
                }
            }

            return $"{await LocalCluster.Version(other)} beside "
                + await LocalCluster.Version(LocalCluster.Program);
        });

    private static readonly Fault[] Everywhere =
    [
        KillSilo, KillGateway, RestartPostgres, RollSilos, KillTwoSilos, StopSilo, StopGateway,
        TooFewConnections, StopPostgres, DatabaseFaults.EndConnections, DatabaseFaults.HoldHead,
        DatabaseFaults.ReadOnly,
    ];

    /// <summary>Those that can be struck here.</summary>
    public static IReadOnlyList<Fault> All(LocalCluster cluster) =>
    [
        .. Everywhere, .. CutNetwork.IsPossible ? [CutSilo, CutDatabase] : Array.Empty<Fault>(),
        .. cluster.Disk is null ? Array.Empty<Fault>() : [FillDisk, DatabaseFaults.LosePower],
    ];

    /// <summary>Starts a silo that ended for being cut off; says when the others did without it.</summary>
    private static async Task<string> StartAgain(LocalCluster cluster, Member silo, TimeSpan without)
    {
        silo.IsDown = true;
        await cluster.Start(silo);
        return string.Create(
            CultureInfo.InvariantCulture, $"{silo.Name}; done without after {without.TotalSeconds:0.0} s");
    }

    private static Member Any(IReadOnlyList<Member> members, Random random) =>
        members[random.Next(members.Count)];
}
