using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Aggregator.Gateway.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Primitives;

namespace Aggregator.Gateway.Limits;

/// <summary>So many requests of one kind in a time; the whole of it may come at once.</summary>
internal sealed class Allowance
{
    private const int StepsPerSecond = 10;

    private readonly TokenBucketRateLimiterOptions _options;
    private readonly double _perSecond;

    public Allowance(int count, TimeSpan within)
    {
        Count = count;
        Text = count.ToString(CultureInfo.InvariantCulture);
        _perSecond = count / within.TotalSeconds;
        // A tenth of a second's share at a time, or one whenever it is due.
        var atOnce = Math.Max(1, (int)(_perSecond / StepsPerSecond));
        _options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = count,
            TokensPerPeriod = atOnce,
            ReplenishmentPeriod = TimeSpan.FromSeconds(atOnce / _perSecond),
            QueueLimit = 0,
            // The limiter of all callers refills each: a timer for each caller would be too many.
            AutoReplenishment = false,
        };
    }

    public int Count { get; }

    public StringValues Text { get; }

    public RateLimiter Make() => new TokenBucketRateLimiter(_options);

    /// <summary>Seconds until all of it is there again, rounded up.</summary>
    public long SecondsToFull(long left) => (long)Math.Ceiling((Count - left) / _perSecond);
}

/// <summary>
/// What each caller may ask for: by key where one is shown, by address otherwise; reads, writes and imports
/// apart.
/// </summary>
internal sealed class CallerLimits(LimitOptions options)
{
    /// <summary>
    /// Callers share so many places by a hash with a secret seed, so that a hundred thousand addresses need
    /// no more memory than these. Two callers on one place share one allowance: with a thousand callers that
    /// is one chance in sixty for each, and nobody can choose whom to meet.
    /// </summary>
    private const int PlacesPerKind = 1 << 16;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Allowance[] _allowances =
    [
        new(options.ReadsPerAddress, Second),
        new(options.ReadsPerKey, Second),
        new(options.ReadsPerReaderKey, Second),
        new(options.WritesPerKey, Second),
        new(options.ImportsPerKey, TimeSpan.FromMinutes(1)),
    ];

    private enum Kind
    {
        ReadsByAddress,
        ReadsByKey,
        ReadsByReaderKey,
        Writes,
        Imports,
    }

    /// <summary>Whether this request passes unlimited, as its caller's others do.</summary>
    public bool IsExempt(HttpContext context) =>
        options.ExemptLoopback && IsFromHere(context.Connection) && !IsForwarded(context.Request);

    public RateLimitPartition<int> Of(HttpContext context)
    {
        if (IsExempt(context)) return RateLimitPartition.GetNoLimiter(-1);
        var (kind, place) = Place(context);
        return RateLimitPartition.Get(((int)kind * PlacesPerKind) + place, Make);
    }

    /// <summary>What the caller has for requests of this kind; null where there is no limit.</summary>
    public Allowance? AllowanceOf(HttpContext context) =>
        IsExempt(context) ? null : _allowances[(int)Place(context).Kind];

    private RateLimiter Make(int at) => _allowances[at / PlacesPerKind].Make();

    private static (Kind Kind, int Place) Place(HttpContext context)
    {
        if (Caller.Of(context) is not { } caller)
            return (Kind.ReadsByAddress, Network.Place(context.Connection.RemoteIpAddress, PlacesPerKind));

        var limit = context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>();
        var kind = limit?.PolicyName switch
        {
            LimitNames.Writes => Kind.Writes,
            LimitNames.Imports => Kind.Imports,
            _ when caller.Role == KeyRole.Reader => Kind.ReadsByReaderKey,
            _ => Kind.ReadsByKey,
        };
        return (kind, Network.Place(caller.ActorText, PlacesPerKind));
    }

    private static bool IsFromHere(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } remote
        && (IPAddress.IsLoopback(remote) || remote.Equals(connection.LocalIpAddress));

    // A proxy on this machine that nobody named speaks for strangers: they are not exempt with it.
    private static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For");
}
