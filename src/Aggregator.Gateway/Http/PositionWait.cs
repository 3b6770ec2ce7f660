using System.Globalization;
using Aggregator.Client;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Http;

/// <summary>
/// Lets a request below <c>/v1</c> wait for the position it names. After the caller's limits: who waits, or
/// names nothing readable, has asked like anybody else.
/// </summary>
internal sealed class PositionWait(RequestDelegate next, BoardAccess board)
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(2);

    public Task Invoke(HttpContext context) =>
        context.Request.Headers.TryGetValue(Routes.MinPositionHeader, out var named)
            && context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
                ? Wait(context, named[0])
                : next(context);

    /// <summary>The position that a request names, once it was waited for; 0 where it names none.</summary>
    public static long Named(HttpContext context) =>
        TryRead(context.Request.Headers[Routes.MinPositionHeader], out var position) ? position : 0;

    private async Task Wait(HttpContext context, string? named)
    {
        if (!TryRead(named, out var position))
            throw new RefusedException("header-unreadable",
                $"{Routes.MinPositionHeader} must be a position, not \"{Shown.Short(named)}\".");

        if (!await board.WaitFor(position, PatienceMax, context.RequestAborted))
            throw new RefusedException("not-yet",
                $"Position {position} cannot be read here yet: it is at position {board.Current.Settled}.");
        await next(context);
    }
    private static bool TryRead(string? named, out long position) =>
        long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out position);
}
