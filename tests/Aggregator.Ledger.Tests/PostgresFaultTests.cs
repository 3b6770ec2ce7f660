using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers.Tests;

/// <summary>What becomes of commits whose answer is lost, and of a server that goes away.</summary>
public sealed class PostgresFaultTests(PostgresServer server) : IAsyncDisposable
{
    private const int ManyConnections = 60;

    private readonly PostgresStore _store = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_commit_whose_answer_is_lost_counts_once()
    {
        var lost = 0;
        await using var ledger = await _store.Open(new PostgresLedgerOptions
        {
            Committed = () =>
            {
                if (Interlocked.Exchange(ref lost, 0) == 1) throw new IOException("The answer was lost.");
            },
        });
        await A.Stock(ledger);

        Interlocked.Exchange(ref lost, 1);
        var receipts = await ledger.Append([A.Said(1, 1), A.Said(1, 2)], Cancel);
        var next = await ledger.Append([A.Said(1, 3)], Cancel);

        Assert.Equal([21, 22], receipts.Positions());
        Assert.Equal((23, 22), (next[0].Position, next[0].Previous));
        Assert.Equal(23, await _store.Number("SELECT count(*) FROM entries"));
        Assert.Empty(_store.Verify().Mismatches);
    }

    [Fact]
    public async Task An_answer_lost_while_another_server_writes_counts_once()
    {
        await using var other = await _store.Open();
        await A.Stock(other);
        var lost = 1;
        await using var ledger = await _store.Open(new PostgresLedgerOptions
        {
            Committed = () =>
            {
                if (Interlocked.Exchange(ref lost, 0) == 0) return;
                other.Append([A.Said(2, 2)], Cancel).GetAwaiter().GetResult();
                throw new IOException("The answer was lost.");
            },
        });

        var receipts = await ledger.Append([A.Said(1, 1), A.Said(1, 2)], Cancel);

        Assert.Equal([21, 22], receipts.Positions());
        Assert.Equal(23, (await ledger.FilmEntries(A.FilmId(2), 12, Cancel))[0].Position);
        Assert.Empty(_store.Verify().Mismatches);
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_to_be_and_found_again()
    {
        await using var own = await PostgresServer.Make();
        await using var ledger = Open(await own.Database());
        await A.Stock(ledger);

        await own.Stop();
        for (var i = 0; i < 2; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await Away(() => ledger.Append([A.Said(1, 1)], Cancel));
            await Away(() => ledger.FilmEntries(A.FilmId(1), 0, Cancel).AsTask());
            await Away(() => ledger.Texts([1], Cancel).AsTask());
            Assert.True(await ledger.Save(A.Standing(1, 11), Cancel));
            await Away(() => ledger.Keys.All(Cancel).AsTask());
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
        }

        var kept = await ledger.Changes(0, 1000, Cancel);
        Assert.Equal((10, true), (kept.Changes.OfType<FilmChange>().Count(), kept.IsCutOff));
        await own.Start();
        Assert.Equal(21, (await ledger.Append([A.Said(1, 1)], Cancel))[0].Position);
        var told = await ledger.Changes(0, 1000, Cancel);
        Assert.False(told.IsCutOff);
        Assert.Equal(11, Assert.Single(told.Changes.OfType<StandingChange>()).Standing.Position);
    }

    [Fact]
    public async Task A_server_that_was_cut_off_for_long_catches_up_with_all_that_others_wrote()
    {
        const int written = 20_000;
        // No look of its own: nothing but the write below tells it.
        var patient = new PostgresLedgerOptions { LookEvery = TimeSpan.FromHours(1), Listens = false };
        await using var ledger = await _store.Open(patient);
        await A.Stock(ledger);
        await using var other = await _store.Open();
        await other.Append(
            [.. Enumerable.Range(0, written).Select(n => A.Said(1 + (n % 10), 1 + (n / 10 % 10)))], Cancel);
        await other.Append([A.Listed(A.List(3, 2013, 1))], Cancel);
        await _store.Run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
            + "'aggregator writer' AND datname = current_database()");

        var said = (await ledger.Append([A.Said(1, 1, 6000)], Cancel))[0];

        Assert.Equal(20 + written + 2, said.Position);
        Assert.Equal(20 + written + 1, said.Previous);
        Assert.Equal(1, ledger.Totals(2013).Lists);
        Assert.Equal(written / 10, (await ledger.FilmEntries(A.FilmId(2), 20, Cancel)).Count);
        var seen = await Caught(ledger);
        Assert.Equal(await Caught(other), seen);
        Assert.Empty(_store.Verify().Mismatches);

        static async Task<(long, long)> Caught(StoredLedger one) =>
            ((await one.Head(Cancel)).Position, (await one.Changes(0, 1000, Cancel)).HeadRevision);
    }

