using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Aggregator.Ledgers.Tests;
using Npgsql;

namespace Aggregator.Server.Tests;

/// <summary>The real program over a real PostgreSQL.</summary>
public sealed class PostgresTests(PostgresServer postgres)
{
    private const string Variable = "AGGREGATOR__LEDGER";

    private const string WaitsForTexts =
        "FROM pg_locks WHERE NOT granted AND relation = 'texts'::regclass";

    [Fact]
    public async Task A_season_moves_into_postgresql_and_back_and_is_served_from_there()
    {
        using var folder = new Folder();
        using var back = new Folder();
        var database = await postgres.Database();
        string key, head;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            await SeasonTests.Import2013(server);
            await HerHas(server, "90.03");
            (key, head) = (server.Key!, (string)(await server.Get("/v1/ledger/head"))["hash"]!);
            Assert.Equal(0, await server.Stop());
        }

        await Says($"Copied 22,871 entries and 1 key from {folder.Path} to database", head,
            ["copy", "--from", folder.Path, "--to", database]);
        await using (var server = await ServerProcess.Start(back.Path, key, "--ledger", database))
        {
            await HerHas(server, "90.03");
            Assert.Equal(head, (string)(await server.Get("/v1/ledger/head"))["hash"]!);
            await Say(server, "down");
            Assert.Contains("database \"test_", server.Output, StringComparison.Ordinal);
            head = (string)(await server.Get("/v1/ledger/head"))["hash"]!;
            Assert.Equal(0, await server.Stop());
        }

