using System.Numerics;

namespace Aggregator;

/// <summary>Which films stand above which by the pairs locked so far; never in a circle.</summary>
internal sealed class LockedPairs(int films)
{
    private const int BitsShift = 6;

    private readonly int _words = (films + (1 << BitsShift) - 1) >> BitsShift;
    private readonly ulong[] _below = NewTable(films);
    private readonly ulong[] _above = NewTable(films);

    /// <summary>
    /// Locks a film above another one, unless that one stands above it already. Of all locks together each
    /// pair of films is noted once.
    /// </summary>
    public void Lock(int film, int other)
    {
        if (Holds(_below, other, film) || Holds(_below, film, other)) return;
        Put(film, other);
        for (var word = 0; word < _words; word++)
        {
            for (var left = _above[(film * _words) + word]; left != 0; left &= left - 1)
            {
                var above = (word << BitsShift) + BitOperations.TrailingZeroCount(left);
                // What stands above the other one stands above all below it already.
                if (!Holds(_below, above, other)) Put(above, other);
            }
        }
    }

    /// <summary>How many films stand below one.</summary>
    public int CountBelow(int film)
    {
        var count = 0;
        foreach (var word in RowOf(_below, film)) count += BitOperations.PopCount(word);
        return count;
    }

    // Above the other one, and so above all that stands below that.
    private void Put(int film, int other)
    {
        Note(film, other);
        for (var word = 0; word < _words; word++)
        {
            var gained = _below[(other * _words) + word] & ~_below[(film * _words) + word];
            for (; gained != 0; gained &= gained - 1)
                Note(film, (word << BitsShift) + BitOperations.TrailingZeroCount(gained));
        }
    }

    private void Note(int film, int below)
    {
        RowOf(_below, film)[below >> BitsShift] |= 1UL << below;
        RowOf(_above, below)[film >> BitsShift] |= 1UL << film;
    }

    private bool Holds(ulong[] table, int film, int other) =>
        (RowOf(table, film)[other >> BitsShift] & (1UL << other)) != 0;

    private Span<ulong> RowOf(ulong[] table, int film) => table.AsSpan(film * _words, _words);

    private static ulong[] NewTable(int films) =>
        new ulong[films * ((films + (1 << BitsShift) - 1) >> BitsShift)];
}
