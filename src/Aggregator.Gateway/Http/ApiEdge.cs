using System.Net;
using Aggregator.Client;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Aggregator.Gateway.Http;

/// <summary>
/// What holds for every request below <c>/v1</c>: reads are open to pages of other origins. Whatever goes
/// wrong, there and elsewhere, is answered with a problem and never with an exception.
/// </summary>
internal sealed partial class ApiEdge(
    RequestDelegate next, BoardAccess board, RoutesKnown routes, ILogger<ApiEdge> log, TimeProvider clock)
{
    private readonly FewLines _ledgerAway = new(clock);

    private static readonly StringValues AnyOrigin = "*";

    // The star stands for all but the first, as what telemetry in browsers adds; old ones need the names.
    private static readonly StringValues AllowedHeaders =
        "Authorization, Content-Type, If-None-Match, Last-Event-ID, Aggregator-Min-Position, *";

    // By name what a program may count on; the star stands for all that is sent besides (Fetch §3.3.6).
    private static readonly StringValues ExposedHeaders = "ETag, Aggregator-Position, *";

    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(1);

    /// <summary>Whether a program asks, of the interface; in any case, as routes are found.</summary>
    public static bool IsInside(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase);

    public Task Invoke(HttpContext context) =>
        IsInside(context.Request) ? Answer(context) : AnswerOthers(context);

    /// <summary>
    /// Pages of people and of operators: whose key it is cannot be said while the ledger is away.
    /// </summary>
    private async Task AnswerOthers(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await Explain(context, fault);
        }
    }

    private async Task Answer(HttpContext context)
    {
        try
        {
            if (IsPreflight(context.Request))
            {
                AllowReads(context);
                return;
            }

            if (IsRead(context.Request, context.Request.Method))
            {
                context.Response.Headers.AccessControlAllowOrigin = AnyOrigin;
                context.Response.Headers.AccessControlExposeHeaders = ExposedHeaders;
            }

            if (!board.IsCaughtUp && !await board.WaitForHead(PatienceMax, context.RequestAborted))
                throw new RefusedException("not-yet",
                    $"This server is still reading the ledger: it is at position {board.Current.Settled}.");

            await next(context);
            if (context.Response
                is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null })
                await Problems.Write(context, routes.RefusalOf(context));
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await Explain(context, fault);
        }
    }

    private async Task Explain(HttpContext context, Exception fault)
    {
        if (await IsCallerGone(context, fault))
        {
            // Or else the rest of the body would be waited for.
            context.Abort();
            return;
        }

        var refusal = fault switch
        {
            RefusedException refused => refused.Refusal,
            BadHttpRequestException bad => RefusalStatus.Of(bad.StatusCode, context),
            LedgerUnavailableException or TimeoutException or OrleansException
                or OperationCanceledException => new Refusal(
                "ledger-away", "The ledger cannot be reached at the moment. Nothing is lost; try again."),
            _ => RefusalStatus.Of((int)HttpStatusCode.InternalServerError, context),
        };
        if (refusal.Code == "ledger-away") TellLedgerAway(context.Request.Method, fault.Message);
        if (refusal.Code == "internal") Failed(log, context.Request.Method, context.Request.Path, fault);
        await Problems.Write(context, refusal);
    }

    private static async ValueTask<bool> IsCallerGone(HttpContext context, Exception fault)
    {
        var gone = context.RequestAborted;
        // A body breaks off a moment before its request is told that the caller has hung up.
        if (fault is IOException and not BadHttpRequestException
            || fault.GetBaseException() is ConnectionAbortedException)
            await Task.Delay(GoneWithin, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return gone.IsCancellationRequested
            && fault is OperationCanceledException or IOException or OrleansException;
    }

    private void TellLedgerAway(string method, string reason)
    {
        if (!_ledgerAway.MayTell(out var untold)) return;
        if (untold > 0) MoreLedgerAway(log, untold);
        LedgerAway(log, method, reason);
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey("Access-Control-Request-Method");

    // A page of another origin may read, with a reader's key too; writing is for programs, not for pages.
    private static bool IsRead(HttpRequest request, string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
        || (HttpMethods.IsPost(method) && request.Path == Routes.Acclaim);

    private static void AllowReads(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.StatusCode = StatusCodes.Status204NoContent;
        if (!IsRead(request, request.Headers.AccessControlRequestMethod.ToString())) return;
        response.Headers.AccessControlAllowOrigin = AnyOrigin;
        response.Headers.AccessControlAllowMethods = request.Headers.AccessControlRequestMethod;
        response.Headers.AccessControlAllowHeaders = AllowedHeaders;
        response.Headers.AccessControlMaxAge = "86400";
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A {Method} was refused because the ledger is away: {Reason}")]
    private static partial void LedgerAway(ILogger log, string method, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Count} more requests were refused meanwhile because the ledger is away")]
    private static partial void MoreLedgerAway(ILogger log, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger log, string method, string path, Exception fault);
}
