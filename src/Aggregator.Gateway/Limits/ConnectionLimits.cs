using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Limits;

/// <summary>What a connection may cost: how many, how long, how slow, how large.</summary>
public static class ConnectionLimits
{
    /// <summary>Bytes of a body, imports aside, which are streamed.</summary>
    public const int BodyBytesMax = 64 * 1024;

    // ChangesAsk.FilmsMax films with the longest of ids.
    private const int LineBytesMax = 64 * 1024;
    private const int HeaderBytesMax = 16 * 1024;
    private const int HeadersMax = 64;
    private const int StreamsPerConnectionMax = 100;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bounds every connection of the web server. Proxies bring the connections of many, so they are not
    /// counted by address. <paramref name="connections"/> are taken at a time.
    /// </summary>
    public static void Bound(
        this KestrelServerOptions server, LimitOptions options, int connections, ProxyOptions proxies)
    {
        server.AddServerHeader = false;
        var limits = server.Limits;
        limits.MaxRequestBodySize = BodyBytesMax;
        limits.MaxRequestLineSize = LineBytesMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxConcurrentConnections = connections;
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;

        // Whoever sends or takes a byte now and then is dropped, and with it what it held.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.IdleSeconds);
        limits.MinRequestBodyDataRate = new MinDataRate(options.BytesPerSecond, Grace);
        limits.MinResponseDataRate = new MinDataRate(options.BytesPerSecond, Grace);

        var perAddress = new PerAddress(options, proxies);
        var life = server.ApplicationServices.GetRequiredService<IHostApplicationLifetime>();
        var stop = new StopPatience(life);
        server.ConfigureEndpointDefaults(listen =>
        {
            listen.Use(stop.HangUp);
            listen.Use(perAddress.Count);
        });
    }

    /// <summary>Counts the connections of each address.</summary>
    private sealed class PerAddress(LimitOptions options, ProxyOptions proxies)
    {
        private readonly HeldByAddress _open = new(options.ConnectionsPerAddress);

        public ConnectionDelegate Count(ConnectionDelegate next) => connection =>
            connection.RemoteEndPoint is IPEndPoint { Address: var address } && !IsExempt(address)
                ? Hold(connection, next, address)
                : next(connection);

        private async Task Hold(ConnectionContext connection, ConnectionDelegate next, IPAddress address)
        {
            if (_open.Take(address) is not { } place)
            {
                connection.Abort(new ConnectionAbortedException(
                    $"Its address has {_open.Most} connections already."));
                return;
            }

            try
            {
                await next(connection);
            }
            finally
            {
                _open.Free(place);
            }
        }

        private bool IsExempt(IPAddress address) =>
            (options.ExemptLoopback && IPAddress.IsLoopback(address)) || proxies.Has(address);
    }
}
