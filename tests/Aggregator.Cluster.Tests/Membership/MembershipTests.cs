using System.Net;
using Aggregator.Ledgers.Tests;
using Aggregator.Server.Membership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Aggregator.Cluster.Tests.Membership;

/// <summary>
/// The cluster's tables as Orleans' own provider uses them: many silos that join, suspect, evict and say they
/// are alive at once.
/// </summary>
public sealed class MembershipTests(PostgresServer server) : IAsyncDisposable
{
    private const int TriesMax = 500;
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly List<IHost> _hosts = [];
    private string? _address;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Servers_that_start_together_make_the_tables_once()
    {
        var address = await server.Database();

        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => MembershipSchema.Upgrade(new MembershipPlace(address)))));

        Assert.Equal(9, await PostgresServer.Ask<long>(
            address, "SELECT count(*) FROM membership.orleansquery"));
        Assert.Equal(1, await PostgresServer.Ask<long>(
            address, "SELECT count(*) FROM membership.schemaversions"));
    }

    [Fact]
    public async Task Tables_of_a_newer_program_are_refused_and_left_alone()
    {
        var address = await server.Database();
        MembershipSchema.Upgrade(new MembershipPlace(address));
        await PostgresServer.Run(
            address,
            "INSERT INTO membership.schemaversions (scriptname, applied) VALUES ('9999.sql', now())");

        var refusal = Assert.Throws<Ledgers.LedgerOpenException>(
            () => MembershipSchema.Upgrade(new MembershipPlace(address)));

        Assert.Contains("9999.sql", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_silos_that_join_on_the_same_version_one_succeeds()
    {
        const int silos = 12;
        var tables = await Tables(silos);
        var seen = (await tables[0].ReadAllAsync(Cancel)).Version;

        var joined = await Task.WhenAll(
            tables.Select((table, n) => table.InsertRowAsync(Silo(n), seen.Next(), Cancel)));

        Assert.Single(joined, true);
        var after = await tables[0].ReadAllAsync(Cancel);
        Assert.Single(after.Members);
        Assert.Equal(seen.Version + 1, after.Version.Version);
    }

    [Fact]
    public async Task Silos_that_try_again_all_join_and_each_change_moves_the_version_by_one()
    {
        const int silos = 12;
        var tables = await Tables(silos);

        await Task.WhenAll(tables.Select((table, n) => Join(table, Silo(n))));

        var after = await tables[0].ReadAllAsync(Cancel);
        Assert.Equal(silos, after.Members.Count);
        Assert.Equal(silos, after.Version.Version);
        Assert.Equal(silos, after.Members.Select(member => member.Item1.SiloAddress).Distinct().Count());
    }

    [Fact]
    public async Task Every_suspicion_that_was_taken_is_kept_and_nothing_is_evicted_twice()
    {
        const int silos = 8;
        var tables = await Tables(silos);
        for (var n = 0; n < silos; n++) await Join(tables[n], Silo(n));

        // Everybody suspects the first two at once and evicts at two suspicions, as Orleans does.
        var evictions = await Task.WhenAll(Enumerable.Range(2, silos - 2).SelectMany(n => new[]
        {
            Suspect(tables[n], Silo(0).SiloAddress, Silo(n).SiloAddress),
            Suspect(tables[n], Silo(1).SiloAddress, Silo(n).SiloAddress),
        }));

        Assert.Equal(2, evictions.Count(evicted => evicted));
        var after = await tables[0].ReadAllAsync(Cancel);
        foreach (var n in new[] { 0, 1 })
        {
            var dead = after.Members.Single(row => row.Item1.SiloAddress.Equals(Silo(n).SiloAddress)).Item1;
            Assert.Equal(SiloStatus.Dead, dead.Status);
            Assert.Equal(2, dead.SuspectTimes?.Count);
        }

        Assert.Equal(silos - 2, after.Members.Count(row => row.Item1.Status == SiloStatus.Active));
        // Eight joins, and two suspicions of each of the two.
        Assert.Equal(silos + 4, after.Version.Version);
    }

    [Fact]
    public async Task A_change_of_a_silo_that_is_not_there_changes_nothing()
    {
        var table = (await Tables(1))[0];
        await Join(table, Silo(0));
        var seen = await table.ReadAllAsync(Cancel);

        Assert.False(
            await table.UpdateRowAsync(Silo(5), seen.Version.VersionEtag, seen.Version.Next(), Cancel));
        Assert.False(await table.InsertRowAsync(Silo(0), seen.Version.Next(), Cancel));

        Assert.Equal(seen.Version.Version, (await table.ReadAllAsync(Cancel)).Version.Version);
    }

    [Fact]
    public async Task A_heartbeat_never_goes_backwards()
    {
        var table = (await Tables(1))[0];
        await Join(table, Silo(0));
        var later = Silo(0);
        later.IAmAliveTime = Start.AddMinutes(5);
        await table.UpdateIAmAliveAsync(later, Cancel);

        var earlier = Silo(0);
        earlier.IAmAliveTime = Start.AddMinutes(1);
        await table.UpdateIAmAliveAsync(earlier, Cancel);
        Assert.Equal(Start.AddMinutes(5), await HeartbeatOf(table, earlier));

        // Nor by a change that was decided on an older row.
        var seen = await table.ReadAllAsync(Cancel);
        Assert.True(
            await table.UpdateRowAsync(earlier, seen.Version.VersionEtag, seen.Version.Next(), Cancel));
        Assert.Equal(Start.AddMinutes(5), await HeartbeatOf(table, earlier));
    }

    [Fact]
    public async Task Cleaning_up_removes_only_those_who_are_long_dead()
    {
        var table = (await Tables(1))[0];
        var states = new[] { SiloStatus.Dead, SiloStatus.Active, SiloStatus.Joining, SiloStatus.Dead };
        for (var n = 0; n < states.Length; n++)
        {
            var silo = Silo(n);
            silo.Status = states[n];
            // The last one died a moment ago.
            if (n == 3) silo.IAmAliveTime = Start.AddHours(2);
            await Join(table, silo);
        }

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Start.AddHours(1)), Cancel);

        var left = await Members(table);
        Assert.Equal([.. Enumerable.Range(1, 3).Select(n => Silo(n).SiloAddress)], left);
    }

    [Fact]
    public async Task Clusters_in_one_database_do_not_see_each_other()
    {
        var ours = (await Tables(1))[0];
        var theirs = await Table("theirs");
        await Join(ours, Silo(0));
        await Join(theirs, Silo(1));

        Assert.Equal([Silo(0).SiloAddress], await Members(ours));
        await theirs.DeleteMembershipTableEntriesAsync("theirs", Cancel);

        Assert.Equal([Silo(0).SiloAddress], await Members(ours));
    }

    private static MembershipEntry Silo(int n) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 20_000 + n, 7),
        SiloName = $"silo-{n}",
        HostName = "here",
        Status = SiloStatus.Active,
        ProxyPort = 30_000 + n,
        StartTime = Start,
        IAmAliveTime = Start,
    };

    private static async Task Join(IMembershipTable table, MembershipEntry silo)
    {
        // Whoever was too late looks again.
        for (var tries = 0; tries < TriesMax; tries++)
            if (await table.InsertRowAsync(silo, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel))
                return;
        Assert.Fail($"{silo.SiloName} did not get in within {TriesMax} tries.");
    }

    /// <summary>True for the one whose suspicion is the second, which is an eviction.</summary>
    private static async Task<bool> Suspect(IMembershipTable table, SiloAddress suspected, SiloAddress by)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var seen = await table.ReadRowAsync(suspected, Cancel);
            var row = seen.Members[0].Item1;
            if (row.Status == SiloStatus.Dead) return false;
            row.AddSuspector(by, Start);
            if (row.SuspectTimes is { Count: 2 }) row.Status = SiloStatus.Dead;
            if (await table.UpdateRowAsync(row, seen.Version.VersionEtag, seen.Version.Next(), Cancel))
                return row.Status == SiloStatus.Dead;
        }

        throw new TimeoutException($"No suspicion of {suspected} was taken within {TriesMax} tries.");
    }

    private static async Task<HashSet<SiloAddress>> Members(IMembershipTable table) =>
        [.. (await table.ReadAllAsync(Cancel)).Members.Select(row => row.Item1.SiloAddress)];

    private static async Task<DateTime> HeartbeatOf(IMembershipTable table, MembershipEntry silo) =>
        (await table.ReadRowAsync(silo.SiloAddress, Cancel)).Members[0].Item1.IAmAliveTime;

    private async Task<IMembershipTable[]> Tables(int count)
    {
        var tables = new IMembershipTable[count];
        for (var n = 0; n < count; n++) tables[n] = await Table("ours");
        return tables;
    }

    /// <summary>Orleans' own, each with connections of its own as in a process of its own.</summary>
    private async Task<IMembershipTable> Table(string cluster)
    {
        var place = new MembershipPlace(_address ??= await server.Database());
        MembershipSchema.Upgrade(place);
        var host = Host.CreateEmptyApplicationBuilder(null);
        host.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(
                options => (options.ClusterId, options.ServiceId) = (cluster, "test"));
            silo.UseAdoNetClustering(sql =>
            {
                sql.Invariant = "Npgsql";
                sql.ConnectionString = place.Address + $";Application Name=test-{_hosts.Count}";
            });
        });
        var built = host.Build();
        _hosts.Add(built);
        var table = built.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancel);
        return table;
    }
}
