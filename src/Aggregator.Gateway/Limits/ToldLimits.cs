using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Limits;

/// <summary>The limits of callers, told in the headers of every answer they apply to.</summary>
internal sealed class ToldLimits(CallerLimits callers) : PartitionedRateLimiter<HttpContext>
{
    private readonly PartitionedRateLimiter<HttpContext> _limits =
        PartitionedRateLimiter.Create<HttpContext, int>(callers.Of);

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) =>
        _limits.GetStatistics(resource);

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var lease = _limits.AttemptAcquire(resource, permitCount);
        Tell(resource);
        return lease;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        _limits.AcquireAsync(resource, permitCount, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _limits.Dispose();
        base.Dispose(disposing);
    }

    private void Tell(HttpContext context)
    {
        if (callers.AllowanceOf(context) is not { } allowance) return;
        var left = _limits.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = allowance.Text;
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = allowance.SecondsToFull(left).ToString(CultureInfo.InvariantCulture);
    }
}
