using System.Buffers;

namespace Aggregator.Ledgers;

/// <summary>
/// Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the eighth bit set on all
/// but the last. Numbers that may be negative are folded first (0, -1, 1, -2, …).
/// </summary>
internal static class Varints
{
    private const int LengthMax = 10;

    public static void WriteVarint(this ArrayBufferWriter<byte> bytes, long number)
    {
        var folded = (ulong)(number << 1) ^ (ulong)(number >> 63);
        var room = bytes.GetSpan(LengthMax);
        var length = 0;
        while (folded >= 0x80)
        {
            room[length++] = (byte)(folded | 0x80);
            folded >>= 7;
        }

        room[length++] = (byte)folded;
        bytes.Advance(length);
    }
}

/// <summary>Reads them again, in the order written.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool AtEnd => _left.IsEmpty;

    public long Long()
    {
        ulong folded = 0;
        for (var (i, shift) = (0, 0); i < _left.Length && shift < 64; i++, shift += 7)
        {
            folded |= (ulong)(_left[i] & 0x7F) << shift;
            if (_left[i] >= 0x80) continue;
            _left = _left[(i + 1)..];
            return (long)(folded >> 1) ^ -(long)(folded & 1);
        }

        throw new LedgerFormatException("A stored number has no end: the bytes were cut or changed.");
    }

    public int Int() => checked((int)Long());
}
