using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

public sealed class FaultTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Action _committed = () => { };
    private Action _opening = () => { };
    private SqliteConnection? _writer;
    private long _pagesMax = 1_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_commit_whose_answer_is_lost_counts_once()
    {
        await using var ledger = Open();
        await A.Stock(ledger);
        var isLost = true;
        _committed = () =>
        {
            if (!isLost) return;
            isLost = false;
            throw new IOException("The answer was lost.");
        };

        var receipts = await ledger.Append([A.Said(1, 1), A.Said(1, 2)], Cancel);
        var next = await ledger.Append([A.Said(1, 3)], Cancel);

        Assert.Equal([21, 22], receipts.Positions());
        Assert.Equal(23, next[0].Position);
        Assert.Equal(22, next[0].Previous);
        Assert.Equal(23, Database.Number(_folder.Database, "SELECT count(*) FROM entries"));
    }

    [Fact]
    public async Task What_nobody_could_be_told_was_recorded_is_not_recorded_again_when_it_is_repeated()
    {
        await using var ledger = Open();
        await A.Stock(ledger);
        var said = A.Said(1, 1) with { DecidedAt = await ledger.LastPosition(A.FilmId(1), Cancel) };
        _committed = () =>
        {
            _committed = () => { };
            _opening = () => throw new IOException("Nobody can look whether it is there.");
            throw new IOException("The answer was lost.");
        };

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.Append([said], Cancel));
        _opening = () => { };
        var again = (await ledger.Append([said], Cancel))[0];

        Assert.Equal("film-moved", again.Refusal?.Code);
        Assert.Equal(21, await ledger.LastPosition(A.FilmId(1), Cancel));
        Assert.Equal(21, Database.Number(_folder.Database, "SELECT count(*) FROM entries"));
    }

    [Fact]
    public async Task A_full_disk_refuses_and_recovers_and_nothing_is_half_written()
    {
        await using var ledger = Open();
        await A.Stock(ledger);
        LimitPages(40);

        var film = 100;
        var acknowledged = new List<long>();
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
            async () =>
            {
                while (true)
                {
                    var drafts = Enumerable.Range(1, 10).Select(n => A.Said(n, n))
                        .Prepend(A.Registered(film));
                    acknowledged.AddRange((await ledger.Append([.. drafts], Cancel)).Positions());
                    film++;
                }
            });
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        var head = await ledger.Head(Cancel);
        Assert.Equal(acknowledged.Max(), head.Position);

        LimitPages(1_000_000);
        var receipts = await ledger.Append([A.Said(1, 1), A.Registered(film), A.Said(film, 1)], Cancel);
        Assert.Equal([head.Position + 1, head.Position + 2, head.Position + 3], receipts.Positions());
    }

    [Fact]
    public async Task A_database_taken_away_is_not_written_over()
    {
        await using var ledger = Open();
        await A.Stock(ledger);
        _committed = () =>
        {
            _committed = () => { };
            foreach (var file in Directory.GetFiles(_folder.Path, "aggregator.db*")) File.Delete(file);
            throw new IOException("The disk went away.");
        };

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.Append([A.Said(1, 1)], Cancel));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.Append([A.Said(1, 1)], Cancel));
        Assert.False(File.Exists(_folder.Database));
    }

    [Fact]
    public async Task A_closed_ledger_says_so()
    {
        var ledger = Open();
        await ledger.DisposeAsync();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.Append([A.Said(1, 1)], Cancel));
    }

    // What SQLite says is the same as of a disk without room.
    private void LimitPages(long pagesMax)
    {
        _pagesMax = pagesMax;
        LimitPages(_writer!);
    }

    private void LimitPages(SqliteConnection connection) =>
        LedgerFolder.Run(connection, FormattableString.Invariant($"PRAGMA max_page_count = {_pagesMax}"));

    private SqliteLedger Open() => SqliteLedger.Open(
        _folder.Path,
        new SqliteLedgerOptions
        {
            Committed = () => _committed(),
            WriterOpened = connection =>
            {
                _opening();
                LimitPages(_writer = connection);
            },
        },
        TimeProvider.System,
        NullLogger.Instance);
}
