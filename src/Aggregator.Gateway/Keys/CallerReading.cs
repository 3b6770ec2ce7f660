using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Finds out who asks before limits are counted, so that each caller is limited by its own key. A key that
/// opens nothing is refused wherever it is shown, reads included: its holder thinks to be somebody else. So
/// is a token.
/// </summary>
internal sealed class CallerReading(
    RequestDelegate next, KeyDesk desk, TokenDesk tokens, FailedCallers failed, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // Others who ask in this time do not wait in turn.
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(1);

    private long _away;

    public Task Invoke(HttpContext context)
    {
        var sent = context.Request.Headers.Authorization;
        if (sent.Count == 0 || BrowserKey.IsSentAlong(context, sent.ToString())) return next(context);
        // Of two neither is believed: whoever reads the other one would take the caller for another.
        var shown = BrowserKey.Read(context, sent.ToString());
        var reading = tokens.IsOn && !KeyDesk.IsKey(shown)
            ? new ValueTask<Outcome<Caller>>(tokens.Read(context))
            : desk.Read(shown);
        if (!reading.IsCompletedSuccessfully) return Wait(context, shown, reading);
        Take(context, shown, reading.Result);
        return next(context);
    }

    private async Task Wait(HttpContext context, string shown, ValueTask<Outcome<Caller>> reading)
    {
        Take(context, shown, KeyPolicies.IsForReaders(context)
            ? await Soon(context, shown, reading.AsTask())
            : await reading);
        await next(context);
    }

    /// <summary>
    /// What is read does not wait for a silo that is being replaced, nor for a ledger that is away: nobody
    /// can say who asks then, and it goes by what was known last. Where only those with a key may read, one
    /// that was never known has to wait.
    /// </summary>
    private async Task<Outcome<Caller>?> Soon(
        HttpContext context, string shown, Task<Outcome<Caller>> reading)
    {
        try
        {
            // Tokens are read here: no silo is asked.
            if (!KeyDesk.IsKey(shown)) return await reading;
            var isAway = clock.GetElapsedTime(Interlocked.Read(ref _away)) < AwayFor;
            return await reading.WaitAsync(isAway ? TimeSpan.Zero : Patience, clock);
        }
        catch (Exception fault) when (
            fault is LedgerUnavailableException or TimeoutException or OrleansException)
        {
            Interlocked.Exchange(ref _away, clock.GetTimestamp());
            var known = desk.Recall(shown);
            return known is null && KeyPolicies.IsKept(context) ? await reading : known;
        }
    }

    private void Take(HttpContext context, string shown, Outcome<Caller>? read)
    {
        if (read?.Value is { } caller)
        {
            caller.Make(context);
        }
        else if (read?.Refusal is { } refusal)
        {
            failed.Tell(context.Connection.RemoteIpAddress, KeyDesk.IdIn(shown), refusal.Code);
            var refuse = BrowserKey.Refusing(context);
            // The refusal takes the endpoint's place, so that it is limited like any other answer.
            context.SetEndpoint(new Endpoint(
                asked => refuse(asked, refusal), KeyPolicies.RefusedKey.Here, refusal.Code));
        }
    }
}
