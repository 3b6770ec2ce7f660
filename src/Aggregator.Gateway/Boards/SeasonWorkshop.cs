using Aggregator.Grains;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>The workshop for what needs a whole season, and where its lists are read.</summary>
internal sealed partial class SeasonWorkshop(
    IGrainFactory grains, TimeProvider clock, ILogger<SeasonWorkshop> log) : IDisposable
{
    private const int ListsAtOnce = 200;

    private readonly Workshop _workshop = new(clock);

    /// <summary>Does some work on a season when it is its turn; where that fails it is logged.</summary>
    public Task InTurn(int season, TimeSpan notBefore, Func<CancellationToken, Task> work) =>
        _workshop.InTurn(notBefore, work, fault => Lost(log, season, fault));

    /// <summary>Every list of a season that stands now, in the order of critics.</summary>
    public async Task<List<StandingList>> ListsOf(int season, CancellationToken cancel)
    {
        var lists = new List<StandingList>();
        for (CriticId? after = null; ; after = lists[^1].List.Critic)
        {
            var page = await grains.Season(season).Lists(after, ListsAtOnce).WaitAsync(cancel);
            lists.AddRange(page.Items);
            if (!page.More) return lists;
        }
    }

    public void Dispose() => _workshop.Dispose();

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "What needs all lists of {Season} could not be computed; it is answered without, or as "
            + "before")]
    private static partial void Lost(ILogger log, int season, Exception fault);
}
