using System.Diagnostics.CodeAnalysis;
using Aggregator.Grains;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Where what needs a whole season is computed, beside the Board: one piece of work at a time, and then none
/// for a while, so that whoever reads what is always live does not feel it.
/// </summary>
internal sealed partial class SeasonWorkshop(
    IGrainFactory grains, TimeProvider clock, ILogger<SeasonWorkshop> log) : IDisposable
{
    private const int ListsAtOnce = 200;

    /// <summary>After some work nothing is done for so many times as long.</summary>
    private const int RestFactor = 4;

    private static readonly TimeSpan RestAtMost = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ListsWithin = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private long _done;
    private TimeSpan _rest;
    private bool _isLost;

    /// <summary>
    /// Does some work on a season when it is its turn. Where that fails it is logged, and readers are
    /// answered without, or with what was there before.
    /// </summary>
    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever it was: there will be another try.")]
    public async Task Do(int season, Func<Task> work)
    {
        var end = _end.Token;
        await _turn.WaitAsync(end);
        try
        {
            var rest = _rest - clock.GetElapsedTime(_done);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, end);

            var began = clock.GetTimestamp();
            await work();
            _done = clock.GetTimestamp();
            rest = RestFactor * clock.GetElapsedTime(began, _done);
            _rest = rest < RestAtMost ? rest : RestAtMost;
            _isLost = false;
        }
        catch (Exception fault) when (!end.IsCancellationRequested)
        {
            if (!_isLost) Lost(log, season, fault);
            _isLost = true;
        }
        finally
        {
            if (!end.IsCancellationRequested) _turn.Release();
        }
    }

    /// <summary>Every list of a season that stands now.</summary>
    public Task<List<YearList>> ListsOf(int season) =>
        ReadLists(season).WaitAsync(ListsWithin, clock, _end.Token);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _turn.Dispose();
    }

    private async Task<List<YearList>> ReadLists(int season)
    {
        var lists = new List<YearList>();
        for (CriticId? after = null; ; after = lists[^1].Critic)
        {
            var page = await grains.Season(season).Lists(after, ListsAtOnce);
            lists.AddRange(page.Items.Select(item => item.List));
            if (!page.More) return lists;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "What needs all lists of {Season} could not be computed; it is answered without, or as "
            + "before")]
    private static partial void Lost(ILogger log, int season, Exception fault);
}
