using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Refuses for the policies: <see cref="CallerReading"/> has found out before them who asks, and here
/// strangers are asked for a key and others sent away.
/// </summary>
internal sealed class KeyRefusals : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context) : Write(context);

    /// <summary>Says no to whoever asks.</summary>
    public static Task Write(HttpContext context)
    {
        if (Caller.Of(context) is not null)
            return Problems.Write(context, new Refusal(
                "not-yours",
                $"{context.Request.Method} {context.Request.Path} is not for this key: its role or its "
                + "critic is another."));

        if (BrowserKey.IsTaken(context)) BrowserKey.Ask(context);
        return Problems.Write(context, new Refusal(
            "key-missing", "This needs a key: send it as \"Authorization: Bearer agg_…\"."));
    }
}
