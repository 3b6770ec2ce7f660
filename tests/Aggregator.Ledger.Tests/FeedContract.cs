namespace Aggregator.Ledgers.Tests;

public abstract class FeedContract(TestStore store) : LedgerContract(store, keepsLittle: true)
{
    private const int All = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_registered_is_on_the_feed_at_once()
    {
        var chunk = await Ledger.Changes(0, All, Cancel);

        Assert.True(chunk.ReachesHead);
        Assert.Equal(10, chunk.Changes.OfType<CriticChange>().Count());
        var film = Assert.Single(chunk.Changes.OfType<FilmChange>(), change => change.Film.Id == A.FilmId(3));
        Assert.Equal((A.Film(3), 13, Time.GetUtcNow()), (film.Film, film.Position, film.RecordedAt));
        Assert.Equal(20, chunk.Settled);
        Assert.Equal(chunk.HeadRevision, chunk.Changes[^1].Revision);
    }

    [Fact]
    public async Task A_revised_film_keeps_the_time_of_its_registration()
    {
        var registered = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromHours(1));
        var revised = A.Film(3) with { Title = "Another" };
        await Ledger.Append([new Draft(A.Editor, new FilmRevised(revised))], Cancel);

        var change = Assert.Single(
            (await Ledger.Changes(0, All, Cancel)).Changes.OfType<FilmChange>(),
            change => change.Film.Id == A.FilmId(3));

