namespace Aggregator.Ledgers.Tests;

public abstract class MergeContract(TestStore store) : LedgerContract(store)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merge_touches_every_film_it_names_and_belongs_to_who_answers()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(2, 1), A.Said(1, 2)], Cancel);

        var receipt = (await Ledger.Append([A.Merged(1, 2, 1, 2)], Cancel))[0];

        Assert.Equal(24, receipt.Position);
        var entries = await Ledger.FilmEntries(A.FilmId(2), 0, Cancel);
        Assert.Equal([12, 22, 24], entries.Select(entry => entry.Position));
        var merged = Assert.IsType<CriticsMerged>(entries[2].Fact);
        Assert.Equal((A.CriticId(1), A.CriticId(2)), (merged.From, merged.Into));
        Assert.Equal([A.FilmId(1), A.FilmId(2)], merged.Films);
        Assert.Equal([2, 23, 24], (await Ledger.CriticEntries(A.CriticId(2), 0, Cancel)).Positions());
        Assert.Equal([1, 21, 22], (await Ledger.CriticEntries(A.CriticId(1), 0, Cancel)).Positions());
        Assert.Equal([A.FilmId(1), A.FilmId(2)], await Ledger.Unsettled(10, Cancel));
        Assert.Equal(20, (await Ledger.Changes(0, 1, Cancel)).Settled);
    }

    [Fact]
    public async Task Nothing_is_recorded_under_an_id_that_was_merged()
    {
        var receipts = await Ledger.Append(
            [A.Merged(1, 2), A.Said(1, 1), A.Listed(A.List(1, 2013, 1)), A.RegisteredCritic(1),
                A.Merged(1, 3), A.Merged(3, 1), A.Said(1, 2)],
            Cancel);

        Assert.Equal([21, 0, 0, 0, 0, 0, 22], receipts.Positions());
        Assert.All(receipts.Where(r => r.Refusal is not null), r => Assert.Equal(
            ("critic-merged", true), (r.Refusal!.Code, r.Refusal.Detail.Contains("\"critic-2\""))));
        for (var isAgain = false; ; isAgain = true)
        {
            Assert.Equal((A.CriticId(2), 21), Ledger.Surviving(A.CriticId(1)));
            Assert.Equal((A.CriticId(2), 0), Ledger.Surviving(A.CriticId(2)));
            Assert.Equal((A.CriticId(99), 0), Ledger.Surviving(A.CriticId(99)));
            if (isAgain) break;
            await Reopen();
        }

        Assert.Equal("critic-merged", (await Ledger.Append([A.Said(1, 1)], Cancel))[0].Refusal!.Code);
        var further = (await Ledger.Append([A.Merged(2, 3)], Cancel))[0].Position;
        Assert.Equal((A.CriticId(3), 21), Ledger.Surviving(A.CriticId(1)));
        Assert.Equal(
            [new(A.CriticId(1), A.CriticId(2), 21), new(A.CriticId(2), A.CriticId(3), further)],
            Ledger.MergesOf(A.CriticId(1)));
        Assert.Empty(Ledger.MergesOf(A.CriticId(3)));
    }

    [Fact]
    public async Task Who_cannot_be_one_is_refused()
    {
        var sample = new Critic(CriticId.Of("sample-critic-01"), "Sample Critic 01", CriticKind.Person);
        await Ledger.Append([new(A.Editor, new CriticRegistered(sample))], Cancel);
        await Ledger.Append([A.RegisteredCritic(11, CriticKind.Collective)], Cancel);

        var receipts = await Ledger.Append(
            [A.Merged(1, 1), A.Merged(1, 11), A.Merged(1, 99), A.Merged(99, 1),
                new(A.Editor, new CriticsMerged(sample.Id, A.CriticId(1), [])), A.Merged(1, 2, 99)],
            Cancel);

        Assert.Equal(
            ["merge-into-itself", "merge-kinds", "critic-unknown", "critic-unknown", "merge-sample",
                "film-unknown"],
            receipts.Select(receipt => receipt.Refusal!.Code));
        Assert.Equal("into", Assert.Single(receipts[2].Refusal!.Errors).At);
        Assert.Empty(receipts[3].Refusal!.Errors);
    }

    [Fact]
    public async Task A_merge_is_decided_on_all_that_the_critic_said()
    {
        var said = (await Ledger.Append([A.Said(1, 1), A.Said(2, 1)], Cancel)).Positions();

        var receipts = await Ledger.Append(
            [
                A.Merged(1, 2, 1) with { DecidedAt = said[0] },
                A.Merged(1, 2, 1, 2) with { DecidedAt = said[1] },
            ],
            Cancel);

        Assert.Equal(["critic-moved", null], receipts.Select(receipt => receipt.Refusal?.Code));
    }

    [Fact]
    public async Task A_verdict_decided_before_a_merge_of_its_film_is_decided_again()
    {
        await Ledger.Append([A.Said(1, 1), A.Merged(1, 2, 1)], Cancel);

        var receipts = await Ledger.Append(
            [A.Said(1, 2) with { DecidedAt = 21 }, A.Said(2, 2) with { DecidedAt = 12 },
                A.Said(1, 2) with { DecidedAt = 22 }],
            Cancel);

        Assert.Equal(["film-moved", null, null], receipts.Select(receipt => receipt.Refusal?.Code));
    }

    [Fact]
    public async Task Lists_change_hands_and_are_counted_once_as_before()
    {
        var listed = (await Ledger.Append(
            [A.Listed(A.List(1, 2013, 1, 2)), A.Listed(A.List(2, 2014, 1)), A.Listed(A.List(2, 2013, 3))],
            Cancel)).Positions();
        var withdrawn = await Ledger.Append([A.Withdrawn(2, 2013, listed[2], 1)], Cancel);
        var all = new List<long> { listed[0], listed[2], withdrawn[0].Position };
        var seasons = Ledger.Seasons();

        Assert.Null((await Ledger.Append([A.Merged(1, 2, 1, 2)], Cancel))[0].Refusal);

        for (var isAgain = false; ; isAgain = true)
        {
            Assert.Equal(seasons, Ledger.Seasons());
            Assert.Equal([A.CriticId(2)], await Ledger.ListsOf(2013, Cancel));
            Assert.Equal(all, (await Ledger.ListEntries(2013, Cancel)).Positions());
            foreach (var id in new[] { A.CriticId(1), A.CriticId(2) })
            {
                Assert.Equal(listed[0], (await Ledger.ListHead(id, 2013, Cancel))!.Entry.Position);
                Assert.Equal(listed[1], (await Ledger.ListHead(id, 2014, Cancel))!.Entry.Position);
            }

            if (isAgain) break;
            await Reopen();
        }

        var receipts = await Ledger.Append(
            [A.Listed(A.List(2, 2013, 2)), A.Listed(A.List(2, 2013, 2), listed[0], 1)], Cancel);
        Assert.Equal(["list-changed", null], receipts.Select(receipt => receipt.Refusal?.Code));
        Assert.Equal(1, Ledger.Totals(2013).Lists);
        all.Add(receipts[1].Position);
        Assert.Equal(all, (await Ledger.ListEntries(2013, Cancel)).Positions());
    }

    [Fact]
    public async Task Two_lists_of_one_year_are_refused_until_one_is_withdrawn()
    {
        await Ledger.Append(
            [A.Listed(A.List(1, 2012, 1)), A.Listed(A.List(1, 2013, 1)), A.Listed(A.List(1, 2014, 1)),
                A.Listed(A.List(2, 2013, 2)), A.Listed(A.List(2, 2014, 2))],
            Cancel);

        var receipts = await Ledger.Append(
            [
                A.Merged(1, 2, 1), A.Withdrawn(1, 2013, 22, 1), A.Withdrawn(2, 2014, 25, 1),
                A.Merged(1, 2, 1),
            ],
            Cancel);

        Assert.Equal("lists-collide", receipts[0].Refusal!.Code);
        Assert.Contains("2013, 2014", receipts[0].Refusal!.Detail, StringComparison.Ordinal);
        Assert.Equal(28, receipts[3].Position);
        Assert.Equal([1, 1, 1], new[] { 2012, 2013, 2014 }.Select(year => Ledger.Totals(year).Lists));
        Assert.Equal(24, (await Ledger.ListHead(A.CriticId(2), 2013, Cancel))!.Entry.Position);
    }

    [Fact]
    public async Task Followers_hear_who_answers_and_late_ones_too()
    {
        await Ledger.Append([A.Merged(1, 2), A.RegisteredCritic(2)], Cancel);

        for (var isAgain = false; ; isAgain = true)
        {
            var told = (await Ledger.Changes(0, 1000, Cancel)).Changes.OfType<CriticChange>().ToList();
            Assert.Equal(10, told.Count);
            var merged = Assert.Single(told, change => change.MergedInto is not null);
            Assert.Equal(
                (A.Critic(1), 21, A.CriticId(2)), (merged.Critic, merged.Position, merged.MergedInto));
            if (isAgain) break;
            await Reopen();
        }
    }

    [Fact]
    public async Task It_verifies_with_standings_saved_before_and_after_a_merge()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(1, 2), A.Said(2, 1), A.Listed(A.List(1, 2013, 1))], Cancel);
        foreach (var film in new[] { 1, 2 }) await Save(film);
        await Ledger.Append([A.Merged(1, 2, 1, 2)], Cancel);
        var standing = await Save(1);
        await Reopen();
        await Save(2);
        await Reopen();

        Assert.Equal(1, standing.Verdicts.Count);
        var report = Verify();
        Assert.Empty(report.Mismatches);
        Assert.Equal((1, 2, 0), (report.Lists, report.Standings, report.Behind));
    }

    [Fact]
    public async Task A_merge_that_leaves_out_a_film_is_named()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(2, 1), A.Merged(1, 2, 1)], Cancel);

        var mismatch = Assert.Single(Verify().Mismatches);

        Assert.Equal("Entry 23 merges \"critic-1\" and leaves out film-2.", mismatch);
    }

    [Fact]
    public async Task A_critics_kind_does_not_change_while_a_list_stands()
    {
        var circle = A.RegisteredCritic(1, CriticKind.Collective);
        await Ledger.Append([A.Listed(A.List(1, 2013, 1)), A.Listed(A.List(1, 2012, 1))], Cancel);

        var refused = await Ledger.Append([circle, A.RegisteredCritic(1)], Cancel);
        await Ledger.Append([A.Withdrawn(1, 2013, 21, 1), A.Withdrawn(1, 2012, 22, 1)], Cancel);
        var taken = await Ledger.Append([circle], Cancel);

        Assert.Equal(["critic-has-lists", null], refused.Select(receipt => receipt.Refusal?.Code));
        Assert.Contains(
            "a list of 2012, 2013, which counts as a person's", refused[0].Refusal!.Detail,
            StringComparison.Ordinal);
        Assert.Null(taken[0].Refusal);
    }

    private async Task<Standing> Save(int film)
    {
        var tally = new FilmTally(A.FilmId(film));
        foreach (var entry in await Ledger.FilmEntries(tally.Id, 0, Cancel)) tally.Apply(entry);
        var standing = tally.Score(Ledger.Totals, Calibration.BuiltIn);
        Assert.True(await Ledger.Save(standing, Cancel));
        return standing;
    }
}
