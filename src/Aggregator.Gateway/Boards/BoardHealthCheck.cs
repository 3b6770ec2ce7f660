using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aggregator.Gateway;

/// <summary>
/// Ready once the Board has reached the head of the feed; says how far it is until then, and whenever it is
/// behind again.
/// </summary>
public sealed class BoardHealthCheck(BoardAccess board) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(board.IsCaughtUp
            ? HealthCheckResult.Healthy(Says)
            : HealthCheckResult.Unhealthy(Says));

    private string Says => board switch
    {
        { IsCaughtUp: true, Following.IsBehind: false } =>
            $"at revision {board.Current.Revision}, settled to {board.Current.Settled}",
        { Following: var (revision, head) } =>
            $"The board is catching up; it has read to revision {revision} of {head}.",
    };
}
