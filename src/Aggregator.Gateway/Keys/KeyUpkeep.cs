using Aggregator.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Reads the keys that are in use again, all at once and off the path of requests, and notes once a day that
/// they are.
/// </summary>
internal sealed partial class KeyUpkeep(
    IGrainFactory grains, KnownKeys keys, TimeProvider clock, ILogger<KeyUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Look();
        }
    }

    private async Task Look()
    {
        try
        {
            if (keys.Used is not { Count: > 0 } used) return;
            await NoteUse(used);
            var readAt = clock.GetTimestamp();
            keys.Renew(used, await grains.Ledger().KeysOf([.. used.Select(key => key.Key.Id)]), readAt);
            _isAway = false;
        }
        catch (Exception fault) when (
            fault is LedgerUnavailableException or TimeoutException or OrleansException
                or InvalidOperationException)
        {
            // What is in memory is trusted a little longer, and asked for one by one after that.
            if (!_isAway) KeysAway(log, fault.Message);
            _isAway = true;
        }
    }

    private async Task NoteUse(IReadOnlyList<KnownKey> used)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var unnoted = used
            .Where(key => key.IsProven && (key.UseNoted is null || key.UseNoted < today)).ToList();
        if (unnoted.Count == 0) return;
        await grains.Ledger().UseKeys([.. unnoted.Select(key => key.Key.Id)], today);
        foreach (var key in unnoted) key.UseNoted = today;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys cannot be read at the moment: {Reason}")]
    private static partial void KeysAway(ILogger log, string reason);
}
