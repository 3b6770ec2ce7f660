namespace Aggregator.Ledgers.Tests;

public abstract class AppendContract(TestStore store) : LedgerContract(store)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Facts_are_numbered_in_the_order_given()
    {
        var receipts = await Ledger.Append([A.Said(1, 1), A.Said(2, 1), A.Said(1, 2)], Cancel);

        Assert.Equal([21, 22, 23], receipts.Positions());
        Assert.Equal([11, 12, 21], receipts.Select(receipt => receipt.Previous));
        Assert.Equal(23, (await Ledger.Head(Cancel)).Position);
        Assert.Equal(23, await Ledger.LastPosition(A.FilmId(1), Cancel));
        Assert.Equal(0, await Ledger.LastPosition(A.FilmId(99), Cancel));
    }

    [Fact]
    public async Task A_films_entries_are_read_back_as_they_were_said()
    {
        var said = A.Said(1, 1);
        var list = A.Listed(A.List(2, 2013, 1, 2));
        await Ledger.Append([said, A.Said(2, 1), list], Cancel);

        var entries = await Ledger.FilmEntries(A.FilmId(1), 0, Cancel);

        Assert.Equal([11, 21, 23], entries.Select(entry => entry.Position));
        Assert.Equal(A.Film(1), Assert.IsType<FilmRegistered>(entries[0].Fact).Film);
        Assert.Equal(said.Fact, entries[1].Fact);
        Assert.Equal(A.Editor, entries[1].Actor);
        Assert.Equal(Time.GetUtcNow(), entries[1].RecordedAt);
        var published = Assert.IsType<ListPublished>(entries[2].Fact);
        Assert.Equal([A.FilmId(1), A.FilmId(2)], published.List.Films);
        Assert.Equal(
            [23], (await Ledger.FilmEntries(A.FilmId(1), 21, Cancel)).Select(entry => entry.Position));
        Assert.Empty(await Ledger.FilmEntries(A.FilmId(1), 23, Cancel));
        Assert.Empty(await Ledger.FilmEntries(A.FilmId(99), 0, Cancel));
    }

    [Fact]
    public async Task Several_films_are_read_together_as_their_entries_make_them()
    {
        await Ledger.Append(
            [A.Said(1, 1), A.Said(2, 1), A.Listed(A.List(2, 2013, 1, 2)), A.Said(1, 2)], Cancel);

        FilmId[] asked = [A.FilmId(2), A.FilmId(99), A.FilmId(1), A.FilmId(3)];
        var tallies = await Ledger.Tallies(asked, Cancel);

        Assert.Equal(asked, tallies.Select(tally => tally.Id));
        Assert.Equal([23, 0, 24, 13], tallies.Select(tally => tally.Position));
        Assert.Equal([A.Film(2), null, A.Film(1), A.Film(3)], tallies.Select(tally => tally.Film));
        Assert.Equal([1, 0, 2, 0], tallies.Select(tally => tally.Verdicts.Count()));
        Assert.Equal([1, 0, 1, 0], tallies.Select(tally => tally.Placements.Count()));
    }

    [Fact]
    public async Task A_critics_entries_are_read_back_oldest_first()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(1, 2), A.Said(2, 1)], Cancel);

        var entries = await Ledger.CriticEntries(A.CriticId(1), 0, Cancel);

        Assert.Equal([1, 21, 23], entries.Select(entry => entry.Position));
        Assert.Equal([23], (await Ledger.CriticEntries(A.CriticId(1), 21, Cancel)).Select(e => e.Position));
        Assert.Empty(await Ledger.CriticEntries(A.CriticId(99), 0, Cancel));
    }

    [Fact]
    public async Task A_refused_draft_takes_no_position_and_spares_its_companions()
    {
        var receipts = await Ledger.Append(
            [A.Said(1, 1), A.Said(99, 1), A.Said(1, 99), A.Registered(1), A.Said(2, 2)], Cancel);

        Assert.Equal([21, 0, 0, 0, 22], receipts.Positions());
        Assert.Equal(
            [null, "film-unknown", "critic-unknown", "film-exists", null],
            receipts.Select(receipt => receipt.Refusal?.Code));
        Assert.Contains("\"film-99\"", receipts[1].Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verdict_may_follow_its_film_and_its_critic_in_one_batch()
    {
        var receipts = await Ledger.Append(
            [A.Said(50, 50), A.Registered(50), A.RegisteredCritic(50), A.Said(50, 50)], Cancel);

        Assert.Equal("film-unknown", receipts[0].Refusal!.Code);
        Assert.Equal([21, 22, 23], receipts.Skip(1).ToArray().Positions());
        Assert.Equal(21, receipts[3].Previous);
    }

    [Fact]
    public async Task A_revision_decided_on_something_else_than_is_known_is_refused()
    {
        var (film, critic) = (A.Film(1), new Critic(A.CriticId(50), "Ann", CriticKind.Collective));
        var withRef = new FilmRevised(A.Film(1, "imdb:tt1"));
        Draft Registers(Critic one, Critic? known) =>
            new(A.Editor, new CriticRegistered(one)) { Known = new(null, known) };

        var receipts = await Ledger.Append(
            [
                new(A.Editor, withRef) { Known = new(film, null) },
                new(A.Editor, new FilmRevised(A.Film(1, "tmdb:1"))) { Known = new(film, null) },
                new(A.Editor, withRef) { Known = new(withRef.Film, null) },
                Registers(critic, null),
                Registers(critic with { Kind = CriticKind.Person }, null),
                Registers(critic, critic),
            ],
            Cancel);

        Assert.Equal(
            [null, "film-moved", "unchanged", null, "critic-moved", "unchanged"],
            receipts.Select(receipt => receipt.Refusal?.Code));
    }

    [Fact]
    public async Task What_was_decided_on_another_state_is_refused_though_the_two_have_one_hash_code()
    {
        var known = new Dictionary<int, Film>();
        var film = A.Film(1);
        while (known.TryAdd(film.GetHashCode(), film)) film = film with { Title = $"Film {known.Count}" };
        var first = known[film.GetHashCode()];

        var receipts = await Ledger.Append(
            [
                new(A.Editor, new FilmRevised(first)),
                new(A.Editor, new FilmRevised(A.Film(1, "imdb:tt1"))) { Known = new(film, null) },
                new(A.Editor, new FilmRevised(A.Film(1, "imdb:tt1"))) { Known = new(first, null) },
            ],
            Cancel);

        Assert.Equal([null, "film-moved", null], receipts.Select(receipt => receipt.Refusal?.Code));
    }

    [Fact]
    public async Task A_ref_belongs_to_one_film()
    {
        var receipts = await Ledger.Append(
            [A.Registered(20, "imdb:tt1"), A.Registered(21, "imdb:tt1"), A.Registered(21, "imdb:tt2")],
            Cancel);

        Assert.Equal("ref-taken", receipts[1].Refusal!.Code);
        Assert.Equal([21, 0, 22], receipts.Positions());

        var moved = await Ledger.Append(
            [
                new Draft(A.Editor, new FilmRevised(A.Film(20, "imdb:tt2"))),
                new Draft(A.Editor, new FilmRevised(A.Film(20))),
                new Draft(A.Editor, new FilmRevised(A.Film(21, "imdb:tt1"))),
                new Draft(A.Editor, new FilmRevised(A.Film(99))),
            ],
            Cancel);
        Assert.Equal(
            ["ref-taken", null, null, "film-unknown"], moved.Select(receipt => receipt.Refusal?.Code));

        await Reopen();
        var again = await Ledger.Append([A.Registered(22, "imdb:tt1"), A.Registered(22, "imdb:tt2")], Cancel);
        Assert.Equal(["ref-taken", null], again.Select(receipt => receipt.Refusal?.Code));
    }

    [Fact]
    public async Task A_list_is_revised_only_from_the_revision_it_was_decided_on()
    {
        var first = (await Ledger.Append([A.Listed(A.List(1, 2013, 1, 2))], Cancel))[0].Position;

        var receipts = await Ledger.Append(
            [
                A.Listed(A.List(1, 2013, 1, 3)),
                A.Listed(A.List(1, 2013, 1, 3), first, 2),
                A.Listed(A.List(1, 2013, 4), first),
                A.Listed(A.List(1, 2014, 4)),
                A.Listed(A.List(1, 2012, 99)),
            ],
            Cancel);

        Assert.Equal(
            ["list-changed", null, "list-changed", null, "film-unknown"],
            receipts.Select(receipt => receipt.Refusal?.Code));
        var head = await Ledger.ListHead(A.CriticId(1), 2013, Cancel);
        Assert.Equal(receipts[1].Position, head!.Entry.Position);
        Assert.Equal(
            [first, receipts[1].Position],
            (await Ledger.FilmEntries(A.FilmId(2), 20, Cancel)).Select(entry => entry.Position));
        Assert.Null(await Ledger.ListHead(A.CriticId(1), 2000, Cancel));
    }

    [Fact]
    public async Task A_season_counts_the_lists_that_stand()
    {
        var collective = A.List(2, 2013, 1) with { Kind = CriticKind.Collective };
        var receipts = await Ledger.Append(
            [A.Listed(A.List(3, 2013, 1)), A.Listed(A.List(1, 2013, 1)), A.Listed(collective)], Cancel);

        Assert.Equal(new SeasonTotals(2013, 2, 1, 23), Ledger.Totals(2013));
        Assert.Equal([A.CriticId(1), A.CriticId(2), A.CriticId(3)], await Ledger.ListsOf(2013, Cancel));

        var withdrawn = new ListWithdrawn(
            A.CriticId(1), CriticKind.Person, 2013, receipts[1].Position, [A.FilmId(1)]);
        await Ledger.Append([new Draft(A.Editor, withdrawn)], Cancel);
        Assert.Equal(new SeasonTotals(2013, 1, 1, 24), Ledger.Totals(2013));
        Assert.Equal([A.CriticId(2), A.CriticId(3)], await Ledger.ListsOf(2013, Cancel));

        await Reopen();
        Assert.Equal([new SeasonTotals(2013, 1, 1, 24)], Ledger.Seasons());
        Assert.Equal(SeasonTotals.None(1999), Ledger.Totals(1999));
        Assert.IsType<ListWithdrawn>((await Ledger.ListHead(A.CriticId(1), 2013, Cancel))!.Entry.Fact);
    }

    [Fact]
    public async Task The_open_record_is_paged_by_position()
    {
        await Ledger.Append([A.Said(1, 1)], Cancel);

        var page = await Ledger.Lines(18, 2, Cancel);

        Assert.Equal([19, 20], page.Select(line => line.Position));
        Assert.Equal("FilmRegistered", page[0].Kind);
        Assert.Equal([21], (await Ledger.Lines(20, 100, Cancel)).Select(line => line.Position));
        Assert.Equal(
            (await Ledger.Head(Cancel)).Hash.ToArray(),
            (await Ledger.Lines(20, 1, Cancel))[0].Hash.ToArray());
    }

    [Fact]
    public async Task Time_never_goes_backwards()
    {
        var before = (await Ledger.Append([A.Said(1, 1)], Cancel))[0].RecordedAt;
        Time.AdjustTime(Time.GetUtcNow().AddHours(-5));

        var after = (await Ledger.Append([A.Said(1, 1)], Cancel))[0].RecordedAt;

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Many_callers_get_a_ledger_without_gaps_and_an_unbroken_chain()
    {
        var callers = Enumerable.Range(0, 32).Select(caller => Task.Run(
            async () =>
            {
                var positions = new List<long>();
                for (var i = 0; i < 40; i++)
                {
                    var drafts = new[] { A.Said(1 + ((caller + i) % 10), 1 + (i % 10)), A.Said(99, 1) };
                    positions.Add((await Ledger.Append(drafts, Cancel))[0].Position);
                }

                return positions;
            },
            Cancel));

        var positions = (await Task.WhenAll(callers)).SelectMany(list => list).Order().ToList();

        Assert.Equal(Enumerable.Range(21, 32 * 40).Select(n => (long)n), positions);
        var lines = await Ledger.Lines(0, 10_000, Cancel);
        var hash = new byte[32];
        foreach (var line in lines) Assert.Equal(hash = ChainByHand.Next(hash, line), line.Hash.ToArray());
        foreach (var film in Enumerable.Range(1, 10))
            Assert.Equal(129, (await Ledger.FilmEntries(A.FilmId(film), 0, Cancel)).Count);
    }

    [Fact]
    public async Task A_large_import_keeps_its_order()
    {
        var drafts =
            Enumerable.Range(0, 20_000).Select(i => A.Said(1 + (i % 10), 1 + (i / 10 % 10))).ToList();

        var receipts = await Ledger.Append(drafts, Cancel);

        Assert.Equal(Enumerable.Range(21, 20_000).Select(n => (long)n), receipts.Positions());
    }

    [Fact]
    public async Task Everything_is_there_after_opening_again()
    {
        await Ledger.Append([A.Said(1, 1), A.Listed(A.List(1, 2013, 1, 2)), A.Said(2, 1)], Cancel);
        var head = await Ledger.Head(Cancel);

        await Reopen();

        var found = await Ledger.Head(Cancel);
        Assert.Equal((head.Position, head.Epoch), (found.Position, found.Epoch));
        Assert.Equal(head.Hash.ToArray(), found.Hash.ToArray());
        Assert.Equal(22, await Ledger.LastPosition(A.FilmId(1), Cancel));
        Assert.Equal(
            [12, 22, 23], (await Ledger.FilmEntries(A.FilmId(2), 0, Cancel)).Select(e => e.Position));
        Assert.Equal(
            [1, 21, 22, 23], (await Ledger.CriticEntries(A.CriticId(1), 0, Cancel)).Select(e => e.Position));
        Assert.Equal(23, (await Ledger.Append([A.Said(2, 3)], Cancel))[0].Previous);
    }
}
