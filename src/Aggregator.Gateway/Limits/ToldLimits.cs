using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// The limits of callers, told in the headers of every answer they apply to. The bucket is looked for once a
/// request; the partitions that the library offers would look for it twice, under a lock.
/// </summary>
internal sealed class ToldLimits(CallerLimits callers) : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) =>
        callers.Of(resource)?.Limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        if (callers.Of(resource) is not { } bucket) return Unlimited.Lease;
        var lease = bucket.Limiter.AttemptAcquire(permitCount);
        Tell(resource, bucket);
        return lease;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        callers.Of(resource) is { } bucket
            ? bucket.Limiter.AcquireAsync(permitCount, cancellationToken)
            : new(Unlimited.Lease);

    protected override void Dispose(bool disposing)
    {
        if (disposing) callers.Dispose();
        base.Dispose(disposing);
    }

    private static void Tell(HttpContext context, Bucket bucket)
    {
        var left = bucket.Limiter.GetStatistics()?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = bucket.Allowance.Text;
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] =
            bucket.Allowance.SecondsToFull(left).ToString(CultureInfo.InvariantCulture);
    }

    private sealed class Unlimited : RateLimitLease
    {
        public static readonly Unlimited Lease = new();

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
