using System.Diagnostics;
using System.Globalization;
using Aggregator.Ledgers.Tests;
using Npgsql;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// What becomes of PostgreSQL, and what others who may do anything there do to it. Each says how soon after
/// it was over somebody wrote again.
/// </summary>
internal static class DatabaseFaults
{
    private const string EndOurs =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'aggregator%'";

    // Longer than a statement may take.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndEvery = TimeSpan.FromMilliseconds(200);

    public static readonly Fault LosePower = new("cut the power of PostgreSQL", async (cluster, load, _) =>
    {
        await cluster.Disk!.LosePower(cluster.Postgres);
        return await Over(load, () => cluster.Start(cluster.Postgres));
    });

    public static readonly Fault EndConnections = new(
        "end all connections again and again", async (cluster, load, _) =>
        {
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Long;)
            {
                await PostgresServer.Run(cluster.AdminsAddress, EndOurs);
                await Eventually.Passed(EndEvery);
            }

            return await Over(load, () => Task.CompletedTask);
        });

    public static readonly Fault HoldHead = new("hold the head for 10 s", async (cluster, load, _) =>
    {
        await using var holder = new NpgsqlConnection(cluster.AdminsAddress + ";Pooling=false");
        await holder.OpenAsync();
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE ledger_head", holder);
        await hold.ExecuteNonQueryAsync();
        await Eventually.Passed(Long);
        return await Over(load, holder.CloseAsync);
    });

    public static readonly Fault ReadOnly = new("let nobody write for 10 s", async (cluster, load, _) =>
    {
        await Set(cluster, "SET default_transaction_read_only = on");
        // As a failover does it: who connects again meets a database that may be read.
        await PostgresServer.Run(cluster.AdminsAddress, EndOurs);
        await Eventually.Passed(Long);
        return await Over(load, () => Set(cluster, "RESET default_transaction_read_only"));
    });

    private static async Task Set(LocalCluster cluster, string what)
    {
        await PostgresServer.Run(cluster.AdminsAddress, $"ALTER SYSTEM {what}");
        await PostgresServer.Run(cluster.AdminsAddress, "SELECT pg_reload_conf()");
    }

    private static async Task<string> Over(SteadyLoad load, Func<Task> mend)
    {
        await mend();
        var at = Stopwatch.GetTimestamp();
        await load.Acknowledgements(1);
        var back = Stopwatch.GetElapsedTime(at).TotalSeconds;
        await load.EachWriterGoesOn();
        return string.Create(CultureInfo.InvariantCulture, $"written again {back:0.0} s after it was over");
    }
}
