using System.Net;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// How many of something each address holds, of which it may hold so many; addresses with the same place
/// share its number.
/// </summary>
internal sealed class HeldByAddress(int most)
{
    private const int Places = 1 << 16;
    private readonly int[] _held = new int[Places];

    public int Most => most;

    /// <summary>The place to give back with <see cref="Free"/>; null where the address has no more.</summary>
    public int? Take(IPAddress? address)
    {
        var place = Network.Place(address, Places);
        if (Interlocked.Increment(ref _held[place]) <= most) return place;
        Free(place);
        return null;
    }

    public void Free(int place) => Interlocked.Decrement(ref _held[place]);
}
