using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

/// <summary>
/// Two processes that both believe a film is theirs, as after a silo was stopped for a while.
/// </summary>
public sealed class DecidedElsewhereTests(PostgresServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verdict_decided_before_another_process_spoke_of_the_film_is_refused()
    {
        var address = await server.Database();
        await using var one = Open(address);
        await A.Stock(one);
        await using var other = Open(address);
        var known = await other.LastPosition(A.FilmId(1), Cancel);

        await one.Append([A.Said(film: 1, critic: 1)], Cancel);
        var late = A.Said(film: 1, critic: 1) with { DecidedAt = known };
        var refused = (await other.Append([late], Cancel))[0];

        Assert.Equal("film-moved", refused.Refusal?.Code);
        var now = await other.LastPosition(A.FilmId(1), Cancel);
        var taken = (await other.Append([late with { DecidedAt = now }], Cancel))[0];
        Assert.Equal(now + 1, taken.Position);
    }

    [Fact]
    public async Task Verdicts_of_one_process_do_not_stand_in_each_others_way()
    {
        await using var ledger = Open(await server.Database());
        await A.Stock(ledger);
        var known = await ledger.LastPosition(A.FilmId(1), Cancel);

        var receipts = await Task.WhenAll(Enumerable.Range(1, 10).Select(critic =>
            ledger.Append([A.Said(film: 1, critic) with { DecidedAt = known }], Cancel)));

        Assert.All(receipts, receipt => Assert.Null(receipt[0].Refusal));
    }

    [Fact]
    public async Task A_title_that_another_process_gave_a_film_meanwhile_is_decided_on_again()
    {
        var address = await server.Database();
        await using var one = Open(address);
        await using var other = Open(address);

        var first = await one.Append([Titled("her", "Her", 0), Titled("her-b", "HER!", 0)], Cancel);
        var refused = await other.Append([Titled("her-c", "Her", 1), Titled("him", "Him", 1)], Cancel);
        var taken = await other.Append([Titled("her-c", "Her", 2)], Cancel);

        Assert.Equal([1, 2], first.Select(receipt => receipt.Position));
        Assert.Equal(["film-moved", null], refused.Select(receipt => receipt.Refusal?.Code));
        Assert.Equal(4, taken[0].Position);
    }

    private static Draft Titled(string id, string title, long decidedAt) =>
        new(A.Editor, new FilmRegistered(new Film(FilmId.Of(id), title))) { DecidedAt = decidedAt };

    private static PostgresLedger Open(string address) =>
        PostgresLedger.Open(address, new PostgresLedgerOptions(), TimeProvider.System, NullLogger.Instance);
}
