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
}
