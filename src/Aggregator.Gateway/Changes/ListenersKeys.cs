using Aggregator.Gateway.Keys;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Changes;

/// <summary>
/// Ends listeners whose key was revoked or has expired, within 5 s as everywhere, and those whose token has:
/// whoever comes again with it is told why.
/// </summary>
internal sealed class ListenersKeys(Listeners listeners, KeyDesk desk, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    // One that cannot be read at the moment must not keep the others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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
        var shown = listeners.Shown;
        if (shown.Count == 0) return;
        var ended = await Task.WhenAll(shown.Select(async one => (Shown: one, Ends: await Ends(one))));
        listeners.End(
            ended.Where(one => one.Ends).Select(one => one.Shown).ToHashSet(),
            clock.GetUtcNow() - TokenDesk.ClockSkew);
    }

    private async Task<bool> Ends(string shown)
    {
        try
        {
            return await desk.Objection(shown).AsTask().WaitAsync(Patience, clock) is not null;
        }
        catch (Exception fault) when (
            fault is TimeoutException or OperationCanceledException or InvalidOperationException)
        {
            // Looked at again in a moment.
            return false;
        }
    }
}
