using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers.Tests;

public sealed class PostgresOpeningTests(PostgresServer server) : IAsyncDisposable
{
    private const string Secret = "sesame-4711";

    private readonly PostgresStore _store = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("Database=aggregator", "names no host")]
    [InlineData("Host=localhost;Colour=red;Password=" + Secret, "must read like", "colour")]
    [InlineData("Host=localhost;Port=many;Password=" + Secret, "must read like")]
    [InlineData("postgres://localhost/" + Secret, "must read like")]
    public void An_address_that_cannot_be_read_is_refused_without_its_password(
        string address, params string[] words)
    {
        var refusal = Assert.Throws<LedgerOpenException>(() => Open(address));

        foreach (var word in words) Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        var port = FreePort.Take();

        Refused($"Host=127.0.0.1;Port={port};Database=a;Password={Secret}", "cannot be reached", $":{port}");
    }

    [Fact]
    public void A_server_that_says_nothing_is_not_waited_for_long()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Refused($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port}", "cannot be");
    }

    [Fact]
    public void Encryption_by_Kerberos_is_asked_for_where_the_address_says_so_and_not_otherwise()
    {
        var silent = PostgresAddress.Read("Host=localhost");
        var asking = PostgresAddress.Read("Host=localhost;GSS Encryption Mode=Require");

        Assert.Equal(GssEncryptionMode.Disable, silent.GssEncryptionMode);
        Assert.Equal(GssEncryptionMode.Require, asking.GssEncryptionMode);
    }

    [Fact]
    public void A_database_that_is_not_there_is_named() =>
        Refused(server.Address("nowhere"), "There is no database \"nowhere\"", "createdb");

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        var address = await _store.Address();
        await PostgresServer.Run(address, "CREATE ROLE guarded LOGIN PASSWORD 'right'");

        Refused(address + $";Username=guarded;Password={Secret}", "refused the name or password");
    }

    [Fact]
    public async Task A_role_that_may_make_no_tables_is_told_so()
    {
        var address = await _store.Address();
        await PostgresServer.Run(address, "CREATE ROLE reader LOGIN");

        Refused(address + ";Username=reader", "may not", "permission denied");
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await using (await _store.Open())
        {
        }

        await _store.Run(
            "INSERT INTO schemaversions (scriptname, applied) VALUES ('postgres/9999-later.sql', now())");

        Refused(await _store.Address(), "9999-later.sql", "newer program");
        Assert.Throws<LedgerOpenException>(_store.Verify);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_left_alone()
    {
        await _store.Address();
        await _store.Run("CREATE TABLE entries (recipe text)");

        Refused(await _store.Address(), "something else");

        await _store.Run("INSERT INTO entries VALUES ('soup')");
        Assert.Equal(
            1L, await _store.Number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task An_empty_database_holds_nothing_to_verify()
    {
        await _store.Address();

        var refusal = Assert.Throws<LedgerOpenException>(_store.Verify);
        Assert.Contains("holds none", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_cut_short_is_refused()
    {
        await using (var ledger = await _store.Open()) await A.Stock(ledger);
        await _store.Run(
            "DROP TRIGGER entries_are_never_changed; DELETE FROM entries WHERE position = 20");

        Refused(await _store.Address(), "should end at entry 20", "ends at 19");
    }

    [Fact]
    public async Task Entries_are_never_changed_or_deleted()
    {
        await using (var ledger = await _store.Open()) await A.Stock(ledger);

        foreach (var sql in new[]
        {
            "UPDATE entries SET actor = 'me' WHERE position = 3", "DELETE FROM entries WHERE position = 3",
            "TRUNCATE entries",
        })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => _store.Run(sql));
            Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_of_another_cluster_is_refused()
    {
        await using var ledger = await _store.Open(new PostgresLedgerOptions { Cluster = "north" });

        var refusal = await Assert.ThrowsAsync<LedgerOpenException>(
            () => _store.Open(new PostgresLedgerOptions { Cluster = "south" }));

        Assert.Contains("belongs to the cluster \"north\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("\"south\"", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_server_that_works_alone_meets_no_other(bool isAlone, bool isOtherAlone)
    {
        var patience = TimeSpan.FromMilliseconds(300);
        var other = new PostgresLedgerOptions { IsAlone = isOtherAlone, ConnectPatience = patience };
        await using (await _store.Open(new PostgresLedgerOptions { IsAlone = isAlone }))
        {
            var refusal = await Assert.ThrowsAsync<LedgerOpenException>(() => _store.Open(other));
            Assert.Contains("Another server works", refusal.Message, StringComparison.Ordinal);
        }

        await using var again = await _store.Open(other);
        Assert.Equal(0, (await again.Head(Cancel)).Position);
    }

    [Fact]
    public async Task Many_servers_may_make_the_tables_at_once()
    {
        await _store.Address();

        var ledgers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _store.Open())));

        foreach (var ledger in ledgers) Assert.Equal(0, (await ledger.Head(Cancel)).Position);
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
        Assert.Equal(
            await _store.Number("SELECT count(DISTINCT scriptname) FROM schemaversions"),
            await _store.Number("SELECT count(*) FROM schemaversions"));
    }

    [Fact]
    public async Task What_a_start_replays_and_what_changes_hold_stays_small()
    {
        await using (var ledger = await _store.Open(new PostgresLedgerOptions
        {
            ReplayEntriesMax = 100,
            LeftoversMax = 100,
            UpkeepEvery = TimeSpan.FromMilliseconds(10),
        }))
        {
            await A.Stock(ledger);
            for (var i = 0; i < 400; i++)
            {
                var film = 1 + (i % 10);
                var position = (await ledger.Append([A.Said(film, 1 + (i % 7))], Cancel))[0].Position;
                await ledger.Save(A.Standing(film, position), Cancel);
            }

            await Deadline.Until(
                async () => (await ledger.Changes(0, 1, Cancel)).Settled == 420
                    && await _store.Number("SELECT count(*) FROM changes") <= 160
                    && await _store.Number("SELECT replay_after FROM ledger_head") >= 320,
                "the tables to be tidied");
        }

        Assert.Equal(420, await _store.Number("SELECT replay_after FROM ledger_head"));
        await using var again = await _store.Open();
        var feed = await again.Changes(0, 100_000, Cancel);
        Assert.Equal((420, 10), (feed.Settled, feed.Changes.OfType<StandingChange>().Count()));
        for (var n = 1; n <= 10; n++)
        {
            Assert.Equal(41, (await again.FilmEntries(A.FilmId(n), 0, Cancel)).Count);
            Assert.NotEmpty(await again.CriticEntries(A.CriticId(n), 0, Cancel));
        }
    }

    [Fact]
    public async Task An_unknown_kind_of_fact_is_refused_loudly()
    {
        await using (var ledger = await _store.Open()) await A.Stock(ledger);
        await _store.Run(
            "DROP TRIGGER entries_are_never_changed; UPDATE entries SET kind = 'FilmPainted' "
            + "WHERE position = 12");

        await using var again = await _store.Open();
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
            async () => await again.FilmEntries(A.FilmId(2), 0, Cancel));
        Assert.Contains("FilmPainted", failure.Message, StringComparison.Ordinal);
    }

    private static PostgresLedger Open(string address) => PostgresLedger.Open(
        address, new PostgresLedgerOptions { ConnectPatience = TimeSpan.FromSeconds(2) }, TimeProvider.System,
        NullLogger.Instance);

    private static void Refused(string address, params string[] words)
    {
        var refusal = Assert.Throws<LedgerOpenException>(() => Open(address));
        foreach (var word in words) Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
    }
}
