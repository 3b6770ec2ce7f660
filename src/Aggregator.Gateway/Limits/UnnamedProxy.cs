using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// Says once, in the log, that somebody who says it asks for others has used up an allowance and is no named
/// proxy: if it is the proxy before this server, all strangers share what one may ask.
/// </summary>
internal sealed partial class UnnamedProxy(ILogger<UnnamedProxy> log)
{
    private int _isTold;

    /// <summary>A caller was refused for asking too much.</summary>
    public void Note(HttpContext context)
    {
        // What a named proxy says has been taken out of the headers.
        if (!CallerLimits.IsForwarded(context.Request) || Interlocked.Exchange(ref _isTold, 1) == 1) return;
        Refused(log, context.Connection.RemoteIpAddress);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Address} was refused for asking too much, says that it asks for others, and is no named "
            + "proxy. If it is the one before this server, name it in AGGREGATOR__PROXIES: strangers share "
            + "one allowance until then")]
    private static partial void Refused(ILogger log, IPAddress? address);
}
