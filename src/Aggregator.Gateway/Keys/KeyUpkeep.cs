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

    // A silo that stands still is asked in vain; another one is, before what was read is trusted no more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.75);
    private const int TriesMax = 3;

    private bool _isAway;
    private long _turn;

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
            await Renew();
            await NoteUse();
            _isAway = false;
        }
        catch (Exception fault) when (IsOfSilos(fault))
        {
            // What is in memory is trusted a little longer, and asked for one by one after that.
            if (!_isAway) KeysAway(log, fault.Message);
            _isAway = true;
        }
    }

    private async Task Renew()
    {
        if (keys.Used is not { Count: > 0 } used) return;
        string[] ids = [.. used.Select(key => key.Key.Id)];
        for (var tries = 1; ; tries++)
        {
            var readAt = clock.GetTimestamp();
            try
            {
                keys.Renew(used, await grains.Ledger(_turn).KeysOf(ids).WaitAsync(Patience, clock), readAt);
                return;
            }
            catch (Exception fault) when (IsOfSilos(fault) && tries < TriesMax)
            {
                _turn++;
            }
        }
    }

    private async Task NoteUse()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var shown = keys.Shown;
        var unnoted = shown.Where(known => known.Key.LastUsed is not { } noted || noted < today).ToList();
        if (unnoted.Count > 0)
            await grains.Ledger(_turn).UseKeys([.. unnoted.Select(known => known.Key.Id)], today)
                .WaitAsync(Patience, clock);
        keys.Noted(shown);
    }

    private static bool IsOfSilos(Exception fault) => fault
        is LedgerUnavailableException or TimeoutException or OrleansException or InvalidOperationException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys cannot be read at the moment: {Reason}")]
    private static partial void KeysAway(ILogger log, string reason);
}
