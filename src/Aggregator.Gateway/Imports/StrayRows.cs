namespace Aggregator.Gateway.Imports;

/// <summary>
/// Rows that do not say of which list they are. Such a row may belong to the list before it or to the one
/// behind, or, where rows of several lists take turns, to any: none of them may be published without it.
/// </summary>
internal sealed class StrayRows(HeldLists held, ImportReport report)
{
    /// <summary>So many are held until a list comes behind them.</summary>
    private const int Max = 1_000;

    private readonly List<ListRow> _rows = [];
    private ListRow? _placed;
    private string? _last;
    private string? _cameBack;
    private bool _takeTurns;

    public HeldLists Held => held;

    public void Add(ListRow row)
    {
        // Of the last one the list behind it may still tell.
        if (_rows.Count >= Max) Place(next: null);
        _rows.Add(row);
    }

    /// <summary>A list comes behind them, or none any more (null).</summary>
    public void Place(string? next)
    {
        // At the end of a file one list that went on behind another may have been the first of all.
        if (next is null && _rows.Count > 0) _takeTurns |= _cameBack is not null;
        foreach (var row in _rows)
        {
            var isCounted = false;
            foreach (var list in (_takeTurns ? [held.First ?? next] : new[] { _last, next }).Distinct())
            {
                if (list is null || held.IsTaken(list)) continue;
                held.Add(row.On(list, isCounted));
                isCounted = true;
            }

            if (!isCounted) report.Refuse(row.Line, row.Refusal!);
            _placed = row;
        }

        _rows.Clear();
        Doubt();
    }

    /// <summary>A row was taken that says of which list it is.</summary>
    /// <param name="isKnown">Whether rows of the list came before it.</param>
    public void Follow(ListRow row, bool isKnown)
    {
        // One list alone that goes on behind another has a row astray, and the file no order.
        if (row.Refusal is null && isKnown && row.Key != _last)
        {
            _takeTurns |= _cameBack is not null && _cameBack != row.Key;
            _cameBack ??= row.Key;
        }

        _last = row.Key;
        Doubt();
    }

    private void Doubt()
    {
        if (_takeTurns && _placed is not null) held.Doubt(_placed);
    }

    /// <summary>The lists held were taken; others begin.</summary>
    public void BeginAnew() => (_placed, _cameBack, _takeTurns) = (null, null, false);
}
