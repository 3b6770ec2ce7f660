using System.Text.Json;
using Aggregator.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Aggregator.Gateway.Http;

/// <summary>Refusals as <c>application/problem+json</c>.</summary>
internal static class Problems
{
    private const string RetrySeconds = "1";
    private const string Challenge = "Bearer";

    /// <summary>
    /// The same below <c>/v1</c>; elsewhere people ask, and the status alone leaves the words to their pages.
    /// </summary>
    public static Task Tell(HttpContext context, Refusal refusal)
    {
        if (ApiEdge.IsInside(context.Request)) return Write(context, refusal);
        Refuse(context.Response, refusal);
        return Task.CompletedTask;
    }

    public static Task Write(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        var status = Refuse(response, refusal);
        var problem = new Problem
        {
            Type = $"{Routes.Problems}{refusal.Code}",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = refusal.Detail,
            Code = refusal.Code,
            Errors = refusal.Errors.IsDefaultOrEmpty ? null : [.. refusal.Errors.Select(View)],
        };

        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = RetrySeconds;
        // RFC 9110 §15.5.2: whoever is not let in is told what would let them in.
        if (status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
            response.Headers.WWWAuthenticate = Challenge;
        if (status is StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge
            || IsLeftUnread(context))
            response.Headers.Connection = "close";
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, AggregatorJson.Wire.Problem);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static int Refuse(HttpResponse response, Refusal refusal)
    {
        GatewayTelemetry.Refused(refusal.Code);
        return response.StatusCode = RefusalStatus.Of(refusal);
    }

    // Kestrel hangs up on whoever sends more than is read: said beforehand, nothing else is sent after it.
    private static bool IsLeftUnread(HttpContext context) =>
        context.Request.ContentLength
            > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    public static ProblemAt View(RefusalAt refusal) =>
        new() { At = refusal.At, Code = refusal.Code, Detail = refusal.Detail };
}

/// <summary>Says no from deep inside the reading of a request; becomes a problem at the edge.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public RefusedException(string code, string detail) : this(new Refusal(code, detail)) { }

    public Refusal Refusal { get; } = refusal;
}
