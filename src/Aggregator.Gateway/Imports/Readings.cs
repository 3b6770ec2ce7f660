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
    private char[] _room = new char[SpellingCharsMax];
    private char[] _last = new char[SpellingCharsMax];
    private (int Length, Outcome<T> Read) _lastRead = (-1, default);
    private int _chars;

    public Outcome<T> Of(ImportRow row)
    {
        if (!TrySpell(row, _room, out var length)) return Read(row);
        // Whoever writes names the same critic row after row.
        var spelling = _room.AsSpan(0, length);
        if (length == _lastRead.Length && spelling.SequenceEqual(_last.AsSpan(0, length)))
            return _lastRead.Read;

        _lastRead = (length, Known(spelling, row));
        (_room, _last) = (_last, _room);
        return _lastRead.Read;
    }

    private Outcome<T> Known(ReadOnlySpan<char> spelling, ImportRow row)
    {
        var known = _read.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(spelling, out var outcome)) return outcome;
        if ((_chars += spelling.Length) > CharsMax)
        {
            _read.Clear();
            _chars = spelling.Length;
        }

        return known[spelling] = Read(row);
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
