using Aggregator.Grains;

namespace Aggregator.Gateway.Writes;

/// <summary>Tells grains what a critic says, as long as whoever said it waits for the answer.</summary>
internal static class Saying
{
    /// <summary>
    /// Says it as of how far the ledger was known to reach when it was asked for. What the critic said since
    /// may only be news here, or this request be the late one, whose caller said it again elsewhere: a caller
    /// who is still there tells which, and it is said again then, knowing of the other.
    /// </summary>
    public static async Task<T> Say<T>(long askedAt, Func<long, Task<T>> say, CancellationToken cancel)
        where T : ISaidOutcome
    {
        while (true)
        {
            var outcome = await say(askedAt);
            if (!outcome.IsOvertaken) return outcome;
            cancel.ThrowIfCancellationRequested();
            askedAt = outcome.Position;
        }
    }
}
