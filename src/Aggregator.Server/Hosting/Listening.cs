using System.Net;
using System.Net.Sockets;
using Aggregator.Web;

namespace Aggregator.Server.Hosting;

/// <summary>
/// Where the server is to listen. Tried before anything is opened: a gateway that may not listen would look
/// for silos and never tell, and a silo would join the others first.
/// </summary>
internal static partial class Listening
{
    /// <summary>
    /// Throws <see cref="OperatorMistakeException"/> where nobody may listen at one of them, saying what
    /// to choose <paramref name="instead"/>.
    /// </summary>
    public static void RefuseTaken(string urls, string instead)
    {
        foreach (var url in Split(urls))
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0) continue;
            var place = ListenedAddress.Place(address);
            var failure = Failure(place);
            // As Kestrel does where the machine has no IPv6.
            if (place.Address.Equals(IPAddress.IPv6Any)
                && failure?.SocketErrorCode is not (null or SocketError.AddressAlreadyInUse))
                failure = Failure(new IPEndPoint(IPAddress.Any, place.Port));
            if (failure is not null) throw Refused(url, instead, failure);
        }
    }

    /// <summary>Says so where one is given by a name, which bounds nothing and may be a slip.</summary>
    public static void TellIfEverywhere(ILogger log, string urls)
    {
        foreach (var url in Split(urls))
        {
            var host = BindingAddress.Parse(url).Host;
            if (host is not ("*" or "+") && !ListenedAddress.IsLocalhost(host)
                && !IPAddress.TryParse(host, out _))
                Everywhere(log, url, host);
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

    /// <summary>Each of the addresses that semicolons part.</summary>
    public static string[] Split(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static OperatorMistakeException Refused(
        string url, string instead, SocketException failure) => new(
        (failure.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"Another process already listens at {url}.",
            SocketError.AddressNotAvailable => $"{url} names an address that this machine does not have.",
            _ => $"This program may not listen at {url}: {failure.Message.TrimEnd('.')}.",
        })
        + $" Nothing is started. Choose {instead}.");

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Url} is heard at every address of this machine: \"{Host}\" is a name. To listen at one "
            + "address, give it as a number, or localhost; to listen at all of them, as *")]
    private static partial void Everywhere(ILogger log, string url, string host);
}
