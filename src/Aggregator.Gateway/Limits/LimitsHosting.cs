using System.Globalization;
using System.Threading.RateLimiting;
using Aggregator.Gateway.Http;
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

/// <summary>ASP.NET's rate limiter, told what to limit.</summary>
internal static class LimitsHosting
{
    private const int ImportsRetrySeconds = 10;

    public static void AddLimits(this IServiceCollection services, LimitOptions options)
    {
        var callers = new CallerLimits(options);
        services.AddSingleton(callers);
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = new ToldLimits(callers);
            limiter.OnRejected = (rejected, _) => new(TooMany(rejected));
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

    /// <summary>Whoever is exempt, and asks for nothing bounded for all, does not come by here.</summary>
    public static void UseLimits(this WebApplication app)
    {
        var callers = app.Services.GetRequiredService<CallerLimits>();
        app.UseWhen(
            context => !callers.IsExempt(context) || IsBounded(context),
            limited => limited.UseRateLimiter());
    }

    private static bool IsBounded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null;

    private static Task TooMany(OnRejectedContext rejected)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told)
            ? told
            : TimeSpan.FromSeconds(1);
        Retry(rejected.HttpContext, Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
        var limit = rejected.HttpContext.Response.Headers["RateLimit-Limit"];
        return Problems.Write(rejected.HttpContext, new Refusal(
            "too-many-requests",
            $"This caller has used up its {limit} requests of this kind; they come back little by little."));
    }

    private static void Retry(HttpContext context, int seconds) =>
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

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
