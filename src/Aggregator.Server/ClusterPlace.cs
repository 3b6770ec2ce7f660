using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Aggregator.Server.Hosting;

namespace Aggregator.Server;

/// <summary>
/// Where a silo stands among the others (section <c>cluster</c>). Whoever reaches a silo's two ports may call
/// any grain: they belong on loopback or a private network, never in front of strangers.
/// </summary>
public sealed record ClusterPlace
{
    /// <summary>The same for all processes of one cluster; kept with the ledger.</summary>
    public string Id { get; init; } = "aggregator";

    /// <summary>The same for as long as the ledger lives.</summary>
    public string Service { get; init; } = "aggregator";

    /// <summary>Where this silo listens for other silos.</summary>
    [Range(1, 65_535)]
    public int SiloPort { get; init; } = 11_111;

    /// <summary>Where this silo listens for gateways.</summary>
    [Range(1, 65_535)]
    public int GatewayPort { get; init; } = 30_000;

    /// <summary>
    /// The address at which the others find this silo, and the only one it listens on: an IP address, or a
    /// name that leads to one.
    /// </summary>
    public string Advertised { get; init; } = "127.0.0.1";

    /// <summary>Throws <see cref="OperatorMistakeException"/> where a value cannot be used.</summary>
    public ClusterPlace Checked()
    {
        if (Id.Length is 0 or > 100 || Service.Length is 0 or > 100)
            throw new OperatorMistakeException(
                "The options cluster:id and cluster:service must have 1 to 100 characters.");
        if (SiloPort == GatewayPort)
            throw new OperatorMistakeException(
                $"The silo's two ports must differ, and cluster:siloPort and cluster:gatewayPort are both "
                + $"{SiloPort}.");
        return this;
    }

    /// <summary>The advertised address; a name is looked up.</summary>
    public IPAddress Address()
    {
        if (IPAddress.TryParse(Advertised, out var address)) return Found(address);
        try
        {
            if (Dns.GetHostAddresses(Advertised) is [var first, ..]) return Found(first);
        }
        catch (SocketException)
        {
            // Said below: a name that leads nowhere and one that is unknown are mended alike.
        }

        throw new OperatorMistakeException(
            $"The advertised address \"{Advertised}\" is neither an IP address nor a name that leads to "
            + "one.");
    }

    /// <summary>
    /// Throws where another process listens on one of the two ports. Silos' sockets share a port without a
    /// word, and whoever finds another at its own address takes it for its predecessor and declares it dead.
    /// </summary>
    public void RefuseTakenPorts(IPAddress address)
    {
        foreach (var port in (int[])[SiloPort, GatewayPort])
        {
            var place = new IPEndPoint(address, port);
            if (Listening.Failure(place) is not { } failure) continue;
            throw new OperatorMistakeException(failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"Another process already listens at {place}. Nothing is started; give this silo ports "
                    + "of its own: --silo-port, --gateway-port.",
                SocketError.AddressNotAvailable =>
                    $"{address} is not an address of this machine, and a silo listens where it is "
                    + "advertised. Nothing is started.",
                _ => $"Nobody may listen at {place}: {failure.Message}. Nothing is started.",
            });
        }
    }

    private IPAddress Found(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? throw new OperatorMistakeException(
                $"The advertised address is \"{Advertised}\", which is no place where others find this silo; "
                + "give the address of this machine.")
            : address;
}
