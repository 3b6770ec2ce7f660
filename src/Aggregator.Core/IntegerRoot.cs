using System.Numerics;

namespace Aggregator;

/// <summary>Square roots without floating point, so that every machine agrees on every digit.</summary>
internal static class IntegerRoot
{
    /// <summary>The smallest h with h·h ≥ <paramref name="square"/>, for squares from 0 to 10^36.</summary>
    public static long Up(Int128 square) =>
        square <= uint.MaxValue ? UpShort((long)square) : UpLong(square);

    private static long UpShort(long square)
    {
        if (square <= 1) return square;
        var root = Starting(64 - BitOperations.LeadingZeroCount((ulong)square));
        while (true)
        {
            var next = (root + square / root) / 2;
            if (next >= root) return root * root < square ? root + 1 : root;
            root = next;
        }
    }

    private static long UpLong(Int128 square)
    {
        var root = Starting(128 - (int)Int128.LeadingZeroCount(square));
        while (true)
        {
            var next = (long)((root + square / root) / 2);
            if (next >= root) return (Int128)root * root < square ? root + 1 : root;
            root = next;
        }
    }

    // A power of two that is not below the root: from above, Newton's steps fall until they have arrived.
    private static long Starting(int bits) => 1L << ((bits + 1) / 2);
}
