using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Aggregator.Gateway.Limits;

/// <summary>What counts as one address, and where it is counted.</summary>
internal static class Network
{
    private const int BytesMax = 16;
    private const int MappedFrom = 12;

    /// <summary>
    /// The place, of so many, that a caller is counted at: the hash has a secret seed, so that nobody can
    /// choose whom to share a place with.
    /// </summary>
    public static int Place<T>(T caller, int places) => (int)((uint)HashCode.Combine(caller) % (uint)places);

    public static int Place(IPAddress? address, int places) => Place(Of(address), places);

    /// <summary>An IPv4 address; of an IPv6 address the /64, which is what one household has.</summary>
    private static ulong Of(IPAddress? address)
    {
        if (address is null) return 0;
        Span<byte> bytes = stackalloc byte[BytesMax];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return address.IsIPv4MappedToIPv6
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes[MappedFrom..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
