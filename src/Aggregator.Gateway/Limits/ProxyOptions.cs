using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// The proxies in front of this server. Only they are believed when they say for whom they ask; whoever else
/// sends such headers asks for itself.
/// </summary>
public sealed record ProxyOptions(IReadOnlyList<IPNetwork> Networks)
{
    public static readonly ProxyOptions None = new([]);

    /// <summary>Whether a proxy has this address.</summary>
    public bool Has(IPAddress address)
    {
        if (Networks.Count == 0) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// Reads addresses and networks such as <c>10.0.0.5, 10.1.0.0/16</c>; answers what cannot be read.
    /// </summary>
    public static string? TryRead(string? text, out ProxyOptions proxies)
    {
        var networks = new List<IPNetwork>();
        proxies = new(networks);
        foreach (var part in (text ?? "").Split(
            [',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(part, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(part, out var address)) networks.Add(new(address, Bits(address)));
            else return part;
        }

        return null;
    }

    /// <summary>Takes the caller's address and scheme from what the proxies say.</summary>
    internal void Apply(WebApplication app)
    {
        if (Networks.Count == 0) return;
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Through as many of them as there are, up to the first address that is not a proxy's.
            ForwardLimit = null,
        };
        // Loopback is in them by default: only what is named is believed.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in Networks) forwarded.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(forwarded);
    }

    private static int Bits(IPAddress address) => address.GetAddressBytes().Length * 8;
}
