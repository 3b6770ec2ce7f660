using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Aggregator.Ledgers.Tests;

/// <summary>
/// Loopback ports for programs that must be told one. They lie below those the system gives to whoever
/// connects or asks for any port, and below those of <c>deploy/local/cluster</c>: between being found free
/// and being listened at, nobody else is given one.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;
    private const int Last = 11_999;

    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    /// <summary>A port where nobody listens, and that this process is not told twice.</summary>
    public static int Take()
    {
        while (Taken.Count <= Last - First)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (Taken.TryAdd(port, true) && IsFree(port)) return port;
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
