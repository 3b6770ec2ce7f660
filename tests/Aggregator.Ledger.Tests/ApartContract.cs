namespace Aggregator.Ledgers.Tests;

/// <summary>Verdicts decided beside their film's grain, on what the ledger said of the film.</summary>
public abstract class ApartContract(TestStore store) : LedgerContract(store)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_of_one_call_do_not_stand_in_each_others_way()
    {
        var known = await Known();

        var receipts = await Ledger.Append([Apart(1, known), Apart(2, known), A.Said(2, 1)], Cancel);

        Assert.All(receipts, receipt => Assert.Null(receipt.Refusal));
    }

    [Fact]
    public async Task They_are_refused_when_anything_was_recorded_of_the_film_meanwhile()
    {
        var known = await Known();
        await Ledger.Append([A.Said(film: 1, critic: 2)], Cancel);

        var refused = await Ledger.Append([Apart(1, known), Apart(3, known)], Cancel);
        var taken = await Ledger.Append([Apart(1, await Known())], Cancel);

        Assert.All(refused, receipt => Assert.Equal("film-moved", receipt.Refusal?.Code));
        Assert.Null(taken[0].Refusal);
    }

    [Fact]
    public async Task What_the_films_grain_decided_before_them_is_decided_again()
    {
        var known = await Known();
        await Ledger.Append([Apart(1, known)], Cancel);

        var late = A.Said(film: 1, critic: 1) with { DecidedAt = known };
        var refused = (await Ledger.Append([late], Cancel))[0];
        var taken = (await Ledger.Append([late with { DecidedAt = await Known() }], Cancel))[0];

        Assert.Equal("film-moved", refused.Refusal?.Code);
        Assert.Null(taken.Refusal);
    }

    private ValueTask<long> Known() => Ledger.LastPosition(A.FilmId(1), Cancel);

    private static Draft Apart(int critic, long known) =>
        A.Said(film: 1, critic) with { DecidedAt = known, IsApart = true };
}
