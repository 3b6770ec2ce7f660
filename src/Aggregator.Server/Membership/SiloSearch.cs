namespace Aggregator.Server.Membership;

/// <summary>
/// A gateway that starts before any silo looks for one until it is there, and answers "not yet" meanwhile.
/// </summary>
internal sealed partial class SiloSearch(
    MembershipPlace database, MembershipCheck check, TimeProvider clock, ILogger<SiloSearch> log)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(500);

    private bool _isTold;

    public async Task<bool> ShouldRetryConnectionAttempt(
        Exception exception, CancellationToken cancellationToken)
    {
        // The silos that came meanwhile may be another cluster's.
        await Task.Run(check.OfGateway, cancellationToken);
        if (!_isTold) NotFound(log, database.Name, exception.Message);
        _isTold = true;
        await Task.Delay(LooksEvery, clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "No silo is found in the {Database} yet; looking twice a second: {Reason}")]
    private static partial void NotFound(ILogger log, string database, string reason);
}
