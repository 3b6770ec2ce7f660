using System.Globalization;
using System.Threading.RateLimiting;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Limits;

/// <summary>What a route group is limited as, beside what its callers are.</summary>
internal static class LimitNames
{
    public const string Writes = "writes";
    public const string Imports = "imports";
}

/// <summary>
/// What each caller has left is counted first, then ASP.NET's rate limiter bounds what all do at once: its
/// own way of counting callers looks for the bucket under a lock and takes the time of every read.
/// </summary>
public static class LimitsHosting
{
    private const int ImportsRetrySeconds = 10;
    private const int LookedAtPerRead = 10_000;

    internal static void AddLimits(this IServiceCollection services, LimitOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CallerLimits>();
        services.AddSingleton<ImportLimits>();
        services.AddSingleton<UnnamedProxy>();
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(LimitNames.Writes, new AtOnce(
                new() { PermitLimit = options.WritesAtOnce, QueueLimit = options.WritesWaiting },
                new("overloaded", "More is being written than this server can take on. Nothing of this "
                    + "request was recorded; try again in a moment."),
                retrySeconds: 1));
            limiter.AddPolicy(LimitNames.Imports, new AtOnce(
                new() { PermitLimit = options.ImportsAtOnce, QueueLimit = 0 },
                new("imports-busy", $"{options.ImportsAtOnce} imports are under way, and no more are taken "
                    + "at a time. Nothing of this one was read; send it again when one is through."),
                ImportsRetrySeconds));
        });
    }

    /// <summary>Each request of these routes counts as so many reads, for it makes as many.</summary>
    public static void CountsAs(this IEndpointConventionBuilder routes, int reads) =>
        routes.WithMetadata(new ReadCost(reads));

    /// <summary>Counts what each caller asks for, unless it is unlimited.</summary>
    internal static void UseLimits(this WebApplication app, Func<HttpContext, bool> isUnlimited)
    {
        var callers = app.Services.GetRequiredService<CallerLimits>();
        var proxy = app.Services.GetRequiredService<UnnamedProxy>();
        app.Use(next => context =>
        {
            if (isUnlimited(context) || callers.Of(context) is not { } bucket
                || Takes(context, bucket, CostOf(context, bucket), out var wait))
                return next(context);
            proxy.Note(context);
            return TooMany(context, bucket, wait);
        });
    }

    /// <summary>
    /// Takes more of what the caller has left for an answer that costs as much as several. False when there
    /// is not so much left: then the caller has been told. Nothing costs more than half of an allowance.
    /// </summary>
    internal static async ValueTask<bool> TakesMore(this HttpContext context, CallerLimits callers, int count)
    {
        if (count == 0 || callers.Of(context) is not { } bucket) return true;
        if (Takes(context, bucket, AtMostHalf(count, bucket), out var wait)) return true;
        await TooMany(context, bucket, wait);
        return false;
    }

    /// <summary>The same for an answer for which so many films or critics are looked at.</summary>
    internal static ValueTask<bool> TakesFilter(this HttpContext context, CallerLimits callers, int looked) =>
        context.TakesMore(callers, looked / LookedAtPerRead);

    /// <summary>
    /// Bounds what all do at once. Who is refused in any case takes nobody's place in it: the places of
    /// imports are two, and strangers would sit on them.
    /// </summary>
    internal static void UseBounds(this WebApplication app) =>
        app.UseWhen(IsBounded, bounded => bounded.UseRateLimiter());

    /// <summary>
    /// Takes so many of what the caller has left, and tells it in the headers of the answer.
    /// </summary>
    private static bool Takes(HttpContext context, Bucket bucket, int count, out TimeSpan wait)
    {
        using var lease = bucket.Limiter.AttemptAcquire(count);
        var left = bucket.Limiter.GetStatistics()?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = bucket.Allowance.Text;
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] =
            bucket.Allowance.SecondsToFull(left).ToString(CultureInfo.InvariantCulture);
        if (!lease.TryGetMetadata(MetadataName.RetryAfter, out wait)) wait = TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }

    private static int CostOf(HttpContext context, Bucket bucket) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ReadCost>() is { } cost
            ? Math.Max(1, AtMostHalf(cost.Reads, bucket))
            : 1;

    private static int AtMostHalf(int count, Bucket bucket) => Math.Min(count, bucket.Allowance.Count / 2);

    private static bool IsBounded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null
        && !KeyPolicies.Refuses(context);

    private static Task TooMany(HttpContext context, Bucket bucket, TimeSpan wait)
    {
        Retry(context, Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
        return Problems.Tell(context, new Refusal(
            "too-many-requests",
            $"This caller has used up its {bucket.Allowance.Text} requests of this kind; "
            + "they come back little by little."));
    }

    private static void Retry(HttpContext context, int seconds) =>
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

    private sealed record ReadCost(int Reads);

    /// <summary>A bound for the whole process: so many at once, so many waiting, and no more.</summary>
    private sealed class AtOnce(ConcurrencyLimiterOptions options, Refusal refusal, int retrySeconds)
        : IRateLimiterPolicy<string>
    {
        public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected => (rejected, _) =>
        {
            Retry(rejected.HttpContext, retrySeconds);
            return new(Problems.Write(rejected.HttpContext, refusal));
        };

        public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
            RateLimitPartition.Get(refusal.Code, _ => new ConcurrencyLimiter(options));
    }
}
