using System.Text;

namespace Aggregator.Ledgers.Tests;

/// <summary>Words beside entries.</summary>
public abstract class TextContract(TestStore store) : LedgerContract(store)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_of_others_lie_beside_the_entry()
    {
        var words = new FreeText { Quote = "A marvel — “pure” ☆", Url = "https://example.org/?a=1&b=2" };
        var receipts = await Ledger.Append([A.Said(1, 1) with { Text = words }, A.Said(2, 1)], Cancel);

        var texts = await Ledger.Texts([.. receipts.Positions(), 4711], Cancel);

        Assert.Equal(words, Assert.Single(texts, text => text.Key == receipts[0].Position).Value);
        Assert.Single(texts);
        var line = (await Ledger.Lines(20, 1, Cancel))[0];
        Assert.DoesNotContain(
            "marvel", Encoding.UTF8.GetString(line.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redacted_words_are_gone_and_the_record_still_proves_itself()
    {
        var words = new FreeText { Quote = "A marvel" };
        var receipts = await Ledger.Append(
            [A.Said(1, 1) with { Text = words }, A.Said(2, 1) with { Text = words }, A.Said(1, 2)], Cancel);
        var head = await Ledger.Head(Cancel);

        await Ledger.Redact([receipts[0].Position, receipts[2].Position, 4711], Cancel);
        await Ledger.Redact([receipts[0].Position], Cancel);

        Assert.Equal([receipts[1].Position], (await Ledger.Texts([.. receipts.Positions()], Cancel)).Keys);
        await Reopen();
        Assert.Equal([receipts[1].Position], (await Ledger.Texts([.. receipts.Positions()], Cancel)).Keys);
        Assert.Equal(head.Hash.ToArray(), (await Ledger.Head(Cancel)).Hash.ToArray());
        Assert.Empty(Verify().Mismatches);
    }
}
