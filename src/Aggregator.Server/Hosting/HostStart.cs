using Aggregator.Ledgers;
using Aggregator.Server.Membership;

namespace Aggregator.Server.Hosting;

/// <summary>Starting, as far as whoever runs the program lets it.</summary>
internal static class HostStart
{
    /// <summary>
    /// Completes when the first silo is found; HTTP answers before. False when it was asked to stop first.
    /// Throws <see cref="LedgerOpenException"/> when the operator has to mend something.
    /// </summary>
    public static Task<bool> StartBeforeSilos(this WebApplication app, CancellationToken cancel)
    {
        app.Services.GetRequiredService<MembershipCheck>().OfGateway();
        return app.TryStart(cancel);
    }

    /// <summary>
    /// False when it was asked to stop before it had started: no fault, and nothing is lost.
    /// </summary>
    public static async Task<bool> TryStart(this WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
            return true;
        }
        catch (Exception stopped) when (
            stopped is OperationCanceledException or OrleansException
            && (cancel.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested))
        {
            return false;
        }
    }
}
