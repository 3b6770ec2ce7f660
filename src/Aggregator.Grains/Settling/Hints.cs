namespace Aggregator.Grains;

/// <summary>
/// After a fact that touches several films is durable, each is told to catch up, so that the answer to the
/// writer already shows. What is not heard in time is left to settling.
/// </summary>
internal static class Hints
{
    private static readonly TimeSpan HeardWithin = TimeSpan.FromSeconds(1);

    /// <summary>Null when all were heard in time, else why not.</summary>
    public static async Task<string?> Heard(IEnumerable<Task> told, TimeProvider time)
    {
        try
        {
            await Task.WhenAll(told).WaitAsync(HeardWithin, time);
            return null;
        }
        catch (Exception late)
            when (late is TimeoutException or LedgerUnavailableException or OrleansException
                // So Orleans says that it found no silo for the grain in time.
                or OperationCanceledException)
        {
            return late.Message;
        }
    }
}
