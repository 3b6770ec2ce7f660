namespace Aggregator.Ledgers.Tests;

public abstract class VerificationContract(TestStore store) : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_sound_ledger_holds()
    {
        await Make();

        var report = store.Verify();

        Assert.Empty(report.Mismatches);
        Assert.Equal(
            (24, 10, 1, 2, 0), (report.Entries, report.Films, report.Lists, report.Standings, report.Behind));
        Assert.Equal(24, report.Head.Position);
    }

    [Fact]
    public async Task It_runs_beside_a_server_and_counts_films_that_are_behind()
    {
        await Make();
        await using var ledger = await store.Open();
        await ledger.Append([A.Said(1, 3), A.Said(5, 3)], Cancel);

        var report = store.Verify();

        Assert.Empty(report.Mismatches);
        Assert.Equal((26, 1, 2), (report.Entries, report.Standings, report.Behind));
    }

    [Theory]
    [InlineData(
        "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '8000', '9000') AS BLOB) WHERE "
        + "position = 21",
        "something was changed")]
    [InlineData("UPDATE entries SET actor = 'editor:00000000' WHERE position = 7", "Entry 7")]
    [InlineData("UPDATE entries SET recorded_at = recorded_at - 1 WHERE position = 12", "Entry 12")]
    [InlineData("DELETE FROM entries WHERE position = 22", "After entry 21 comes entry 23")]
    [InlineData("UPDATE entries SET links = x'0000' WHERE position = 22", "links")]
    [InlineData("UPDATE ledger_head SET hash = zeroblob(32)", "should end at entry 24")]
    [InlineData("UPDATE list_heads SET position = 3", "stands elsewhere")]
    [InlineData("DELETE FROM list_heads", "make 1 lists")]
    [InlineData("UPDATE texts SET text = CAST('{\"quote\":\"No\"}' AS BLOB)", "words beside entry 22")]
    [InlineData(
        "UPDATE changes SET body = (SELECT body FROM changes WHERE kind = 3 AND key = 1) WHERE kind = 3",
        "standing of film-1")]
    [InlineData(
        "UPDATE ledger_head SET replay_after = position; DELETE FROM changes WHERE kind = 3",
        "No standing is kept of film-1")]
    [InlineData("DELETE FROM changes WHERE kind = 1 AND key = 3", "Nothing is kept of the film film-4")]
    [InlineData("UPDATE changes SET moment = 0 WHERE kind = 1 AND key = 3", "kept of the film film-4 is not")]
    [InlineData("UPDATE changes SET key = 77 WHERE kind = 1 AND key = 3", "Something is kept of number 77")]
    [InlineData(
        "UPDATE changes SET body = (SELECT body FROM changes WHERE kind = 1 AND key = 1) WHERE kind = 1 "
        + "AND key = 3",
        "kept of the film film-4 is not")]
    [InlineData(
        "UPDATE changes SET body = (SELECT body FROM changes WHERE kind = 2 AND key = 1) WHERE kind = 2 "
        + "AND key = 2",
        "kept of the critic critic-3 is not")]
    [InlineData(
        "UPDATE ledger_head SET replay_after = position; DELETE FROM changes WHERE kind = 4",
        "Nothing is kept of the totals of 2013")]
    [InlineData("UPDATE changes SET body = x'0000' WHERE kind = 4", "kept of the totals of 2013 is not")]
    [InlineData("UPDATE critic_lasts SET position = 1", "The latest entry of the critic critic-1")]
    public async Task What_was_tampered_with_is_named(string tampering, string sentence)
    {
        await Make();
        await store.Run(
            "DROP TRIGGER entries_are_never_changed; DROP TRIGGER entries_are_never_deleted; "
            + tampering);

        var report = store.Verify();

        Assert.False(report.Holds);
        Assert.Contains(report.Mismatches, found => found.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redacted_words_are_no_mismatch()
    {
        await Make();
        await store.Run("DELETE FROM texts");

        Assert.Empty(store.Verify().Mismatches);
    }

    [Fact]
    public async Task A_ref_that_an_older_program_gave_to_two_films_is_no_mismatch()
    {
        var other = A.Film(12) with { Refs = [A.RefAsWritten("imdb", "TT1798709")] };
        await using (var older = await store.Open())
        {
            await A.Stock(older);
            await older.Append(
                [A.Registered(11, "imdb:tt1798709"), new(A.Editor, new FilmRegistered(other))], Cancel);
        }

        await using var ledger = await store.Open();
        var revised = A.Film(11, "imdb:tt1798709") with { Season = 2014 };
        var receipts = await ledger.Append(
            [new(A.Editor, new FilmRevised(revised)), A.Said(12, 1), A.Registered(13, "imdb:tt1798709")],
            Cancel);

        Assert.Equal([null, null, "ref-taken"], receipts.Select(receipt => receipt.Refusal?.Code));
        Assert.Empty(store.Verify().Mismatches);
    }

    private async Task Make()
    {
        await using var ledger = await store.Open();
        await A.Stock(ledger);
        var words = new FreeText { Quote = "Yes" };
        await ledger.Append(
            [A.Said(1, 1), A.Said(2, 1, 6500) with { Text = words }, A.Said(1, 2, 9000)], Cancel);
        await ledger.Append([A.Listed(A.List(1, 2013, 1))], Cancel);
        foreach (var film in new[] { A.FilmId(1), A.FilmId(2) })
        {
            var tally = new FilmTally(film);
            foreach (var entry in await ledger.FilmEntries(film, 0, Cancel)) tally.Apply(entry);
            Assert.True(await ledger.Save(tally.Score(ledger.Totals, Calibration.BuiltIn), Cancel));
        }
    }
}
