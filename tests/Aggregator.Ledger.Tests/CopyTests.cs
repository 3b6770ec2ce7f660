namespace Aggregator.Ledgers.Tests;

public sealed class CopyTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly ApiKey Key = new("a1b2c3d4", KeyRole.Critic, "Manohla")
    {
        SecretHash = new byte[] { 1, 2, 3 },
        Subject = A.CriticId(1),
        Created = new DateTimeOffset(2014, 1, 10, 21, 4, 5, TimeSpan.Zero),
        Expires = new DateOnly(2015, 1, 1),
        LastUsed = new DateOnly(2014, 2, 1),
    };

    private readonly SqliteStore _folder = new();
    private readonly SqliteStore _back = new();
    private readonly PostgresStore _database = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var ledger = await _folder.Open();
        await A.Stock(ledger);
        await ledger.Keys.Save(Key, Cancel);
        var words = new FreeText { Quote = "“Déjà vu” ☆", Url = "https://example.org/?a=1&b=2" };
        for (var i = 0; i < 300; i++)
        {
            var said = A.Said(1 + (i % 10), 1 + (i % 7), i);
            await ledger.Append([said with { Text = i % 3 == 0 ? words : null }]);
        }

        await ledger.Append([A.Listed(A.List(1, 2013, 1, 2)), A.Listed(A.List(2, 2013, 2))], Cancel);
        await ledger.Append([A.Merged(10, 9, 10)], Cancel);
        for (var n = 1; n <= 9; n++) await Save(ledger, A.FilmId(n));
        await ledger.Append([A.Said(3, 9)], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _back.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_ledger_goes_into_postgresql_and_back_byte_for_byte()
    {
        var address = await _database.Address();

        var there = LedgerCopy.Run(_folder.Path, address, Cancel);
        await Same(_folder, _database);
        var back = LedgerCopy.Run(address, _back.Path, Cancel);
        await Same(_database, _back);

        Assert.Equal((324, 1), (there.Copy.Entries, there.Keys));
        Assert.Equal((324, 1), (back.Copy.Entries, back.Keys));
        Assert.Equal(3, new[] { _folder.Verify(), there.Copy, back.Copy }
            .Select(report => report.Head.Epoch).Distinct().Count());
        Assert.Equal(_folder.Verify().Head.Hash.ToArray(), _back.Verify().Head.Hash.ToArray());
    }

    [Fact]
    public async Task A_film_that_was_merged_is_merged_in_a_copy()
    {
        await using (var original = await _folder.Open())
            await original.Append([new(A.Editor, new FilmsMerged(A.FilmId(8), A.FilmId(7)))], Cancel);

        var copy = LedgerCopy.Run(_folder.Path, await _database.Address(), Cancel);

        await using var ledger = await _database.Open();
        Assert.Empty(copy.Copy.Mismatches);
        Assert.Equal(new FilmMerge(A.FilmId(8), A.FilmId(7), 325), ledger.MergeOf(A.FilmId(8)));
        Assert.Contains(
            (await ledger.Changes(0, 1000, Cancel)).Changes, change => change is FilmMergeChange);
    }

    [Fact]
    public async Task A_copy_goes_on_where_the_original_ended()
    {
        LedgerCopy.Run(_folder.Path, await _database.Address(), Cancel);

        await using var ledger = await _database.Open();
        Assert.Equal([A.FilmId(10), A.FilmId(3)], await ledger.Unsettled(10, Cancel));
        var receipts = await ledger.Append(
            [A.Said(3, 1), A.Listed(A.List(1, 2013, 3), 321, 1, 2), A.Registered(1), A.Said(3, 10)], Cancel);

        Assert.Equal([325, 326, 0, 0], receipts.Positions());
        Assert.Equal(324, receipts[0].Previous);
        Assert.Equal("critic-merged", receipts[3].Refusal!.Code);
        Assert.Equal(new SeasonTotals(2013, 2, 0, 326), ledger.Totals(2013));
        await ledger.Keys.Save(Key with { Revoked = Key.Created }, Cancel);
        Assert.Equal(Key.Created, (await ledger.Keys.Find(Key.Id, Cancel))!.Revoked);
        Assert.Empty(_database.Verify().Mismatches);
    }

    [Fact]
    public async Task A_place_that_is_not_empty_is_refused_and_left_alone()
    {
        var address = await _database.Address();
        await using (var ledger = await _database.Open()) await ledger.Keys.Save(Key, Cancel);
        await using (var ledger = await _back.Open()) await A.Stock(ledger);
        var epoch = _back.Verify().Head.Epoch;

        Refused(_folder.Path, address, "already holds facts or keys");
        Refused(_folder.Path, _back.Path, "already holds facts or keys");
        Refused(_folder.Path, _folder.Path + "/", "in one place");
        Refused(_folder.Path, "", "has no name", "--to");
        Refused("", _back.Path, "has no name", "--from");

        Assert.Equal(0, await _database.Number("SELECT count(*) FROM entries"));
        Assert.Equal(epoch, _back.Verify().Head.Epoch);
    }

    [Fact]
    public async Task A_ledger_that_a_server_works_on_is_not_copied()
    {
        var address = await _database.Address();
        await using (await _folder.Open()) Refused(_folder.Path, address, "in use by another server");

        LedgerCopy.Run(_folder.Path, address, Cancel);
        await using (await _database.Open()) Refused(address, _back.Path, "Another server works");
    }

    [Fact]
    public async Task A_damaged_ledger_is_not_copied()
    {
        var address = await _database.Address();
        await _folder.Run("DROP TRIGGER entries_are_never_changed");
        await _folder.Run("UPDATE entries SET actor = 'editor:00000000' WHERE position = 7");

        Refused(_folder.Path, address, "Entry 7", "run verify");

        Assert.Equal(0, await _database.Number("SELECT count(*) FROM entries"));
        await _folder.Run("UPDATE entries SET actor = 'editor:a1b2c3d4' WHERE position = 7");
        await _folder.Run("UPDATE list_heads SET position = 3 WHERE critic = 0");
        Refused(_folder.Path, address, "does not verify", "stands elsewhere");
        Assert.Equal(0, await _database.Number("SELECT count(*) FROM entries"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_was_cut_is_no_ledger_until_it_is_copied_again(bool isDatabase)
    {
        var (store, place) =
            isDatabase ? ((TestStore)_database, await _database.Address()) : (_back, _back.Path);
        var keys = isDatabase ? KeysBeside.InDatabase(place) : KeysBeside.InFolder(place);
        Assert.Throws<OperationCanceledException>(
            () => LedgerCopy.Run(_folder.Path, place, new CancellationToken(canceled: true)));

        foreach (var use in new Action[]
        {
            () => store.Open().GetAwaiter().GetResult(), () => store.Verify(), () => keys.Save(Key),
            () => LedgerCopy.Run(place, _folder.Path + "-on", Cancel),
        })
            Assert.Contains(
                "is not whole", Assert.Throws<LedgerOpenException>(use).Message, StringComparison.Ordinal);

        Assert.Equal(324, LedgerCopy.Run(_folder.Path, place, Cancel).Copy.Entries);
        await Same(_folder, store);
    }

    [Fact]
    public async Task A_place_without_a_ledger_is_refused()
    {
        var address = await _database.Address();

        Refused(_back.Path, address, "no such file");
        Refused(address, _back.Path, "holds none");
    }

    private static void Refused(string from, string to, params string[] words)
    {
        var refusal = Assert.Throws<LedgerOpenException>(() => LedgerCopy.Run(from, to, Cancel));
        foreach (var word in words) Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task Same(TestStore one, TestStore other)
    {
        Assert.Empty(other.Verify().Mismatches);
        await using var was = await one.Open();
        await using var found = await other.Open();
        var lines = await was.Lines(0, int.MaxValue, Cancel);
        Assert.Equal(lines.Select(Told), (await found.Lines(0, int.MaxValue, Cancel)).Select(Told));
        Assert.Equal(
            await was.Texts([.. lines.Select(line => line.Position)], Cancel),
            await found.Texts([.. lines.Select(line => line.Position)], Cancel));
        Assert.Equal((await was.Keys.All(Cancel)).Select(Told), (await found.Keys.All(Cancel)).Select(Told));
        Assert.Equal(was.Seasons(), found.Seasons());
        var standings = await Standings(was);
        Assert.Equal(9, standings.Count());
        Assert.Equal(standings, await Standings(found));
    }

    private static string Told(LedgerLine line) =>
        $"{line.Position} {line.RecordedAt:O} {line.Kind} {line.Actor} "
        + $"{Convert.ToHexString(line.Body.Span)} {Convert.ToHexString(line.Hash.Span)}";

    private static string Told(ApiKey key) =>
        $"{key with { SecretHash = default }} {Convert.ToHexString(key.SecretHash.Span)}";

    private static async Task<IEnumerable<(FilmId, long, AcclaimNumbers)>> Standings(StoredLedger ledger) =>
        (await ledger.StandingsOf(2013, Cancel)).OrderBy(standing => standing.Film)
        .Select(standing => (standing.Film, standing.Position, standing.Acclaim));

    private static async Task Save(StoredLedger ledger, FilmId film)
    {
        var tally = new FilmTally(film);
        foreach (var entry in await ledger.FilmEntries(film, 0, Cancel)) tally.Apply(entry);
        Assert.True(await ledger.Save(tally.Score(ledger.Totals, Calibration.BuiltIn), Cancel));
    }
}