    [Fact]
    public async Task A_server_that_stops_while_holding_the_head_is_not_waited_for_long()
    {
        await using var ledger = await _store.Open();
        await A.Stock(ledger);
        var place = new PostgresPlace(
            await _store.Address(), new PostgresLedgerOptions { SilencePatience = TimeSpan.FromSeconds(1) },
            NullLogger.Instance);
        using var stopped = PostgresSession.Open(place);
        stopped.Lock(0, 0);

        var receipts = await ledger.Append([A.Said(1, 1)], Cancel);

        Assert.Equal(21, receipts[0].Position);
        Assert.ThrowsAny<NpgsqlException>(stopped.Rollback);
    }

    [Fact]
    public async Task Whoever_holds_the_head_too_long_is_answered_for_with_a_sentence()
    {
        await using var ledger = await _store.Open(
            new PostgresLedgerOptions { StatementPatience = TimeSpan.FromMilliseconds(500) });
        await A.Stock(ledger);
        await using (var holder = new NpgsqlConnection(await _store.Address()))
        {
            await holder.OpenAsync(Cancel);
            await using var transaction = await holder.BeginTransactionAsync(Cancel);
            await using var hold = new NpgsqlCommand("SELECT 1 FROM ledger_head FOR UPDATE", holder);
            await hold.ExecuteScalarAsync(Cancel);

            var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
                () => ledger.Append([A.Said(1, 1)], Cancel));
            Assert.Contains("too long", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(21, (await ledger.Append([A.Said(1, 1)], Cancel))[0].Position);
    }

    [Fact]
    public async Task A_password_that_was_changed_is_said_and_writes_go_on_when_it_is_right_again()
    {
        await using var own = await PostgresServer.Make();
        var database = await own.Database();
        await PostgresServer.Run(database, "CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'right'");
        await using var ledger = PostgresLedger.Open(
            $"{database};Username=guarded;Password=right", new PostgresLedgerOptions(), TimeProvider.System,
            NullLogger.Instance);
        await A.Stock(ledger);

        // What is connected stays so.
        await PostgresServer.Run(database, "ALTER ROLE guarded PASSWORD 'changed'");
        await ledger.Append([A.Said(1, 1)], Cancel);
        await PostgresServer.Run(database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guarded'");
        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(
            async () => await ledger.Append([A.Said(1, 2)], Cancel));
        await PostgresServer.Run(database, "ALTER ROLE guarded PASSWORD 'right'");
        var receipts = await ledger.Append([A.Said(1, 2)], Cancel);

        Assert.Contains("name or password", refused.Message, StringComparison.Ordinal);
        Assert.Equal([22], receipts.Positions());
    }

    [Fact]
    public async Task Another_ledger_in_the_same_place_is_not_written()
    {
        await using var ledger = await _store.Open();
        await A.Stock(ledger);

        await _store.Run(
            "ALTER TABLE entries DISABLE TRIGGER ALL; DELETE FROM entries WHERE position > 5; "
            + "UPDATE ledger_head SET position = 5, epoch = 'restored', "
            + "hash = (SELECT hash FROM entries WHERE position = 5)");

        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => ledger.Append([A.Said(1, 1)], Cancel));
        Assert.Contains("is not the ledger", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, await _store.Number("SELECT count(*) FROM entries"));
    }

    [Fact]
    public async Task A_ledger_that_lost_standings_alone_is_not_written_either()
    {
        await using var ledger = await _store.Open();
        await A.Stock(ledger);

        // As a standby that takes over without the last commit, where that held no entries.
        await _store.Run("UPDATE ledger_head SET revision = revision - 1");

        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => ledger.Append([A.Said(1, 1)], Cancel));
        Assert.Contains("is not the ledger", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_slipped_in_by_someone_else_is_noticed_and_does_not_keep_the_ledger_open()
    {
        var always = new PostgresLedgerOptions { LookEvery = TimeSpan.FromMilliseconds(1) };
        var ledger = await _store.Open(always);
        await A.Stock(ledger);

        await _store.Run(
            "INSERT INTO entries SELECT 21, recorded_at, kind, actor, links, hash, body FROM entries "
            + "WHERE position = 20; UPDATE ledger_head SET position = 21");

        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => ledger.Append([A.Said(1, 1)], Cancel));
        Assert.Contains("Entry 21", failure.Message, StringComparison.Ordinal);
        await ledger.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Many_readers_share_a_small_pool()
    {
        await using var ledger = await _store.Open(new PostgresLedgerOptions { ReadersMax = 2 });
        await A.Stock(ledger);
        await ledger.Append([A.Said(1, 1)], Cancel);

        var reads = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            n => ledger.FilmEntries(A.FilmId(1 + (n % 10)), 0, Cancel).AsTask()));

        Assert.Equal(220, reads.Sum(read => read.Count));
        Assert.True(
            await _store.Number(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                + "AND application_name = 'aggregator readers'") <= 2);
    }

