using System.Net;
using System.Net.Sockets;
using Aggregator.Grains;
using Aggregator.Server.Operating;
using Orleans.Configuration;

namespace Aggregator.Server.Hosting;

internal static class SiloHosting
{
    /// <summary>
    /// One silo, alone, on a loopback port of its own; no gateway port, because the gateway lives inside.
    /// </summary>
    public static void AddLoneSilo(
        this WebApplicationBuilder builder, ServerOptions options) => builder.UseOrleans(silo =>
    {
        var port = FreeLoopbackPort();
        silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: "aggregator", clusterId: "one");
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = IPAddress.Loopback;
            endpoint.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, port);
            endpoint.GatewayListeningEndpoint = null;
        });
        silo.AddAggregatorGrains();
        silo.AddWatching(options);
    });

    /// <summary>
    /// What operators see of it: its grains, where they are sent its part of traces, and why it had to end.
    /// </summary>
    public static void AddWatching(this ISiloBuilder silo, ServerOptions options)
    {
        silo.Services.AddSingleton<IFatalErrorHandler, SiloEnd>();
        silo.AddGrainsPage();
        if (options.Telemetry.SendsOtlp) silo.AddActivityPropagation();
    }

    /// <summary>
    /// Asks the system for a port nobody uses, so that two servers on one machine never meet. Another process
    /// may take it before the silo does; the silo then fails to start with the port in its message.
    /// </summary>
    private static int FreeLoopbackPort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
