using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aggregator.Gateway;

/// <summary>Ready once the Board has reached the head of the feed; says how far it is until then.</summary>
public sealed class BoardHealthCheck(BoardAccess board) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(board.IsCaughtUp
            ? HealthCheckResult.Healthy(
                $"at revision {board.Current.Revision}, settled to {board.Current.Settled}")
            : HealthCheckResult.Unhealthy(
                $"The board is catching up; it has read to revision {board.Following}."));
}
