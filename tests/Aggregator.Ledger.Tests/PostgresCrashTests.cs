using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

/// <summary>Two servers write while connections are cut and the database crashes.</summary>
public sealed class PostgresCrashTests(PostgresServer server)
{
    private const string EndWriters =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        + "AND application_name = 'aggregator writer'";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_fact_is_there_once_however_often_writers_are_cut_off()
    {
        var address = await server.Database();
        await using var first = Open(address);
        await using var second = Open(address);
        await A.Stock(first);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var writing = Write([first, second], done);
        for (var cut = 0; cut < 20; cut++)
        {
            var seen = writing.Acknowledged.Count;
            await PostgresServer.Run(address, EndWriters);
            await Deadline.Until(writing.HasMoreThan(seen + 20), "more writes");
        }

        await done.CancelAsync();
        await writing.Ended;
        await EveryAcknowledgedOnce(first, writing);
    }

    /// <summary>
    /// The disk takes its time, so that between a commit and its durability there is time for a crash.
    /// </summary>
    [Fact]
    public async Task A_crash_of_the_server_loses_nothing_that_was_acknowledged_or_shown()
    {
        await using var own = await PostgresServer.Make();
        var address = await own.Database();
        string[] slow = ["commit_delay = 50000", "commit_siblings = 0", "wal_writer_delay = 5000"];
        foreach (var setting in slow) await PostgresServer.Run(address, $"ALTER SYSTEM SET {setting}");
        await PostgresServer.Run(address, "SELECT pg_reload_conf()");
        await using var first = Open(address);
        await using var second = Open(address);
        // Says nothing itself: all that it shows was written by others.
        await using var silent = Open(address);
        await A.Stock(first);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var writing = Write([first, second], done);
        Task<Dictionary<long, string>>[] watching =
            [Watch(first, done), Watch(second, done), Watch(silent, done)];
        for (var restart = 0; restart < 6; restart++)
        {
            await Deadline.Until(writing.HasMoreThan(writing.Acknowledged.Count + 20), "more writes");
            await own.Restart(restart == 2 ? "fast" : "immediate");
        }

        await Deadline.Until(writing.HasMoreThan(writing.Acknowledged.Count + 20), "more writes");
        await done.CancelAsync();
        await writing.Ended;
        await EveryAcknowledgedOnce(first, writing);
        var hashes = (await first.Lines(0, int.MaxValue, Cancel)).ToDictionary(
            line => line.Position, line => Convert.ToHexString(line.Hash.Span));
        foreach (var seen in await Task.WhenAll(watching))
        {
            Assert.True(seen.Count > 2, $"Only {seen.Count} heads were seen.");
            Assert.All(seen, head => Assert.Equal(hashes[head.Key], head.Value));
        }

        Assert.Empty(Verification.RunOnDatabase(address, Cancel).Mismatches);
    }

    private static PostgresLedger Open(string address) => PostgresLedger.Open(
        address, new PostgresLedgerOptions(), TimeProvider.System, NullLogger.Instance);

    /// <summary>
    /// Eight callers say one thing after the other, each thing once, and remember what was acknowledged. What
    /// was answered with "away" may or may not be there.
    /// </summary>
    private static Writing Write(StoredLedger[] ledgers, CancellationTokenSource done)
    {
        var acknowledged = new ConcurrentDictionary<long, (int Film, int Critic, int Value)>();
        var unknown = new ConcurrentBag<(int Film, int Critic, int Value)>();
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                var (film, critic, value) = (1 + (i % 10), 1 + caller, i % 10_000);
                try
                {
                    var ledger = ledgers[caller % ledgers.Length];
                    var receipts = await ledger.Append([A.Said(film, critic, value)]);
                    Assert.True(acknowledged.TryAdd(receipts[0].Position, (film, critic, value)));
                }
                catch (LedgerUnavailableException)
                {
                    unknown.Add((film, critic, value));
                }
            }
        }));
        return new Writing(acknowledged, unknown, Task.WhenAll(callers));
    }

    /// <summary>What a reader is shown as the end of the ledger, again and again.</summary>
    private static Task<Dictionary<long, string>> Watch(StoredLedger ledger, CancellationTokenSource done) =>
        Task.Run(async () =>
        {
            var seen = new Dictionary<long, string>();
            while (!done.IsCancellationRequested)
            {
                try
                {
                    var head = await ledger.Head();
                    var hash = Convert.ToHexString(head.Hash.Span);
                    if (seen.TryAdd(head.Position, hash)) continue;
                    Assert.Equal(seen[head.Position], hash);
                }
                catch (LedgerUnavailableException)
                {
                    // The server is away.
                }
            }

            return seen;
        });

    private static async Task EveryAcknowledgedOnce(StoredLedger ledger, Writing writing)
    {
        var head = await ledger.Head(Cancel);
        var lines = await ledger.Lines(20, int.MaxValue, Cancel);
        Assert.Equal(head.Position - 20, lines.Count);
        var found = new HashSet<(int, int, int)>();
        for (var film = 1; film <= 10; film++)
        {
            foreach (var entry in await ledger.FilmEntries(A.FilmId(film), 20, Cancel))
            {
                var said = Assert.IsType<VerdictRecorded>(entry.Fact);
                var critic = int.Parse(said.Critic.Value["critic-".Length..]);
                var told = (film, critic, said.Verdict.Rating!.Value!.Value);
                Assert.True(found.Add(told), $"{told} was recorded twice.");
                if (writing.Acknowledged.TryGetValue(entry.Position, out var acknowledged))
                    Assert.Equal(acknowledged, told);
                else
                    Assert.Contains(told, writing.Unknown);
            }
        }

        Assert.All(writing.Acknowledged.Values, said => Assert.Contains(said, found));
        TestContext.Current.SendDiagnosticMessage(
            $"{writing.Acknowledged.Count} acknowledged, {writing.Unknown.Count} answered with away");
    }

    private sealed record Writing(
        ConcurrentDictionary<long, (int Film, int Critic, int Value)> Acknowledged,
        ConcurrentBag<(int Film, int Critic, int Value)> Unknown, Task Ended)
    {
        public Func<Task<bool>> HasMoreThan(int count) => () => Task.FromResult(Acknowledged.Count > count);
    }
}
