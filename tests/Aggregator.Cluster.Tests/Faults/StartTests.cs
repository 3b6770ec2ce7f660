using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Aggregator.Ledgers.Tests;
using Npgsql;

namespace Aggregator.Cluster.Tests;

/// <summary>What an operator may get wrong, and what is not there yet.</summary>
public sealed class StartTests(PostgresServer server, LocalCluster cluster)
{
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_gateway_before_any_silo_says_not_yet_and_is_ready_when_one_came()
    {
        var address = await server.Database();
        await using var gateway = OneServer.Start("gateway", address);
        await Eventually.True(
            "the gateway to listen", async () => await gateway.Status("/health/live") == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await gateway.Status("/health/ready"));
        var asked = Stopwatch.GetTimestamp();
        using (var read = await gateway.Http.GetAsync(
            new Uri("/v1/films/her-2013", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);
            Assert.NotNull(read.Headers.RetryAfter);
        }

        Assert.True(Stopwatch.GetElapsedTime(asked) < AnsweredWithin);

        await using var silo = OneServer.Start("silo", address);
        await Eventually.True("the gateway to be ready", () => IsReady(gateway));
        Assert.Equal(HttpStatusCode.NotFound, await gateway.Status("/v1/films/her-2013"));
    }

    [Fact]
    public async Task A_gateway_without_silos_goes_on_reading_and_refuses_writes_until_one_comes()
    {
        var address = await server.Database();
        var (_, said) = await LocalCluster.Command("keys", "create", "--role", "editor", "--ledger", address);
        await using var gateway = OneServer.Start("gateway", address);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", said.Trim().Split('\n')[^1]);
        await using (OneServer.Start("silo", address))
        {
            await Eventually.True("the gateway to be ready", () => IsReady(gateway));
            Assert.Equal(HttpStatusCode.Created, (await Put(gateway, season: 2013)).StatusCode);
        }

        // The only silo was killed.
        Assert.Equal(HttpStatusCode.OK, await gateway.Status("/v1/films/her-2013"));
        var asked = Stopwatch.GetTimestamp();
        var refused = await Put(gateway, season: 2014);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(Stopwatch.GetElapsedTime(asked) < AnsweredWithin, $"{Stopwatch.GetElapsedTime(asked)}");
        Assert.True(await IsReady(gateway));
        Assert.Equal(HttpStatusCode.OK, await gateway.Status("/v1/films/her-2013"));

        await using var another = OneServer.Start("silo", address);
        await Eventually.True(
            "writes to be taken again",
            async () => (await Put(gateway, season: 2014)).StatusCode == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public async Task A_cluster_without_a_database_that_is_there_is_refused_with_a_sentence(string role)
    {
        var (port, missing) = (server.Port, "Database=nothing-here");
        await Refuses($"Host=127.0.0.1;Port={port};Username=postgres;{missing}", role, "nothing-here");
        await Refuses("Host=127.0.0.1;Flavour=sweet", role, "must read like");
        var (exit, said) = await LocalCluster.Command("serve", "--role", role);
        Assert.Equal(1, exit);
        Assert.Contains("--ledger", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_cluster_on_one_database_is_refused()
    {
        await Refuses(cluster.Ledger, "silo", "belongs to the cluster", "--cluster-id", "another");
    }

    [Theory]
    [InlineData("0.0.0.0", "no place where others find")]
    [InlineData("no-such-host.invalid", "neither an IP address")]
    public async Task An_address_at_which_nobody_finds_a_silo_is_refused(string address, string sentence) =>
        await Refuses(cluster.Ledger, "silo", sentence, "--advertised", address);

    [Fact]
    public async Task A_gateways_role_may_look_up_silos_and_nothing_else()
    {
        await using var connection = new NpgsqlConnection(cluster.GatewaysAddress + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3L, await Ask(connection, "SELECT count(*) FROM membership.silos WHERE status = 3"));
        foreach (var forbidden in new[]
        {
            "UPDATE membership.silos SET status = 6",
            "DELETE FROM membership.clusters",
            "UPDATE membership.orleansquery SET querytext = ''",
            "SELECT count(*) FROM entries",
            "SELECT count(*) FROM api_keys",
            "CREATE TABLE mine (a int)",
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Ask(connection, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static async Task<bool> IsReady(OneServer server) =>
        await server.Status("/health/ready") == HttpStatusCode.OK;

    private static Task<HttpResponseMessage> Put(OneServer gateway, int season) =>
        gateway.Http.PutAsJsonAsync(
            new Uri("/v1/films/her-2013", UriKind.Relative), new { title = "Her", year = 2013, season },
            TestContext.Current.CancellationToken);

    private static async Task Refuses(string address, string role, string sentence, params string[] more)
    {
        var (exit, said) = await LocalCluster.Command(
            ["serve", "--role", role, "--ledger", address, "--urls", "http://127.0.0.1:0", .. more]);
        Assert.True(exit == 1 && said.Contains(sentence, StringComparison.Ordinal), $"{exit}: {said}");
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
