namespace Aggregator.Server.Membership;

/// <summary>
/// Tells when a connection to a silo is lost. Orleans' client tells its callers nothing of it: they would
/// wait for their answers until they time out.
/// </summary>
internal sealed class LostSilos(TimeProvider clock) : IClusterConnectionStatusObserver
{
    private static readonly TimeSpan NoneLeftAfter = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _noneSince;

    /// <summary>Completes at the next loss. Take it before asking.</summary>
    public Task Next => _lost.Task;

    /// <summary>Whether no silo has been connected for more than a moment.</summary>
    public bool IsNoneLeft =>
        Interlocked.Read(ref _noneSince) is var since and not 0
        && clock.GetElapsedTime(since) > NoneLeftAfter;

    public void NotifyGatewayCountChanged(
        int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        Interlocked.Exchange(ref _noneSince, currentNumberOfGateways > 0 ? 0 : clock.GetTimestamp());
        if (currentNumberOfGateways < previousNumberOfGateways) Tell();
    }

    public void NotifyClusterConnectionLost() => Tell();

    private void Tell() => Interlocked.Exchange(
        ref _lost, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
