namespace Aggregator.Ledgers.Tests;

public abstract class FilmMergeContract(TestStore store) : LedgerContract(store)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merge_brings_the_entries_of_the_film_that_goes()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(2, 1), A.Said(3, 1)], Cancel);

        await Ledger.Append([Merged(1, 2), Merged(2, 3)], Cancel);

        // Critics are at 1..10, films at 11..20.
        Assert.Equal([11, 21, 24], await Entries(1));
        Assert.Equal([11, 12, 21, 22, 24, 25], await Entries(2));
        Assert.Equal([11, 12, 13, 21, 22, 23, 24, 25], await Entries(3));
        Assert.Equal([11, 12, 21, 22, 24, 25], await Entries(3, after: 23));
        var tallies = await Ledger.Tallies([A.FilmId(3), A.FilmId(1)], Cancel);
        Assert.Equal([23L], tallies[0].Verdicts.Select(said => said.Position));
        Assert.Empty(tallies[1].Verdicts);
        Assert.Equal(3, (await Ledger.Unsettled(10, Cancel)).Count);
    }

    [Fact]
    public async Task Nothing_new_is_recorded_under_an_id_that_was_merged_until_it_is_split()
    {
        var receipts = await Ledger.Append(
            [Merged(1, 2), A.Said(1, 1), A.Listed(A.List(1, 2013, 2, 1)), A.Registered(1),
                new(A.Editor, new FilmRevised(A.Film(1))), Merged(1, 3), Merged(2, 1), Merged(3, 1),
                Merged(1, 1), A.Said(2, 1)],
            Cancel);

        Assert.Equal(
            [null, "film-merged", "film-merged", "film-exists", "film-merged", "film-merged", "film-merged",
                "film-merged", "film-merged", null],
            receipts.Select(receipt => receipt.Refusal?.Code));
        Assert.Contains("\"film-2\"", receipts[1].Refusal!.Detail, StringComparison.Ordinal);
        for (var isAgain = false; ; isAgain = true)
        {
            Assert.Equal(new FilmMerge(A.FilmId(1), A.FilmId(2), 21), Ledger.MergeOf(A.FilmId(1)));
            Assert.Null(Ledger.MergeOf(A.FilmId(2)));
            Assert.Null(Ledger.MergeOf(A.FilmId(99)));
            if (isAgain) break;
            await Reopen();
        }

        receipts = await Ledger.Append(
            [A.Said(1, 1), Split(1, 3), Split(2, 1), Split(99, 2), Split(1, 2), A.Said(1, 1), Split(1, 2),
                Merged(99, 1), Merged(1, 99), Merged(3, 3)],
            Cancel);
        Assert.Equal(
            ["film-merged", "film-not-merged", "film-not-merged", "film-unknown", null, null,
                "film-not-merged", "film-unknown", "film-unknown", "merge-into-itself"],
            receipts.Select(receipt => receipt.Refusal?.Code));
        Assert.Equal("into", Assert.Single(receipts[8].Refusal!.Errors).At);
        await Reopen();
        Assert.Null(Ledger.MergeOf(A.FilmId(1)));
    }

    [Fact]
    public async Task A_verdict_decided_before_a_merge_of_its_film_is_decided_again()
    {
        await Ledger.Append([A.Said(2, 1), Merged(1, 2)], Cancel);

        var receipts = await Ledger.Append(
            [A.Said(2, 2) with { DecidedAt = 21 }, A.Said(2, 2) with { DecidedAt = 22 }], Cancel);

        Assert.Equal(["film-moved", null], receipts.Select(receipt => receipt.Refusal?.Code));
    }

    [Fact]
    public async Task What_a_list_drops_is_dropped_under_the_id_it_was_listed_under()
    {
        await Ledger.Append([A.Listed(A.List(1, 2013, 1, 3)), Merged(1, 2)], Cancel);
        Assert.Single(await Placements(2));

        await Ledger.Append([A.Listed(A.List(1, 2013, 3), 21, 1)], Cancel);

        Assert.Empty(await Placements(2));
        await Ledger.Append([Split(1, 2)], Cancel);
        Assert.Empty(await Placements(1));
        Assert.Equal([11, 21, 22, 23, 24], await Entries(2, after: 12));
        Assert.Empty(Verify().Mismatches);
    }

    [Fact]
    public async Task Followers_hear_of_it_and_late_ones_too()
    {
        await Ledger.Append([Merged(1, 2), Merged(3, 4), Split(3, 4)], Cancel);

        for (var isAgain = false; ; isAgain = true)
        {
            var told = (await Ledger.Changes(0, 1000, Cancel)).Changes.OfType<FilmMergeChange>().ToList();
            Assert.Equal(
                [(new FilmMerge(A.FilmId(1), A.FilmId(2), 21), true),
                    (new FilmMerge(A.FilmId(3), A.FilmId(4), 23), false)],
                told.Select(change => (change.Merge, change.IsMerged)));
            if (isAgain) break;
            await Reopen();
        }
    }

    [Fact]
    public async Task It_verifies_with_standings_saved_before_and_after()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(1, 2), A.Said(2, 1), A.Listed(A.List(1, 2013, 1))], Cancel);
        foreach (var film in new[] { 1, 2 }) await Save(film);
        await Ledger.Append([Merged(1, 2)], Cancel);
        foreach (var film in new[] { 1, 2 }) await Save(film);
        Assert.Empty(Verify().Mismatches);
        await Ledger.Append([A.Said(2, 3), Split(1, 2), Merged(2, 1), A.Merged(1, 2, 1, 2)], Cancel);
        var standing = await Save(1);
        await Save(2);
        await Reopen();

        Assert.Equal((2, 1), (standing.Verdicts.Count, standing.Years.Length));
        var report = Verify();
        Assert.Empty(report.Mismatches);
        Assert.Equal((1, 2, 0), (report.Lists, report.Standings, report.Behind));
    }

    [Fact]
    public async Task A_film_that_lost_another_again_need_not_hear_of_whoever_spoke_of_that_one()
    {
        await Ledger.Append([A.Said(1, 1), A.Listed(A.List(1, 2013, 1))], Cancel);
        await Ledger.Append([Merged(1, 2), Split(1, 2)], Cancel);

        await Ledger.Append([A.Merged(1, 2, 1)], Cancel);

        Assert.Empty(Verify().Mismatches);
    }

    /// <summary>Through the ledger's admission and threads, against a reckoning that knows neither.</summary>
    [Fact]
    public async Task Whatever_is_said_merged_and_split_folds_to_what_a_plain_reckoning_comes_to()
    {
        var random = new Random(20140110);
        for (var story = 0; story < 12; story++)
        {
            var told = new FilmMergeStory(Ledger, story);
            await told.Begin();
            for (var step = 0; step < 40; step++) await told.Tell(random);
            await told.Compare();
        }

        await Reopen();
        Assert.Empty(Verify().Mismatches);
    }

    private static Draft Merged(int from, int into) =>
        new(A.Editor, new FilmsMerged(A.FilmId(from), A.FilmId(into)));

    private static Draft Split(int film, int from) =>
        new(A.Editor, new FilmsSplit(A.FilmId(film), A.FilmId(from)));

    private async Task<IEnumerable<long>> Entries(int film, long after = 0) =>
        (await Ledger.FilmEntries(A.FilmId(film), after, Cancel)).Positions();

    private async Task<Placement[]> Placements(int film) =>
        [.. (await Ledger.Tallies([A.FilmId(film)], Cancel))[0].Placements];

    private async Task<Standing> Save(int film)
    {
        var tally = (await Ledger.Tallies([A.FilmId(film)], Cancel))[0];
        var standing = tally.Score(Ledger.Totals, Calibration.BuiltIn);
        Assert.True(await Ledger.Save(standing, Cancel));
        return standing;
    }
}
