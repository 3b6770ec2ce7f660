using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>Keys where several silos know them.</summary>
public sealed partial class KeyTests(PostgresServer server)
{
    private static readonly TimeSpan OpensAtMost = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_revoked_key_reads_no_more_although_one_silo_stands_still(int which)
    {
        var address = await server.Database();
        var (_, made) = await LocalCluster.Command("keys", "create", "--role", "reader", "--ledger", address);
        var key = made.Trim().Split('\n')[^1];
        await using var first = OneServer.Start("silo", address);
        await first.Ready("the first silo");
        await using var second = OneServer.Start("silo", address);
        await second.Ready("the second silo");
        await using var gateway = OneServer.Start("gateway", address);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await gateway.Ready("the gateway");
        Assert.Equal(HttpStatusCode.OK, await gateway.Status("/v1/seasons"));

        LocalCluster.Signal((which == 0 ? first : second).Member, LocalCluster.SigStop);
        var (exit, said) = await LocalCluster.Command(
            "keys", "revoke", key.Split('_')[1], "--ledger", address);
        var revoked = Stopwatch.GetTimestamp();
        Assert.True(exit == 0, said);

        // Whoever asks may have to wait until another silo is asked, and is told nothing meanwhile.
        var opened = TimeSpan.Zero;
        await Eventually.True("the key to be refused", async () =>
        {
            var asked = Stopwatch.GetElapsedTime(revoked);
            var status = await gateway.Status("/v1/seasons");
            if (status == HttpStatusCode.OK) opened = asked;
            return status == HttpStatusCode.Unauthorized;
        });
        Assert.True(opened < OpensAtMost, $"It opened {opened} after it was revoked.");
    }

    [Fact]
    public async Task Silos_that_start_for_the_first_time_at_once_show_one_operator_key()
    {
        var address = await server.Database();
        // The tables are there: all silos come to the key at about the same time.
        await LocalCluster.Command("keys", "create", "--role", "reader", "--ledger", address);
        await using var first = OneServer.Start("silo", address);
        await using var second = OneServer.Start("silo", address);
        await using var third = OneServer.Start("silo", address);
        OneServer[] silos = [first, second, third];

        foreach (var silo in silos) await silo.Ready("a silo");
        await Eventually.True(
            "a key to be shown", () => Task.FromResult(silos.Any(silo => KeyPattern().IsMatch(silo.Output))));

        var (_, listed) = await LocalCluster.Command("keys", "list", "--ledger", address);
        var operators = listed.Split('\n').Count(line => line.Contains("operator", StringComparison.Ordinal));
        var shown = silos.Sum(silo => KeyPattern().Count(silo.Output));
        Assert.True(operators == 1 && shown == 1, $"{shown} shown; {listed}");
    }

    [GeneratedRegex("agg_[a-z0-9]{8}_[A-Za-z0-9_-]{43}")]
    private static partial Regex KeyPattern();
}
