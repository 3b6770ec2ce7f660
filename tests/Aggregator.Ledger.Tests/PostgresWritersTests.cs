namespace Aggregator.Ledgers.Tests;

/// <summary>
/// Several servers write one database at once: here several ledgers, as each server has one.
/// </summary>
public sealed class PostgresWritersTests(PostgresServer server) : IAsyncLifetime
{
    private const int Servers = 4;
    private const int Calls = 30;

    // No look but those that hints and questions cause.
    private static readonly PostgresLedgerOptions Patient = new() { LookEvery = TimeSpan.FromHours(1) };

    private readonly PostgresStore _store = new(server);
    private readonly List<StoredLedger> _ledgers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var n = 0; n < Servers; n++) _ledgers.Add(await _store.Open(Patient));
        await A.Stock(_ledgers[0]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _ledgers) await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Positions_have_no_gaps_and_the_chain_is_whole_whoever_writes()
    {
        var callers = Enumerable.Range(0, Servers * 8).Select(caller => Task.Run(
            async () =>
            {
                var positions = new List<long>();
                for (var i = 0; i < Calls; i++)
                {
                    var drafts = new[] { A.Said(1 + ((caller + i) % 10), 1 + (i % 10)), A.Said(99, 1) };
                    positions.Add((await _ledgers[caller % Servers].Append(drafts, Cancel))[0].Position);
                }

                return positions;
            },
            Cancel));

        var positions = (await Task.WhenAll(callers)).SelectMany(list => list).Order().ToList();

        Assert.Equal(Enumerable.Range(21, Servers * 8 * Calls).Select(n => (long)n), positions);
        var report = _store.Verify();
        Assert.Empty(report.Mismatches);
        Assert.Equal(positions[^1], report.Head.Position);
        foreach (var ledger in _ledgers)
        {
            Assert.Equal(report.Head.Hash.ToArray(), (await ledger.Head(Cancel)).Hash.ToArray());
            for (var film = 1; film <= 10; film++)
                Assert.Equal(
                    1 + (Servers * 8 * Calls / 10),
                    (await ledger.FilmEntries(A.FilmId(film), 0, Cancel)).Count);
        }
    }

    [Fact]
    public async Task A_ref_that_all_want_is_given_once()
    {
        for (var n = 0; n < 30; n++)
        {
            var wanted = $"imdb:tt{n}";
            var receipts = await Task.WhenAll(_ledgers.Select((ledger, i) =>
                ledger.Append([A.Registered(100 + (n * Servers) + i, wanted)], Cancel)));

            var taken = receipts.Select(receipt => receipt[0].Refusal?.Code).ToList();
            Assert.Single(taken, code => code is null);
            Assert.Equal(Servers - 1, taken.Count(code => code == "ref-taken"));
        }
    }

    [Fact]
    public async Task A_critic_is_merged_once_and_nobody_records_under_the_old_id_after_it()
    {
        var judging = _ledgers.Select(ledger => Task.Run(
            async () =>
            {
                for (var i = 0; ; i++)
                {
                    var receipt = (await ledger.Append([A.Said(1 + (i % 3), 1)], Cancel))[0];
                    if (receipt.Refusal is not null || i == 1000) return receipt.Refusal;
                }
            },
            Cancel)).ToList();
        var merged = await Task.WhenAll(_ledgers.Select(
            (ledger, n) => ledger.Append([A.Merged(1, 2 + n, 1, 2, 3)], Cancel)));
        var ends = await Task.WhenAll(judging);

        var position = Assert.Single(merged, receipts => receipts[0].Refusal is null)[0].Position;
        Assert.All(ends, end => Assert.Equal("critic-merged", end?.Code));
        foreach (var ledger in _ledgers)
        {
            Assert.True((await ledger.CriticEntries(A.CriticId(1), 0, Cancel))[^1].Position < position);
            Assert.Equal(position, ledger.Surviving(A.CriticId(1)).MergedAt);
        }

        Assert.Empty(_store.Verify().Mismatches);
    }

    [Fact]
    public async Task A_film_is_merged_once_and_what_all_said_of_it_counts_for_the_other()
    {
        var judging = _ledgers.Select(async (ledger, n) =>
        {
            for (var critic = 100 + n; ; critic += Servers)
            {
                var receipts = await ledger.Append([A.RegisteredCritic(critic), A.Said(1, critic)], Cancel);
                if (receipts[1].Refusal is not null || critic > 1000) return receipts[1].Refusal;
            }
        }).ToList();
        var merged = await Task.WhenAll(_ledgers.Select((ledger, n) => ledger.Append(
            [new(A.Editor, new FilmsMerged(A.FilmId(1), A.FilmId(2 + n)))], Cancel)));
        var ends = await Task.WhenAll(judging);

        var position = Assert.Single(merged, receipts => receipts[0].Refusal is null)[0].Position;
        Assert.All(ends, end => Assert.Equal("film-merged", end?.Code));
        foreach (var ledger in _ledgers)
        {
            Assert.Equal(position, await ledger.LastPosition(A.FilmId(1), Cancel));
            var gone = await ledger.FilmEntries(A.FilmId(1), 0, Cancel);
            var into = (await ledger.Tallies([ledger.Answering(A.FilmId(1))], Cancel))[0];
            Assert.Equal(gone.Count(entry => entry.Fact is VerdictRecorded), into.Verdicts.Count());
        }

        Assert.Empty(_store.Verify().Mismatches);
    }

    [Fact]
    public async Task A_film_or_a_list_that_all_want_is_made_once()
    {
        for (var n = 0; n < 30; n++)
        {
            var films = await Task.WhenAll(_ledgers.Select(ledger =>
                ledger.Append([A.Registered(100 + n), A.Said(100 + n, 1)], Cancel)));
            var lists = await Task.WhenAll(_ledgers.Select(ledger =>
                ledger.Append([A.Listed(A.List(1, 1950 + n, 1, 100 + n))], Cancel)));

            Assert.Single(films, receipts => receipts[0].Refusal is null);
            Assert.All(films, receipts => Assert.Null(receipts[1].Refusal));
            Assert.Single(lists, receipts => receipts[0].Refusal is null);
            Assert.Equal(
                Servers - 1, lists.Count(receipts => receipts[0].Refusal?.Code == "list-changed"));
        }

        Assert.Empty(_store.Verify().Mismatches);
        Assert.All(_ledgers, ledger => Assert.Equal(1, ledger.Totals(1950).Lists));
    }

    [Fact]
    public async Task What_one_acknowledged_every_other_knows_when_asked()
    {
        for (var i = 0; i < 40; i++)
        {
            var (writer, reader) = (_ledgers[i % Servers], _ledgers[(i + 1) % Servers]);
            var receipts = await writer.Append([A.Registered(100 + i), A.Said(100 + i, 1)], Cancel);

            Assert.Equal(receipts[1].Position, await reader.LastPosition(A.FilmId(100 + i), Cancel));
            Assert.Equal(2, (await reader.FilmEntries(A.FilmId(100 + i), 0, Cancel)).Count);
            Assert.Equal(receipts[1].Position, (await reader.Head(Cancel)).Position);
        }
    }

    [Fact]
    public async Task An_older_standing_never_replaces_a_newer_one_of_another_server()
    {
        await _ledgers[0].Append([A.Said(1, 1), A.Said(1, 2)], Cancel);

        foreach (var ledger in _ledgers) Assert.Equal(22, await ledger.LastPosition(A.FilmId(1), Cancel));

        Assert.True(await _ledgers[1].Save(A.Standing(1, 22), Cancel));
        await WriteWhatIsBehind(_ledgers[1]);
        // This one may not have heard of it.
        await _ledgers[2].Save(A.Standing(1, 21), Cancel);
        await WriteWhatIsBehind(_ledgers[2]);
        Assert.False(await _ledgers[2].Save(A.Standing(1, 21), Cancel));
        Assert.False(await _ledgers[3].Save(A.Standing(1, 99), Cancel));
        await WriteWhatIsBehind(_ledgers[3]);

        foreach (var ledger in _ledgers)
        {
            await ledger.Head(Cancel);
            var chunk = await ledger.Changes(0, 1000, Cancel);
            Assert.Equal(22, Assert.Single(chunk.Changes.OfType<StandingChange>()).Standing.Position);
        }
    }

    [Fact]
    public async Task All_followers_see_one_feed()
    {
        await Task.WhenAll(_ledgers.Select((ledger, n) => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    var film = 1 + ((n + i) % 10);
                    var position = (await ledger.Append([A.Said(film, 1 + n)], Cancel))[0].Position;
                    await ledger.Save(A.Standing(film, position), Cancel);
                }
            },
            Cancel)));

        foreach (var ledger in _ledgers) await WriteWhatIsBehind(ledger);
        var head = await _ledgers[0].Head(Cancel);
        var feeds = new List<FeedChunk>();
        foreach (var ledger in _ledgers)
        {
            Assert.Equal(head.Position, (await ledger.Head(Cancel)).Position);
            feeds.Add(await ledger.Changes(0, 100_000, Cancel));
        }

        Assert.All(feeds, feed =>
        {
            Assert.True(feed.ReachesHead);
            Assert.Equal(
                (feeds[0].Epoch, feeds[0].HeadRevision, feeds[0].Settled),
                (feed.Epoch, feed.HeadRevision, feed.Settled));
            Assert.Equal(Told(feeds[0]), Told(feed));
        });
    }

    [Fact]
    public async Task A_follower_is_woken_by_what_another_server_commits()
    {
        for (var i = 0; i < 5; i++) await WokenBy(_ledgers[i % 2], _ledgers[2]);
    }

    [Fact]
    public async Task Hints_come_again_after_their_connection_was_cut()
    {
        await WokenBy(_ledgers[0], _ledgers[1]);
        var address = await _store.Address();
        var before = await Listeners(address);

        await PostgresServer.Run(
            address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            + "AND application_name = 'aggregator listener'");

        await Deadline.Until(
            async () => (await Listeners(address)).Except(before).Count() == Servers,
            "all servers to listen again");
        await WokenBy(_ledgers[0], _ledgers[1]);
    }

    [Fact]
    public async Task What_no_hint_told_is_found_by_looking()
    {
        await using var deaf = await _store.Open(
            new PostgresLedgerOptions { LookEvery = TimeSpan.FromMilliseconds(20), Listens = false });

        await WokenBy(_ledgers[0], deaf);
    }

    [Fact]
    public async Task A_server_that_was_far_behind_catches_up()
    {
        await using var deaf = await _store.Open(Patient with { Listens = false });
        await _ledgers[0].Append(
            [.. Enumerable.Range(0, 7000).Select(i => A.Said(1 + (i % 10), 1 + (i % 7)))], Cancel);

        var receipt = (await deaf.Append([A.Said(1, 1)], Cancel))[0];

        Assert.Equal(7021, receipt.Position);
        Assert.Empty(_store.Verify().Mismatches);
    }

    /// <summary>Standings go with the next entries, whatever those are.</summary>
    private static async Task WriteWhatIsBehind(StoredLedger ledger) =>
        await ledger.Append([A.RegisteredCritic(1)], Cancel);

    private static async Task WokenBy(StoredLedger writer, StoredLedger follower)
    {
        await follower.Head(Cancel);
        var head = await follower.Changes(0, 100_000, Cancel);
        var waiting = follower.WaitForChange(
            head.HeadRevision, head.Settled, TimeSpan.FromMinutes(1), Cancel);
        Assert.False(waiting.IsCompleted);

        await writer.Append([A.RegisteredCritic(11)], Cancel);

        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.True((await follower.Changes(head.HeadRevision, 10, Cancel)).HeadRevision > head.HeadRevision);
    }

    private static IEnumerable<(long, string)> Told(FeedChunk feed) => feed.Changes.Select(
        change => (change.Revision, change is StandingChange { Standing: var standing }
            ? $"{standing.Film} {standing.Position}"
            : change.ToString()));

    private static async Task<int[]> Listeners(string address) => await PostgresServer.Ask<int[]>(
        address,
        "SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_activity WHERE datname = current_database() "
        + "AND application_name = 'aggregator listener' AND query LIKE 'LISTEN%'");
}
