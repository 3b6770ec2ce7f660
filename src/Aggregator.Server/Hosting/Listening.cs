using System.Net;
using System.Net.Sockets;

namespace Aggregator.Server.Hosting;

/// <summary>
/// Where the server is to listen. Tried before anything is opened: a gateway that may not listen would look
/// for silos and never tell, and a silo would join the others first.
/// </summary>
internal static class Listening
{
    /// <summary>
    /// Throws <see cref="OperatorMistakeException"/> where nobody may listen at one of them, saying what
    /// to choose <paramref name="instead"/>.
    /// </summary>
    public static void RefuseTaken(string urls, string instead)
    {
        const StringSplitOptions parts =
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var url in urls.Split(';', parts))
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0) continue;
            var place = Place(address);
            var failure = Failure(place);
            // As Kestrel does where the machine has no IPv6.
            if (place.Address.Equals(IPAddress.IPv6Any)
                && failure?.SocketErrorCode is not (null or SocketError.AddressAlreadyInUse))
                failure = Failure(new IPEndPoint(IPAddress.Any, place.Port));
            if (failure is not null) throw Refused(url, instead, failure);
        }
    }

    /// <summary>Why nobody may listen there; null when one may.</summary>
    public static SocketException? Failure(IPEndPoint place)
    {
        try
        {
            using var probe = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (place.Address.Equals(IPAddress.IPv6Any)) probe.DualMode = true;
            probe.Bind(place);
            return null;
        }
        catch (SocketException failure)
        {
            return failure;
        }
    }

    // As Kestrel reads them: what is neither an address nor localhost means all addresses.
    private static IPEndPoint Place(BindingAddress address) => address.Host switch
    {
        "localhost" => new(IPAddress.Loopback, address.Port),
        var host when IPAddress.TryParse(host, out var one) => new(one, address.Port),
        _ => new(IPAddress.IPv6Any, address.Port),
    };

    private static OperatorMistakeException Refused(
        string url, string instead, SocketException failure) => new(
        (failure.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"Another process already listens at {url}.",
            SocketError.AddressNotAvailable => $"{url} names an address that this machine does not have.",
            _ => $"This program may not listen at {url}: {failure.Message.TrimEnd('.')}.",
        })
        + $" Nothing is started. Choose {instead}.");
}
