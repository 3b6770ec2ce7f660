using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aggregator.Ledgers.Tests;
using Npgsql;

namespace Aggregator.Cluster.Tests;

/// <summary>What an operator may get wrong, and what is not there yet.</summary>
public sealed partial class StartTests(PostgresServer server)
{
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);
    private static readonly string SomeKey = $"agg_k3y4u5e6_{new string('A', 43)}";
    private static readonly Dictionary<string, string> South =
        new() { ["AGGREGATOR__CLUSTER__ID"] = "south" };

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
        // Nobody can say yet whether the key is an operator's.
        using (var watched = await gateway.Http.SendAsync(
            new(HttpMethod.Get, "/metrics") { Headers = { Authorization = new("Bearer", SomeKey) } },
            TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, watched.StatusCode);
            Assert.NotNull(watched.Headers.RetryAfter);
        }

        await using var silo = OneServer.Start("silo", address);
        await Eventually.True("the gateway to be ready", () => IsReady(gateway));
        Assert.Equal(HttpStatusCode.NotFound, await gateway.Status("/v1/films/her-2013"));
        // To wait for a silo is no fault, however often a probe asks.
        Assert.DoesNotContain("HealthChecks", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_is_far_behind_says_how_far_it_is_until_it_has_caught_up()
    {
        const int films = 40_000;
        var address = await server.Database();
        var (_, said) = await LocalCluster.Command("keys", "create", "--role", "editor", "--ledger", address);
        await using var silo = OneServer.Start("silo", address);
        await using (var first = OneServer.Start("gateway", address))
        {
            first.Http.DefaultRequestHeaders.Authorization = new("Bearer", said.Trim().Split('\n')[^1]);
            await Eventually.True("the first gateway to be ready", () => IsReady(first));
            var rows = string.Join('\n', Enumerable.Range(1, films).Select(film => $"Film {film},2013"));
            using var body = new StringContent($"title,year\n{rows}\n", Encoding.UTF8, "text/csv");
            using var import = await first.Http.PostAsync(
                new Uri("/v1/import/films", UriKind.Relative), body);
            Assert.Equal(HttpStatusCode.OK, import.StatusCode);
        }

        await using var gateway = OneServer.Start("gateway", address);
        var heard = new List<(HttpStatusCode Status, string Board)>();
        var since = Stopwatch.GetTimestamp();
        do
        {
            // Without a pause: it catches up within moments.
            heard.Add(await Board(gateway));
            Assert.True(Stopwatch.GetElapsedTime(since).TotalSeconds < 60, $"Never ready: {heard[^1]}.");
        }
        while (heard[^1].Status != HttpStatusCode.OK);

        var behind = heard.Select(one => BehindPattern().Match(one.Board)).Where(one => one.Success)
            .Select(one => (Read: long.Parse(one.Groups[1].Value), Head: long.Parse(one.Groups[2].Value)))
            .Where(one => one.Head > 0).ToList();
        Assert.Contains(behind, one => one.Read < one.Head);
        // At the head it is still catching up until that Board is published.
        Assert.All(behind, one => Assert.True(one.Read <= one.Head && one.Head >= films, $"{one}"));
        Assert.StartsWith("at revision", heard[^1].Board);
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
        var address = await server.Database();
        await LocalCluster.Command("keys", "create", "--role", "reader", "--ledger", address);
        await PostgresServer.Run(address, "UPDATE ledger_head SET cluster = 'aggregator'");

        await Refuses(address, "silo", "belongs to the cluster", "--cluster-id", "another");
    }

    [Fact]
    public async Task A_process_of_another_cluster_or_service_than_the_silos_is_refused_and_does_not_wait()
    {
        const string sentence =
            "is of the cluster \"aggregator\", and this process is of the cluster \"south\"";
        var address = await server.Database();
        await using var early = OneServer.Start("gateway", address, South);
        await Eventually.True(
            "the gateway to look for silos",
            async () => await early.Status("/health/ready") == HttpStatusCode.ServiceUnavailable);

        await using var silo = OneServer.Start("silo", address);
        Assert.Equal(1, await early.Ended("a gateway to see that the silos are another cluster's"));
        const string other = "is of the service \"aggregator\"";
        await Task.WhenAll(
            Refuses(address, "gateway", sentence, "--cluster-id", "south"),
            Refuses(address, "silo", other, "--service-id", "other"),
            Refuses(address, "gateway", other, "--service-id", "other"));
    }

    [Theory]
    [InlineData(3, "a silo needs 5 at least")]
    [InlineData(0, "too many connections for role \"tight0\". Nothing is done.")]
    public async Task A_silo_that_gets_too_few_connections_is_refused(int limit, string sentence)
    {
        var role = $"tight{limit}";
        var address = await server.DatabaseOf(role);
        await PostgresServer.Run(
            server.Address("postgres"), $"ALTER ROLE {role} CONNECTION LIMIT {limit}");

        await Refuses(address, "silo", sentence);
    }

    [Theory]
    [InlineData("+2m", "ahead of")]
    [InlineData("-2m", "behind")]
    public async Task A_silo_whose_clock_is_wrong_is_refused(string clock, string sentence)
    {
        var (exit, said) = await Programs.Run(
            "faketime",
            [
                "-f", clock, "dotnet", LocalCluster.Program, "serve", "--role", "silo", "--ledger",
                await server.Database(), "--urls", "http://127.0.0.1:0",
            ],
            // How long things take is left alone.
            new Dictionary<string, string>
            {
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
            });

        Assert.True(exit == 1 && said.Contains($"s {sentence} the one", StringComparison.Ordinal), said);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo", "")]
    [InlineData("silo", "membership.")]
    [InlineData("gateway", "membership.")]
    public async Task A_database_of_a_newer_program_is_refused(string role, string schema)
    {
        var address = await server.Database();
        await LocalCluster.Command("keys", "create", "--role", "reader", "--ledger", address);
        if (schema.Length > 0)
            await PostgresServer.Run(address, "CREATE SCHEMA membership; CREATE TABLE "
                + "membership.schemaversions (LIKE schemaversions INCLUDING DEFAULTS)");
        await PostgresServer.Run(
            address, $"INSERT INTO {schema}schemaversions (scriptname, applied) VALUES ('9999', now())");

        await Refuses(address, role, "newer program");
    }

    [Fact]
    public async Task A_silo_that_starts_while_somebody_holds_the_clusters_tables_says_so_in_a_sentence()
    {
        var address = await server.Database();
        await PostgresServer.Run(
            address, "CREATE SCHEMA membership; CREATE TABLE membership.schemaversions (scriptname text)");
        await using var holder = new NpgsqlConnection(address + ";Pooling=false");
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE membership.schemaversions", holder);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await Refuses(address, "silo", "did not answer in time");
    }

    [Theory]
    [InlineData("0.0.0.0", "no place where others find")]
    [InlineData("no-such-host.invalid", "neither an IP address")]
    [InlineData("192.0.2.1", "not an address of this machine")]
    public async Task An_address_at_which_nobody_finds_a_silo_is_refused(string address, string sentence) =>
        await Refuses(await server.Database(), "silo", sentence, "--advertised", address);

    [Fact]
    public async Task A_gateway_that_may_not_listen_says_so_although_there_is_no_silo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = await server.Database();

        await Refuses(address, "gateway", "already listens at", "--urls", $"http://{other.LocalEndpoint}");
        await Refuses(
            address, "gateway", "does not have. Nothing is started.", "--urls", "http://192.0.2.1:5213");
    }

    [Theory]
    [InlineData("--silo-port")]
    [InlineData("--gateway-port")]
    public async Task A_silo_does_not_start_where_another_listens(string port)
    {
        // As silos listen: the system lets several of them have one port.
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();

        var taken = $"{((IPEndPoint)other.LocalEndPoint!).Port}";
        await Refuses(await server.Database(), "silo", $"already listens at 127.0.0.1:{taken}", port, taken);
    }

    /// <summary>What the check of readiness says of the Board; nothing while nobody listens.</summary>
    private static async Task<(HttpStatusCode, string)> Board(OneServer server)
    {
        try
        {
            using var answer = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            return (answer.StatusCode, (string?)said["checks"]!["board"] ?? "");
        }
        catch (HttpRequestException)
        {
            return (default, "");
        }
    }

    [GeneratedRegex(@"catching up; it has read to revision (\d+) of (\d+)")]
    private static partial Regex BehindPattern();

    private static async Task<bool> IsReady(OneServer server) =>
        await server.Status("/health/ready") == HttpStatusCode.OK;

    private static async Task Refuses(string address, string role, string sentence, params string[] more)
    {
        string[] urls = more.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        var (exit, said) = await LocalCluster.Command(
            ["serve", "--role", role, "--ledger", address, .. urls, .. more]);
        Assert.True(exit == 1 && said.Contains(sentence, StringComparison.Ordinal), $"{exit}: {said}");
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
