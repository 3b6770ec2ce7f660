using System.Net;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Web;

/// <summary>What an address that a server listens on means on this machine, as Kestrel reads it.</summary>
public static class ListenedAddress
{
    /// <summary>
    /// Where this machine reaches itself by an address that is listened on: by loopback where that is all
    /// addresses. At ::1, which localhost may be, somebody else may listen.
    /// </summary>
    public static Uri Reachable(string url)
    {
        var address = BindingAddress.Parse(url);
        var place = Place(address);
        var reached = place.Address.Equals(IPAddress.IPv6Any) || place.Address.Equals(IPAddress.Any)
            ? new IPEndPoint(IPAddress.Loopback, place.Port)
            : place;
        return new Uri($"{address.Scheme}://{reached}");
    }

    /// <summary>What is neither an address nor localhost means all addresses.</summary>
    public static IPEndPoint Place(BindingAddress address) => address.Host switch
    {
        var host when IsLocalhost(host) => new(IPAddress.Loopback, address.Port),
        var host when IPAddress.TryParse(host, out var one) => new(one, address.Port),
        _ => new(IPAddress.IPv6Any, address.Port),
    };

    /// <summary>Whether a host is this machine by its name, or by one below it (RFC 6761 §6.3).</summary>
    public static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
