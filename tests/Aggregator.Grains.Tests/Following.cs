using Aggregator.Gateway;
using Aggregator.Gateway.Keys;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Grains;

/// <summary>A gateway's Board, following a house.</summary>
internal sealed class Following : IAsyncDisposable
{
    private readonly Strangers _strangers;
    private readonly FeedMeters _meters;
    private readonly BoardFollower _follower;

    private Following(House house, TimeProvider time, Board? filled)
    {
        Board = new(filled is null ? null : Task.FromResult(filled));
        _strangers = new Strangers(time);
        _meters = new FeedMeters(Board, time);
        var feed = new FeedReader(house.Grains, new KnownKeys(house.Grains, time, _strangers), _meters);
        var life = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        _follower = new BoardFollower(feed, Board, life, time, NullLogger<BoardFollower>.Instance);
        life.NotifyStarted();
    }

    public BoardAccess Board { get; }

    /// <summary>From what was <paramref name="filled"/> while the process started, if anything was.</summary>
    public static async Task<Following> Begin(House house, TimeProvider? time = null, Board? filled = null)
    {
        var following = new Following(house, time ?? TimeProvider.System, filled);
        await following._follower.StartAsync(CancellationToken.None);
        return following;
    }

    public async ValueTask DisposeAsync()
    {
        await _follower.StopAsync(CancellationToken.None);
        _follower.Dispose();
        _strangers.Dispose();
        _meters.Dispose();
    }
}
