using System.Diagnostics;

namespace Aggregator.Cluster.Tests;

/// <summary>Waits on a condition, and says what was waited for when it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Answers how long it took.</summary>
    public static async Task<TimeSpan> True(string what, Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(LooksEvery);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {what}.");
            await timer.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>A stretch of time in which the load goes on: part of a scenario, not a wait for it.</summary>
    public static async Task Passed(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
