using System.Collections.Concurrent;
using System.Reflection;
using Aggregator.Grains;

namespace Aggregator.Server.Membership;

/// <summary>
/// What a gateway does when the silo it asked dies. A call that may be repeated is asked again until another
/// silo has taken the grain over; any other ends soon, so that its caller is told to try again and does not
/// wait for an answer that never comes. The only place where calls are repeated.
/// </summary>
internal sealed class SiloDeaths(LostSilos lost, TimeProvider clock) : IOutgoingGrainCallFilter
{
    /// <summary>Longer than it takes to declare a killed silo dead.</summary>
    private static readonly TimeSpan RepeatedFor = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RepeatedEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// After a connection broke, what the living still have to say is heard for so long. A commit takes less.
    /// </summary>
    private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<MethodInfo, bool> _repeatable = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var asked = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await Answer(context);
                if (context.Response?.Exception is not { } failure) return;
                if (IsGivenUp(failure)) throw new UnansweredException(failure);
                if (!MayRepeat(context, failure, asked)) return;
            }
            catch (OperationCanceledException failure) when (IsGivenUp(failure))
            {
                throw new UnansweredException(failure);
            }
            catch (Exception failure) when (MayRepeat(context, failure, asked))
            {
                // Asked again below.
            }

            await Task.Delay(RepeatedEvery, clock);
        }
    }

    private async Task Answer(IOutgoingGrainCallContext context)
    {
        var loss = lost.Next;
        var answer = context.Invoke();
        if (!answer.IsCompleted && await Task.WhenAny(answer, loss) == loss)
        {
            await Task.WhenAny(answer, Task.Delay(HeardFor, clock));
            if (!answer.IsCompleted)
                throw new UnansweredException();
        }

        await answer;
    }

    private bool MayRepeat(IOutgoingGrainCallContext context, Exception failure, long asked) =>
        // Not after an unanswered one: it is still under way, and Orleans makes no call twice at once.
        failure is SiloUnavailableException or OrleansMessageRejectionException
        && clock.GetElapsedTime(asked) < RepeatedFor
        && !lost.IsNoneLeft
        && _repeatable.GetOrAdd(
            context.InterfaceMethod, method => method.IsDefined(typeof(RepeatableAttribute)));

    /// <summary>
    /// A silo that looked in vain for one that would take the grain, until the message was too old, says that
    /// the call was cancelled. Its caller did not cancel anything.
    /// </summary>
    private static bool IsGivenUp(Exception failure) =>
        failure is OperationCanceledException { CancellationToken.IsCancellationRequested: false };

    private sealed class UnansweredException(Exception? reason = null)
        : OrleansException("A silo was lost, and with it the answer.", reason!);
}
