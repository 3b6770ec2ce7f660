using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Tells the operator whose keys and tokens were refused: the id and the address, never the secret. Only so
/// many a second, so that whoever tries a hundred thousand keys does not fill the disk; the rest is counted.
/// </summary>
internal sealed partial class FailedCallers(ILogger<FailedCallers> log) : IDisposable
{
    private const int LinesPerSecond = 10;

    private readonly TokenBucketRateLimiter _lines = new(new()
    {
        TokenLimit = LinesPerSecond,
        TokensPerPeriod = LinesPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    private long _untold;

    public void Tell(IPAddress? address, string? keyId, string code)
    {
        using var line = _lines.AttemptAcquire();
        if (!line.IsAcquired)
        {
            Interlocked.Increment(ref _untold);
            return;
        }

        if (Interlocked.Exchange(ref _untold, 0) is > 0 and var untold) More(log, untold);
        Refused(log, address, keyId ?? "no key", code);
    }

    public void Dispose() => _lines.Dispose();

    [LoggerMessage(Level = LogLevel.Information,
        Message = "A caller at {Address} who showed {KeyId} was refused: {Code}")]
    private static partial void Refused(ILogger log, IPAddress? address, string keyId, string code);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Count} more callers were refused for their keys or tokens meanwhile")]
    private static partial void More(ILogger log, long count);
}
