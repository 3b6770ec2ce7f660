using System.Net;
using Aggregator.Gateway.Http;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Tells the operator whose keys and tokens were refused: the id and the address, never the secret.
/// </summary>
internal sealed partial class FailedCallers(ILogger<FailedCallers> log, TimeProvider clock)
{
    private readonly FewLines _lines = new(clock);

    public void Tell(IPAddress? address, string? keyId, string code)
    {
        if (!_lines.MayTell(out var untold)) return;
        if (untold > 0) More(log, untold);
        Refused(log, address, keyId ?? "no key", code);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "A caller at {Address} who showed {KeyId} was refused: {Code}")]
    private static partial void Refused(ILogger log, IPAddress? address, string keyId, string code);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Count} more callers were refused for their keys or tokens meanwhile")]
    private static partial void More(ILogger log, long count);
}
