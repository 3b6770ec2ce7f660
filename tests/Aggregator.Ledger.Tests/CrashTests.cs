using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

/// <summary>
/// A copy of the files of a running ledger, the log first, is what a power cut leaves behind: everything
/// that was acknowledged before the copy began must be in it, and all that is derived must come back.
/// </summary>
public sealed class CrashTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _copy = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _copy.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(60_000, 5000)]
    public async Task What_lay_in_memory_is_derived_again(int flushMilliseconds, int replayEntriesMax)
    {
        var options = new SqliteLedgerOptions
        {
            FlushEvery = TimeSpan.FromMilliseconds(flushMilliseconds),
            ReplayEntriesMax = replayEntriesMax,
            CheckpointPages = 1_000_000,
        };
        await using var ledger = Open(_folder, options);
        await A.Stock(ledger);
        var revision = await Judge(ledger, films: 10);

        Crash();

        await using var again = Open(_copy, options);
        var (was, found) = (await ledger.Head(Cancel), await again.Head(Cancel));
        Assert.Equal((was.Position, was.Epoch), (found.Position, found.Epoch));
        Assert.Equal(was.Hash.ToArray(), found.Hash.ToArray());
        var feed = await again.Changes(0, 100_000, Cancel);
        Assert.True(feed.HeadRevision > revision);
        Assert.Equal(11, feed.Changes.OfType<FilmChange>().Count());
        Assert.Equal(11, feed.Changes.OfType<CriticChange>().Count());
        Assert.Equal(ledger.Seasons(), again.Seasons());
        Assert.Equal(ledger.Seasons(), feed.Changes.OfType<SeasonChange>().Select(change => change.Totals));
        await SameEntries(ledger, again);
        await HealsBySettling(again);
    }

    [Fact]
    public async Task A_follower_that_was_ahead_of_the_crash_misses_nothing()
    {
        var options = new SqliteLedgerOptions { FlushEvery = TimeSpan.FromHours(1) };
        await using var ledger = Open(_folder, options);
        await A.Stock(ledger);
        var revision = await Judge(ledger, films: 3);

        Crash();

        await using var again = Open(_copy, options);
        var position = await again.LastPosition(A.FilmId(1), Cancel);
        await again.Save(A.Standing(1, position), Cancel);
        var changes = (await again.Changes(revision, 1000, Cancel)).Changes;
        Assert.Equal(position, Assert.Single(changes.OfType<StandingChange>()).Standing.Position);
    }

    [Fact]
    public async Task A_rest_of_a_season_is_read_after_a_crash_amid_writing()
    {
        var options =
            new SqliteLedgerOptions { FlushEvery = TimeSpan.FromMilliseconds(1), CheckpointPages = 1 << 20 };
        await using var ledger = Open(_folder, options);
        await A.Stock(ledger);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var acknowledged = 0L;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
                Volatile.Write(
                    ref acknowledged, (await ledger.Append([A.Said(1 + (i % 10), 1 + (i % 7))]))[0].Position);
        });
        while (Volatile.Read(ref acknowledged) < 500) await Task.Yield();

        var durable = Volatile.Read(ref acknowledged);
        Crash();
        await done.CancelAsync();
        await writing;

        await using var again = Open(_copy, options);
        var head = await again.Head(Cancel);
        Assert.True(
            head.Position >= durable, $"{durable} was acknowledged, the copy ends at {head.Position}.");
        var entries = 0;
        for (var film = 1; film <= 10; film++)
            entries += (await again.FilmEntries(A.FilmId(film), 0, Cancel)).Count;
        Assert.Equal(head.Position - 10, entries);
    }

    private static SqliteLedger Open(TemporaryFolder folder, SqliteLedgerOptions options) =>
        SqliteLedger.Open(folder.Path, options, TimeProvider.System, NullLogger.Instance);

    // The database is only written by a checkpoint, and there is none: whole pages of the log are what
    // counts.
    private void Crash()
    {
        File.Copy(_folder.Database, _copy.Database, overwrite: true);
        File.Copy(_folder.Database + "-wal", _copy.Database + "-wal", overwrite: true);
    }

    private static async Task<long> Judge(SqliteLedger ledger, int films)
    {
        await ledger.Append([A.Listed(A.List(4, 2013, 1, 2))], Cancel);
        for (var i = 0; i < 200; i++)
        {
            var film = 1 + (i % films);
            var position = (await ledger.Append([A.Said(film, 1 + (i / 10 % 10))], Cancel))[0].Position;
            if (i % 3 != 0) await ledger.Save(A.Standing(film, position), Cancel);
        }

        await ledger.Append([A.Merged(9, 8, 1, 2)], Cancel);
        await ledger.Append([A.Registered(11), A.RegisteredCritic(11), A.Said(11, 11)], Cancel);
        await ledger.Append([new Draft(A.Editor, new FilmRevised(A.Film(2, "imdb:tt7")))], Cancel);
        return (await ledger.Changes(0, 1, Cancel)).HeadRevision;
    }

    private static async Task SameEntries(SqliteLedger was, SqliteLedger found)
    {
        Assert.Equal(was.Surviving(A.CriticId(9)), found.Surviving(A.CriticId(9)));
        Assert.Equal("critic-merged", (await found.Append([A.Said(1, 9)], Cancel))[0].Refusal?.Code);
        for (var n = 1; n <= 11; n++)
        {
            Assert.Equal(
                (await was.FilmEntries(A.FilmId(n), 0, Cancel)).Select(entry => entry.Position),
                (await found.FilmEntries(A.FilmId(n), 0, Cancel)).Select(entry => entry.Position));
            Assert.Equal(
                (await was.CriticEntries(A.CriticId(n), 0, Cancel)).Select(entry => entry.Position),
                (await found.CriticEntries(A.CriticId(n), 0, Cancel)).Select(entry => entry.Position));
        }

        var taken = await found.Append([A.Registered(12, "imdb:tt7"), A.Registered(11)], Cancel);
        Assert.Equal(["ref-taken", "film-exists"], taken.Select(receipt => receipt.Refusal?.Code));
    }

    private static async Task HealsBySettling(SqliteLedger ledger)
    {
        foreach (var film in await ledger.Unsettled(100, Cancel))
        {
            var n = int.Parse(
                film.Value["film-".Length..], System.Globalization.CultureInfo.InvariantCulture);
            var standing = A.Standing(n, await ledger.LastPosition(film, Cancel), ledger.Totals(2013));
            Assert.True(await ledger.Save(standing, Cancel));
        }

        var feed = await ledger.Changes(0, 1, Cancel);
        Assert.Equal((await ledger.Head(Cancel)).Position, feed.Settled);
    }
}
