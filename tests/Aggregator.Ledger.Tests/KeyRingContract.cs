namespace Aggregator.Ledgers.Tests;

public abstract class KeyRingContract(TestStore store) : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_key_is_kept_and_replaced()
    {
        var key = new ApiKey("a1b2c3d4", KeyRole.Critic, "Manohla")
        {
            SecretHash = new byte[] { 1, 2, 3 },
            Subject = A.CriticId(1),
            Created = new DateTimeOffset(2014, 1, 10, 21, 4, 5, TimeSpan.Zero),
            Expires = new DateOnly(2015, 1, 1),
        };
        await using (var ledger = await store.Open())
        {
            await ledger.Keys.Save(key, Cancel);
            var another = key with { Id = "00000000", Role = KeyRole.Operator, Subject = null };
            await ledger.Keys.Save(another, Cancel);
        }

        await using var again = await store.Open();
        var found = await again.Keys.Find("a1b2c3d4", Cancel);
        Assert.Equal(key with { SecretHash = default }, found! with { SecretHash = default });
        Assert.Equal(key.SecretHash.ToArray(), found.SecretHash.ToArray());
        Assert.Null(await again.Keys.Find("zzzzzzzz", Cancel));

        var revoked = key with { Revoked = key.Created.AddDays(1), LastUsed = new DateOnly(2014, 1, 11) };
        await again.Keys.Save(revoked, Cancel);
        Assert.Equal(["00000000", "a1b2c3d4"], (await again.Keys.All(Cancel)).Select(each => each.Id));
        Assert.Equal(revoked.Revoked, (await again.Keys.Find("a1b2c3d4", Cancel))!.Revoked);
    }

    [Fact]
    public async Task A_change_of_a_key_travels_the_feed()
    {
        await using var ledger = await store.Open();
        var head = await ledger.Changes(0, 100, Cancel);

        var key = new ApiKey("a1b2c3d4", KeyRole.Reader, "")
        {
            SecretHash = default,
            Created = DateTimeOffset.UnixEpoch,
        };
        await ledger.Keys.Save(key, Cancel);

        var chunk = await ledger.Changes(head.HeadRevision, 100, Cancel);
        Assert.Equal("a1b2c3d4", Assert.IsType<KeyChange>(Assert.Single(chunk.Changes)).KeyId);
    }

    [Fact]
    public async Task Of_two_that_revoke_each_others_key_at_once_one_is_refused()
    {
        await using var ledger = await store.Open();
        await ledger.Keys.Save(Operator("aaaaaaaa"), Cancel);
        await ledger.Keys.Save(Operator("bbbbbbbb"), Cancel);

        var outcomes = await Task.WhenAll(Revoke(ledger, "aaaaaaaa"), Revoke(ledger, "bbbbbbbb"));

        var refused = Assert.Single(outcomes, outcome => outcome.Refusal is not null);
        Assert.Equal("last-operator-key", refused.Refusal!.Code);
        Assert.Single(await ledger.Keys.All(Cancel), key => key.Revoked is null);
    }

    [Fact]
    public async Task Of_first_keys_that_several_make_at_once_one_is_kept()
    {
        await using var ledger = await store.Open();
        await ledger.Keys.Save(Operator("rrrrrrrr") with { Role = KeyRole.Reader }, Cancel);

        var outcomes = await Task.WhenAll(new[] { "aaaaaaaa", "bbbbbbbb", "cccccccc" }.Select(
            id => ledger.Keys.Change(all => KeyRules.First(all, Operator(id)), Cancel)));

        var kept = Assert.Single(await ledger.Keys.All(Cancel), key => key.Role == KeyRole.Operator);
        Assert.All(outcomes, outcome => Assert.Equal(kept.Id, outcome.Value?.Id));
    }

    [Fact]
    public async Task A_change_that_is_decided_inside_travels_the_feed_and_a_refused_one_does_not()
    {
        await using var ledger = await store.Open();
        await ledger.Keys.Save(Operator("aaaaaaaa"), Cancel);
        await ledger.Keys.Save(Operator("bbbbbbbb"), Cancel);
        var head = await ledger.Changes(0, 100, Cancel);

        await Revoke(ledger, "aaaaaaaa");
        await Revoke(ledger, "bbbbbbbb");

        var chunk = await ledger.Changes(head.HeadRevision, 100, Cancel);
        Assert.Equal("aaaaaaaa", Assert.IsType<KeyChange>(Assert.Single(chunk.Changes)).KeyId);
    }

    [Fact]
    public async Task The_day_of_the_last_use_is_noted_silently_and_never_goes_back()
    {
        var day = new DateOnly(2014, 1, 10);
        await using var ledger = await store.Open();
        await ledger.Keys.Save(Operator("aaaaaaaa"), Cancel);
        await ledger.Keys.Save(Operator("bbbbbbbb"), Cancel);
        var head = await ledger.Changes(0, 100, Cancel);

        await ledger.Keys.Use(["aaaaaaaa", "zzzzzzzz"], day, Cancel);
        await ledger.Keys.Use(["aaaaaaaa"], day.AddDays(-1), Cancel);

        Assert.Equal(day, (await ledger.Keys.Find("aaaaaaaa", Cancel))!.LastUsed);
        Assert.Null((await ledger.Keys.Find("bbbbbbbb", Cancel))!.LastUsed);
        Assert.Equal(head.HeadRevision, (await ledger.Changes(0, 100, Cancel)).HeadRevision);
    }

    private static Task<Outcome<ApiKey>> Revoke(StoredLedger ledger, string id) => ledger.Keys.Change(
        all => KeyRules.Revoke(all, id, new DateTimeOffset(2014, 1, 10, 21, 4, 5, TimeSpan.Zero)), Cancel);

    private static ApiKey Operator(string id) => new(id, KeyRole.Operator, "an operator")
    {
        SecretHash = new byte[32],
        Created = DateTimeOffset.UnixEpoch,
    };
}
