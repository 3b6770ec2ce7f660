using Aggregator.Gateway;
using Aggregator.Gateway.Keys;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Aggregator.Grains;

/// <summary>What each gateway keeps of keys, over the grains of one silo.</summary>
public sealed class KnownKeysTests : IAsyncDisposable
{
    // Stands still: nothing here happens because time has passed.
    private readonly FakeTimeProvider _time = new(new(2014, 1, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly List<IAsyncDisposable> _gateways = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
    }

    [Fact]
    public async Task Every_gateway_hears_by_the_feed_that_a_key_was_revoked()
    {
        await using var house = await House.Open();
        var (here, elsewhere) = (await Gateway(house), await Gateway(house));
        var key = await Make(house, KeyRole.Editor);
        Assert.Null((await elsewhere.Find(key.Id))!.Key.Revoked);
        Assert.Null((await here.Find(key.Id))!.Key.Revoked);

        Assert.Null(await house.Grains.Key(key.Id).Revoke(_time.GetUtcNow()));

        await Deadline.Until(
            async () => (await elsewhere.Find(key.Id))!.Key.Revoked is not null
                && (await here.Find(key.Id))!.Key.Revoked is not null,
            "both gateways to know that the key was revoked");
    }

    [Fact]
    public async Task Without_the_feed_a_key_is_not_trusted_for_longer_than_five_seconds()
    {
        await using var house = await House.Open();
        using var strangers = new Strangers(_time);
        var keys = new KnownKeys(house.Grains, _time, strangers);
        var key = await Make(house, KeyRole.Editor);
        Assert.Null((await keys.Find(key.Id))!.Key.Revoked);
        Assert.Null(await house.Grains.Key(key.Id).Revoke(_time.GetUtcNow()));
        Assert.Null((await keys.Find(key.Id))!.Key.Revoked);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.NotNull((await keys.Find(key.Id))!.Key.Revoked);
    }

    [Fact]
    public async Task A_key_that_was_changed_beside_the_server_is_read_again_while_it_is_in_use()
    {
        await using var house = await House.Open();
        using var strangers = new Strangers(_time);
        var keys = new KnownKeys(house.Grains, _time, strangers);
        var key = await Make(house, KeyRole.Editor);
        keys.Show((await keys.Find(key.Id))!);
        Aggregator.Ledgers.KeysBeside.InFolder(house.Folder).Save(key with { Revoked = _time.GetUtcNow() });
        using var upkeep = new KeyUpkeep(house.Grains, keys, _time, NullLogger<KeyUpkeep>.Instance);
        await upkeep.StartAsync(CancellationToken.None);

        await Deadline.Until(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return (await keys.Find(key.Id))!.Key.Revoked is not null
                    && (await house.Ledger.Keys.Find(key.Id))!.LastUsed == new DateOnly(2014, 1, 10);
            },
            "the key to be read again, and the day of its last use to be noted");

        await upkeep.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_hundred_thousand_made_up_keys_are_refused_with_a_handful_of_look_ups()
    {
        const int MadeUp = 100_000;
        await using var house = await House.Open();
        var keys = await Gateway(house);
        var key = await Make(house, KeyRole.Reader);
        var began = TimeProvider.System.GetTimestamp();

        for (var n = 0; n < MadeUp; n++) Assert.Null(await keys.Find($"x{n:0000000}"));

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var grains = await house.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var lookedUp = grains.Count(grain => grain.GrainId.Key.ToString()!.StartsWith('x'));
        // Twenty a second, and twenty that had been saved up.
        Assert.InRange(lookedUp, 1, 20 * (seconds + 2));
        Assert.Equal(key.Id, (await keys.Find(key.Id))?.Key.Id);
    }

    private static async Task<ApiKey> Make(House house, KeyRole role)
    {
        var (_, stored) = ApiKeys.Make(role, "a key", DateTimeOffset.UnixEpoch);
        await house.Grains.Key(stored.Id).Save(stored);
        return stored;
    }

    /// <summary>What a gateway knows of keys while it follows the feed.</summary>
    private async Task<KnownKeys> Gateway(House house)
    {
        var strangers = new Strangers(_time);
        var keys = new KnownKeys(house.Grains, _time, strangers);
        var life = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var board = new BoardAccess();
        var follower = new BoardFollower(
            new FeedReader(house.Grains, keys, new FeedMeters(board, _time)), board, life,
            TimeProvider.System, NullLogger<BoardFollower>.Instance);
        life.NotifyStarted();
        await follower.StartAsync(CancellationToken.None);
        _gateways.Add(new Running(follower, strangers));
        await Deadline.Until(() => Task.FromResult(board.IsCaughtUp), "a gateway to follow the feed");
        return keys;
    }

    private sealed class Running(BoardFollower follower, Strangers strangers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await follower.StopAsync(CancellationToken.None);
            follower.Dispose();
            strangers.Dispose();
        }
    }
}
