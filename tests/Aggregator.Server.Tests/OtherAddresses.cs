using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Aggregator.Server.Tests;

/// <summary>Callers at other addresses: all of 127.0.0.0/8 is this machine.</summary>
public static class OtherAddresses
{
    /// <summary>Asks from an address such as <c>127.0.0.2</c>, with a key or as nobody.</summary>
    public static HttpClient From(this ServerProcess server, string address, string? key = null)
    {
        var connecting = new SocketsHttpHandler
        {
            // Who waits to be let in does so until there is an answer: by default they lose patience in 1 s.
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
            ConnectCallback = async (to, cancel) =>
                new NetworkStream(await Connect(address, to.DnsEndPoint.Port, cancel), ownsSocket: true),
        };
        var client = new HttpClient(connecting) { BaseAddress = server.Http.BaseAddress };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A connection from an address to a port of 127.0.0.1.</summary>
    public static async Task<Socket> Connect(string from, int port, CancellationToken cancel = default)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        return socket;
    }
}
