using System.Globalization;
using Aggregator.Client;
using Aggregator.Gateway.Keys;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Http;

/// <summary>
/// Lets a request below <c>/v1</c> wait for the position it names. After the caller's limits: who waits, or
/// names nothing readable, has asked like anybody else. Who shows no key that opens anything, where one is
/// needed, is told so at once; whose it is may be known by that position only.
/// </summary>
internal sealed class PositionWait(RequestDelegate next, BoardAccess board, TimeProvider clock)
{
    public Task Invoke(HttpContext context) =>
        context.Request.Headers.TryGetValue(Routes.MinPositionHeader, out var named)
            && ApiEdge.IsInside(context.Request) && !KeyPolicies.LacksKey(context)
                ? Wait(context, named[0])
                : next(context);

    private async Task Wait(HttpContext context, string? named)
    {
        if (!long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            throw new RefusedException("header-unreadable",
                $"{Routes.MinPositionHeader} must be a position, not \"{Shown.Short(named)}\".");

        var awaited = new AwaitedPosition(position, clock);
        if (!await board.WaitFor(position, awaited.PatienceLeft, context.RequestAborted))
            throw new RefusedException("not-yet",
                $"Position {position} cannot be read here yet: it is at position {board.Current.Settled}.");
        context.Features.Set(awaited);
        await next(context);
    }
}

/// <summary>
/// The position that a request waits for: kept for those who answer from something that is made later than
/// the Board.
/// </summary>
internal sealed class AwaitedPosition(long position, TimeProvider clock)
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(2);

    private readonly long _began = clock.GetTimestamp();

    public long Position { get; } = position;

    public TimeSpan PatienceLeft => PatienceMax - clock.GetElapsedTime(_began);
}
