using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Finds out who asks before limits are counted, so that each caller is limited by its own key. A key that
/// opens nothing is refused wherever it is shown, reads included: its holder thinks to be somebody else. So
/// is a token.
/// </summary>
internal sealed class CallerReading(RequestDelegate next, KeyDesk desk, TokenDesk tokens)
{
    public Task Invoke(HttpContext context)
    {
        if (context.Request.Headers.Authorization is not [{ } shown, ..]) return next(context);
        var reading = tokens.IsOn && !KeyDesk.IsKey(shown)
            ? new ValueTask<Outcome<Caller>>(tokens.Read(context))
            : desk.Read(shown);
        if (!reading.IsCompletedSuccessfully) return Wait(context, reading);
        Take(context, reading.Result);
        return next(context);
    }

    private async Task Wait(HttpContext context, ValueTask<Outcome<Caller>> reading)
    {
        try
        {
            Take(context, await reading);
        }
        catch (Exception fault) when (
            IsOpen(context) && fault is (LedgerUnavailableException or TimeoutException or OrleansException))
        {
            // Nobody can say who asks while the ledger is away, and what is open to all is open to this one.
        }

        await next(context);
    }

    private static bool IsOpen(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null;

    private static void Take(HttpContext context, Outcome<Caller> read)
    {
        if (read.Value is { } caller) context.User = caller.Principal;
        // The refusal takes the endpoint's place, so that it is limited like any other answer.
        else if (read.Refusal is { } refusal)
            context.SetEndpoint(new Endpoint(asked => Problems.Write(asked, refusal), null, refusal.Code));
    }
}