        Assert.Equal((revised, 21, registered), (change.Film, change.Position, change.RecordedAt));
    }

    [Fact]
    public async Task Every_entry_is_settled_once_the_standings_cover_it()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(2, 1), A.Said(1, 2)], Cancel);
        Assert.Equal(20, await Settled());
        Assert.Equal([A.FilmId(1), A.FilmId(2)], await Ledger.Unsettled(10, Cancel));
        Assert.Equal([A.FilmId(1)], await Ledger.Unsettled(1, Cancel));

        Assert.True(await Ledger.Save(A.Standing(1, 21), Cancel));
        await IsSettledTo(21);
        Assert.True(await Ledger.Save(A.Standing(1, 23), Cancel));
        await IsSettledTo(21);
        Assert.True(await Ledger.Save(A.Standing(2, 22), Cancel));
        await IsSettledTo(23);
        Assert.Empty(await Ledger.Unsettled(10, Cancel));
    }

    [Fact]
    public async Task A_list_is_settled_when_all_its_films_are()
    {
        await Ledger.Append([A.Listed(A.List(1, 2013, 1, 2))], Cancel);
        await Ledger.Append([A.Listed(A.List(1, 2013, 2), 21, 1)], Cancel);

        await Ledger.Save(A.Standing(2, 22), Cancel);
        await IsSettledTo(20);
        await Ledger.Save(A.Standing(1, 22), Cancel);
        await IsSettledTo(22);
    }

    [Fact]
    public async Task An_older_standing_never_replaces_a_newer_one()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(1, 2)], Cancel);
        var totals = new SeasonTotals(2013, 5, 1, 18);

        Assert.True(await Ledger.Save(A.Standing(1, 21, totals), Cancel));
        await IsSettledTo(21);
        var revision = (await Ledger.Changes(0, All, Cancel)).HeadRevision;
        Assert.True(await Ledger.Save(A.Standing(1, 21, totals), Cancel));
        Assert.Equal(revision, (await Ledger.Changes(0, All, Cancel)).HeadRevision);

        Assert.False(await Ledger.Save(A.Standing(1, 22, totals with { Position = 17 }), Cancel));
        Assert.False(await Ledger.Save(A.Standing(1, 22, totals, calibration: 0), Cancel));
        Assert.True(await Ledger.Save(A.Standing(1, 22, totals), Cancel));
        Assert.False(await Ledger.Save(A.Standing(1, 21, totals with { Position = 19 }), Cancel));
        Assert.True(await Ledger.Save(A.Standing(1, 22, totals with { Position = 19 }), Cancel));
        Assert.False(await Ledger.Save(A.Standing(99, 1), Cancel));
        Assert.False(await Ledger.Save(A.Standing(1, 23), Cancel));
    }

    [Fact]
    public async Task Totals_of_another_season_are_not_compared()
    {
        await Ledger.Append([A.Said(1, 1), A.Said(1, 2)], Cancel);
        await Ledger.Save(A.Standing(1, 21, new SeasonTotals(2014, 5, 1, 18)), Cancel);

        Assert.True(await Ledger.Save(A.Standing(1, 22, new SeasonTotals(2013, 5, 1, 3)), Cancel));

        await IsSettledTo(22);
        Assert.Equal(
            [A.FilmId(1)], (await Ledger.StandingsOf(2013, Cancel)).Select(standing => standing.Film));
        Assert.Empty(await Ledger.StandingsOf(2014, Cancel));
    }

    [Fact]
    public async Task Standings_and_seasons_are_there_after_opening_again()
    {
        await Ledger.Append([A.Said(1, 1), A.Listed(A.List(1, 2013, 1))], Cancel);
        var scored = A.Standing(1, 22, new SeasonTotals(2013, 1, 0, 22));
        await Ledger.Save(scored, Cancel);
        var before = await Ledger.Changes(0, All, Cancel);

        await Reopen();

        var after = await Ledger.Changes(0, All, Cancel);
        Assert.True(after.ReachesHead);
        Assert.Equal((22, before.Epoch), (after.Settled, after.Epoch));
        Assert.True(after.HeadRevision >= before.HeadRevision);
        var standing = Assert.Single(after.Changes.OfType<StandingChange>()).Standing;
        Assert.Equal(scored with { Years = standing.Years }, standing);
        Assert.Equal(scored.Years, standing.Years);
        Assert.Equal(scored.Totals, Assert.Single(after.Changes.OfType<SeasonChange>()).Totals);
        Assert.Equal(10, after.Changes.OfType<FilmChange>().Count());
        Assert.Equal(22, Assert.Single(await Ledger.StandingsOf(2013, Cancel)).Position);
        Assert.Empty((await Ledger.Changes(after.HeadRevision, All, Cancel)).Changes);
    }

    [Fact]
    public async Task A_follower_is_woken_by_a_change_or_its_patience()
    {
        var head = await Ledger.Changes(0, All, Cancel);
        var waiting = Ledger.WaitForChange(head.HeadRevision, head.Settled, TimeSpan.FromSeconds(20), Cancel);
        Assert.False(waiting.IsCompleted);

        await Ledger.Append([A.RegisteredCritic(11)], Cancel);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await Ledger.WaitForChange(head.HeadRevision, head.Settled, TimeSpan.FromSeconds(20), Cancel);

        head = await Ledger.Changes(0, All, Cancel);
        var patient = Ledger.WaitForChange(head.HeadRevision, head.Settled, TimeSpan.FromSeconds(20), Cancel);
        Time.Advance(TimeSpan.FromSeconds(21));
        await patient.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    /// <summary>
    /// Followers that ask for chunks of random sizes, while films are judged and standings saved, end with
    /// the latest standing of each film, and never see a revision twice.
    /// </summary>
    [Fact]
    public async Task A_follower_sees_the_latest_of_each_film_however_it_asks()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var latest = new Dictionary<FilmId, long>();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var followers =
            Enumerable.Range(0, 3).Select(n => Task.Run(() => Follow(new Random(seed + n), done))).ToList();

        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var film = 1 + random.Next(10);
            var position = (await Ledger.Append([A.Said(film, 1 + random.Next(10))], Cancel))[0].Position;
            await Ledger.Save(A.Standing(film, position), Cancel);
            latest[A.FilmId(film)] = position;
        }

        await IsSettledTo(2020);
        await done.CancelAsync();
        foreach (var seen in await Task.WhenAll(followers)) Assert.Equal(latest, seen);
    }

    private async Task<Dictionary<FilmId, long>> Follow(Random random, CancellationTokenSource done)
    {
        var seen = new Dictionary<FilmId, long>();
        var after = 0L;
        while (true)
        {
            var isLast = done.IsCancellationRequested;
            var chunk = await Ledger.Changes(after, 1 + random.Next(50), Cancel);
            foreach (var change in chunk.Changes)
            {
                Assert.True(change.Revision > after, $"Revision {change.Revision} came after {after}.");
                after = change.Revision;
                if (change is StandingChange { Standing: var standing })
                    seen[standing.Film] = standing.Position;
            }

            if (!chunk.ReachesHead) continue;
            after = chunk.HeadRevision;
            if (isLast) return seen;
            if (random.Next(3) == 0) continue;
            await Ledger.WaitForChange(
                after, long.MaxValue, TimeSpan.FromMilliseconds(1 + random.Next(20)), Cancel)
                .WaitAsync(TimeSpan.FromMilliseconds(50), Cancel)
                .ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Standings are written behind, soon.</summary>
    private async Task IsSettledTo(long position)
    {
        await Deadline.Until(async () => await Settled() >= position, $"all up to {position} to be settled");
        Assert.Equal(position, await Settled());
    }

    private async Task<long> Settled() => (await Ledger.Changes(0, 1, Cancel)).Settled;
}
