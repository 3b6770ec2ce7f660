namespace Aggregator.Gateway.Imports;

/// <summary>
/// What some cells of a row say, by how they are written: each spelling is read once. A million verdicts name
/// a few thousand critics and a hundred thousand films, in a few hundred grades.
/// </summary>
/// <param name="columns">The cells that are read, as numbers of the columns known.</param>
/// <param name="read">Reads them; what it refuses is remembered as well.</param>
internal sealed class Readings<T>(int[] columns, Func<ImportRow, T> read)
    where T : class
{
    /// <summary>What is longer is most likely said once.</summary>
    private const int SpellingCharsMax = 256;

    /// <summary>With so many characters of spellings kept, all are forgotten.</summary>
    private const int CharsMax = 4 << 20;

    private readonly Dictionary<string, Outcome<T>> _read = new(StringComparer.Ordinal);
    private int _chars;

    public Outcome<T> Of(ImportRow row)
    {
        Span<char> room = stackalloc char[SpellingCharsMax];
        if (!TrySpell(row, room, out var length)) return Read(row);

        var known = _read.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(room[..length], out var outcome)) return outcome;
        if ((_chars += length) > CharsMax)
        {
            _read.Clear();
            _chars = length;
        }

        return known[room[..length]] = Read(row);
    }

    private Outcome<T> Read(ImportRow row)
    {
        try
        {
            return read(row);
        }
        catch (Http.RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    /// <summary>The cells one after the other, ended by a character that no cell holds.</summary>
    private bool TrySpell(ImportRow row, Span<char> room, out int length)
    {
        length = 0;
        foreach (var column in columns)
        {
            var cell = row.Cell(column);
            if (length + cell.Length >= room.Length) return false;
            cell.CopyTo(room[length..]);
            length += cell.Length;
            room[length++] = '\0';
        }

        return true;
    }
}