    [Fact]
    public async Task A_server_that_stands_still_holds_up_no_threads_but_the_writer()
    {
        await using var own = await PostgresServer.Make();
        var address = await own.Database();
        await using var ledger = Open(address, new PostgresLedgerOptions { ReadersMax = ManyConnections });
        await A.Stock(ledger);
        // All of them are made, and rest from now on.
        await Task.WhenAll(Enumerable.Range(0, 10 * ManyConnections).Select(
            n => ledger.FilmEntries(A.FilmId(1 + (n % 10)), 0, Cancel).AsTask()));
        var resting = await PostgresServer.Ask<long>(
            address, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'aggregator readers'");
        Assert.True(resting > ManyConnections / 2, $"{resting} connections rest.");

        TimeSpan longest;
        await using (await own.StandStill()) longest = await LongestWaitForAThread(TimeSpan.FromSeconds(8));

        Assert.True(longest < TimeSpan.FromSeconds(2), $"{longest.TotalSeconds} s");
        Assert.Equal(21, (await ledger.Append([A.Said(1, 1)], Cancel))[0].Position);
    }

    /// <summary>Silos that do not answer their neighbours' probes for seconds are declared dead.</summary>
    private static async Task<TimeSpan> LongestWaitForAThread(TimeSpan during)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var (began, longest) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        for (var last = began; Stopwatch.GetElapsedTime(began) < during; last = Stopwatch.GetTimestamp())
        {
            await timer.WaitForNextTickAsync(Cancel);
            if (Stopwatch.GetElapsedTime(last) is var waited && waited > longest) longest = waited;
        }

        return longest;
    }

    private static PostgresLedger Open(string address, PostgresLedgerOptions? options = null) =>
        PostgresLedger.Open(
            address, options ?? new PostgresLedgerOptions(), TimeProvider.System, NullLogger.Instance);

    private static async Task Away(Func<Task> ask) =>
        await Assert.ThrowsAsync<LedgerUnavailableException>(ask);
}
