namespace Aggregator.Gateway.Imports;

/// <summary>
/// Rows of lists by critic and year, wherever in the file they stand: lists in the order of their first rows.
/// </summary>
internal sealed class HeldLists
{
    /// <summary>All lists of a large poll, in some tens of megabytes.</summary>
    private const int RowsMax = 100_000;

    private const int TextCharsMax = 16 << 20;

    private readonly HashSet<string> _taken = [];
    private OrderedDictionary<string, List<ListRow>> _lists = [];
    private string? _last;
    private int _rows;
    private int _textChars;
    // Of so many lists, from the first on, a row may be missing.
    private int _doubted;

    /// <summary>Some have to be taken before more can be held.</summary>
    public bool IsFull => _rows >= RowsMax || _textChars >= TextCharsMax;

    /// <summary>The list that came first of those held.</summary>
    public string? First => _lists.Count == 0 ? null : _lists.GetAt(0).Key;

    public void Add(ListRow row)
    {
        Hold(row);
        _last = row.Key;
    }

    /// <summary>Every list held lacks a row, perhaps, which is counted with one of them.</summary>
    public void Doubt(ListRow row)
    {
        // Once for each list.
        for (; _doubted < _lists.Count; _doubted++)
            Hold(row.On(_lists.GetAt(_doubted).Key, isCountedBefore: true));
    }

    private void Hold(ListRow row)
    {
        if (!_lists.TryGetValue(row.Key, out var rows)) _lists.Add(row.Key, rows = []);
        var hasWords = rows is [{ Text: not null }, ..];
        if (rows is [var first, ..])
        {
            rows[0] = first.WithWordsOf(row);
            row = row.Behind(rows[0]);
        }

        rows.Add(row);
        _rows++;
        if (!hasWords) _textChars += (rows[0].Text?.Note?.Length ?? 0) + (rows[0].Text?.Url?.Length ?? 0);
    }

    public bool Has(string key) => _lists.ContainsKey(key);

    /// <summary>Takes the lists out; not the one whose rows came last, while more of them may come.</summary>
    public List<List<ListRow>> Take(bool isLast)
    {
        var open = !isLast && _lists.Count > 1 ? _last : null;
        var taken = _lists.Where(list => list.Key != open).Select(list => list.Value).ToList();
        var rest = open is null ? null : _lists[open];
        foreach (var list in taken) _taken.Add(list[0].Key);
        _lists = [];
        (_rows, _textChars, _doubted) = (0, 0, 0);
        foreach (var row in rest ?? []) Add(row);
        return taken;
    }

    /// <summary>Whether a list was taken already: what comes of it now is too late.</summary>
    public bool IsTaken(string key) => _taken.Contains(key);
}
