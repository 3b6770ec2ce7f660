using System.Collections.Concurrent;
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
            // All are refilled together: a timer for each caller would be too many.
            AutoReplenishment = false,
        };
    }

    public int Count { get; }

    public StringValues Text { get; }

    public TokenBucketRateLimiter Make() => new(_options);

    /// <summary>Seconds until all of it is there again, rounded up.</summary>
    public long SecondsToFull(long left) => (long)Math.Ceiling((Count - left) / _perSecond);
}

/// <summary>What a caller, or those who share its place, have left of an allowance.</summary>
internal sealed record Bucket(Allowance Allowance, TokenBucketRateLimiter Limiter);

/// <summary>
/// What each caller may ask for: by key where one is shown, by address otherwise; reads, writes and imports
/// apart.
/// </summary>
internal sealed class CallerLimits : IDisposable
{
    /// <summary>
    /// Callers share so many places by a hash with a secret seed, so that a hundred thousand addresses need
    /// no more memory than these. Two callers on one place share one allowance: with a thousand callers that
    /// is one chance in sixty for each, and nobody can choose whom to meet.
    /// </summary>
    private const int PlacesPerKind = 1 << 16;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RefillsEvery = TimeSpan.FromMilliseconds(100);

    // Full for so long, it says no more than a new one would.
    private static readonly TimeSpan KeptFull = TimeSpan.FromSeconds(10);

    private readonly bool _exemptLoopback;
    private readonly Allowance[] _allowances;
    private readonly ConcurrentDictionary<int, Bucket> _buckets = new();
    private readonly Timer _refills;

    public CallerLimits(LimitOptions options)
    {
        _exemptLoopback = options.ExemptLoopback;
        _allowances =
        [
            new(options.ReadsPerAddress, Second),
            new(options.ReadsPerKey, Second),
            new(options.ReadsPerReaderKey, Second),
            new(options.WritesPerKey, Second),
            new(options.ImportsPerKey, TimeSpan.FromMinutes(1)),
        ];
        _refills = new Timer(_ => Refill(), null, RefillsEvery, RefillsEvery);
    }

    private enum Kind
    {
        ReadsByAddress,
        ReadsByKey,
        ReadsByReaderKey,
        Writes,
        Imports,
    }

    /// <summary>What the caller has for requests of this kind; null where there is no limit.</summary>
    public Bucket? Of(HttpContext context)
    {
        if (IsExempt(context)) return null;
        var (kind, place) = Place(context);
        return _buckets.GetOrAdd(((int)kind * PlacesPerKind) + place, Make);
    }

    /// <summary>Whether a caller counts by address: neither exempt nor known by a key.</summary>
    public bool IsStranger(HttpContext context) => Caller.Of(context) is null && !IsExempt(context);

    public void Dispose() => _refills.Dispose();

    private bool IsExempt(HttpContext context) =>
        _exemptLoopback && IsFromHere(context.Connection) && !IsForwarded(context.Request);

    private Bucket Make(int at)
    {
        var allowance = _allowances[at / PlacesPerKind];
        return new(allowance, allowance.Make());
    }

    private void Refill()
    {
        foreach (var (at, bucket) in _buckets)
        {
            bucket.Limiter.TryReplenish();
            if (bucket.Limiter.IdleDuration > KeptFull) _buckets.TryRemove(at, out _);
        }
    }

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
    internal static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded")
        || request.Headers.ContainsKey("X-Real-IP");
}
