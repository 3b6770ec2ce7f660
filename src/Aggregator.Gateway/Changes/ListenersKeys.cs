using Aggregator.Gateway.Keys;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Changes;

/// <summary>
/// Ends listeners whose key was revoked or has expired, within 5 s as everywhere: whoever comes again with it
/// is told why.
/// </summary>
internal sealed class ListenersKeys(Listeners listeners, KeyDesk desk, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task Look()
    {
        foreach (var shown in listeners.Shown)
        {
            if (await desk.Objection(shown) is not null) listeners.End(shown);
        }
    }
}