        await Says("Everything matches.", head, ["verify", "--ledger", database]);
        Assert.False(File.Exists(Path.Combine(back.Path, "aggregator.db")));
        await Says("Copied 22,873 entries and 1 key", head, ["copy", "--from", database, "--to", back.Path]);
        await Says("Everything matches.", head, ["verify", "--data", back.Path]);
        await using var again = await ServerProcess.Start(back.Path, key);
        await HerHas(again, null);
        await Say(again, "up");
    }

    [Fact]
    public async Task A_folder_that_is_typed_beside_a_database_is_passed_over_with_a_sentence()
    {
        using var folder = new Folder();
        var database = await postgres.Database();
        await using var server = await ServerProcess.Start(folder.Path, (Variable, database));

        var (exit, output) = await ServerProcess.Command(
            ["verify", "--data", folder.Path], (Variable, database));

        Assert.True(exit == 0, output);
        foreach (var said in new[] { output, server.Output })
        {
            Assert.Contains(
                $"The folder {folder.Path} is passed over: the ledger is the database \"test_", said,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_copy_into_a_place_with_facts_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        var database = await postgres.Database();
        await using (var server = await ServerProcess.Start(folder.Path)) await server.Stop();
        Assert.Equal(0, (await ServerProcess.Command("copy", "--from", folder.Path, "--to", database)).Exit);

        var said = await ServerProcess.Command("copy", "--from", folder.Path, "--to", database);

        RefusedCommand.Says(said, "already holds facts or keys");
    }

    [Fact]
    public async Task No_server_takes_a_copy_that_was_killed_for_an_empty_ledger_and_it_can_be_copied_again()
    {
        using var folder = new Folder();
        var database = await postgres.Database();
        string[] copying = ["copy", "--from", folder.Path, "--to", database];
        await using (var server = await ServerProcess.Start(folder.Path)) await server.Stop();
        Assert.Equal(0, (await ServerProcess.Command("keys", "list", "--ledger", database)).Exit);
        await using (var holder = new NpgsqlConnection(database + ";Pooling=false"))
        {
            // The copy comes as far as this table.
            await holder.OpenAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE texts", holder);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            // One loses the database there, another is killed.
            var lost = await BeginToWait(copying, database);
            await PostgresServer.Run(database, $"SELECT pg_terminate_backend(pid) {WaitsForTexts}");
            var (lostExit, said) = await ServerProcess.End(lost);
            Assert.True(lostExit == 1 && said.Contains("was cut short", StringComparison.Ordinal), said);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
            using var killed = await BeginToWait(copying, database);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (exit, output) = await ServerProcess.Command(
            ["--urls", "http://127.0.0.1:0", "--data", folder.Path], (Variable, database));
        Assert.Equal(1, exit);
        Assert.Contains("A copy into the database", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(0, await PostgresServer.Ask<long>(database, "SELECT count(*) FROM api_keys"));

        (exit, output) = await ServerProcess.Command(copying);
        Assert.True(exit == 0, output);
        await using var there = await ServerProcess.Start(folder.Path, (Variable, database));
    }

    [Fact]
    public async Task Many_processes_may_make_the_tables_at_once()
    {
        var database = await postgres.Database();

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ServerProcess.Command(
            ["keys", "create", "--role", "reader"], (Variable, database))));

        Assert.All(made, command => Assert.True(command.Exit == 0, command.Output));
        Assert.Equal(4, await PostgresServer.Ask<long>(database, "SELECT count(*) FROM api_keys"));
    }

    [Fact]
    public async Task A_second_server_that_works_alone_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        var database = await postgres.Database();
        await using var server = await ServerProcess.Start(folder.Path, (Variable, database));

        var (exit, output) = await ServerProcess.Command(
            ["--urls", "http://127.0.0.1:0", "--data", folder.Path], (Variable, database));

        Assert.Equal(1, exit);
        Assert.Contains("Another server works on the database", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=a;Password=sesame-4711", "cannot be reached")]
    [InlineData("Host=127.0.0.1;Color=red;Password=sesame-4711", "must read like")]
    public async Task An_address_that_does_not_work_is_refused_without_its_password(
        string address, string sentence)
    {
        using var folder = new Folder();
        var (exit, output) = await ServerProcess.Command(
            ["--urls", "http://127.0.0.1:0", "--data", folder.Path], (Variable, address));

        Assert.Equal(1, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

        // A command is told the same, and starts nothing.
        (exit, output) = await ServerProcess.Command(["verify"], (Variable, address));
        Assert.Equal(1, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is done.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_is_away_reads_go_on_and_writes_are_put_off()
    {
        await using var own = await PostgresServer.Make();
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path, (Variable, await own.Database()));
        await Say(server, "up");
        await Eventually.Get("the film", () => server.Http.GetAsync("/v1/films/her-2013"),
            answer => answer.StatusCode == HttpStatusCode.OK);

        await own.Stop();
        var began = Stopwatch.GetTimestamp();
        using var refused = await Put(server, "/v1/films/her-2013/verdicts/a-critic", new { thumb = "down" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
        using var anyone = new HttpClient { BaseAddress = server.Http.BaseAddress };
        using var read = await anyone.GetAsync("/v1/films/her-2013");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var ready = await anyone.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);

        await own.Start();
        await Say(server, "down");
    }

    private static async Task<Process> BeginToWait(string[] copying, string database)
    {
        var copy = ServerProcess.Begin(copying);
        await Eventually.Get(
            "the copy to wait",
            () => PostgresServer.Ask<long>(database, $"SELECT count(*) {WaitsForTexts}"),
            waiting => waiting == 1, seconds: 60);
        return copy;
    }

    private static async Task Say(ServerProcess server, string thumb)
    {
        using var film = await Put(server, "/v1/films/her-2013", new { title = "Her", year = 2013 });
        using var critic = await Put(
            server, "/v1/critics/a-critic", new { name = "A Critic", kind = "person" });
        using var said = await Put(server, "/v1/films/her-2013/verdicts/a-critic", new { thumb });
        Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> Put(ServerProcess server, string path, object body) =>
        server.Http.PutAsJsonAsync(path, body);

    private static async Task HerHas(ServerProcess server, string? acclaim) => await Eventually.Get(
        $"Her at {acclaim ?? "some acclaim"}", () => server.Get("/v1/films/her-2013/acclaim"),
        her => acclaim is null ? her["acclaim"] is not null : her["acclaim"]?.ToJsonString() == acclaim);

    private static async Task Says(string sentence, string head, string[] command)
    {
        var (exit, output) = await ServerProcess.Command(command);
        Assert.True(exit == 0, output);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.Contains(head, output, StringComparison.Ordinal);
    }
}
