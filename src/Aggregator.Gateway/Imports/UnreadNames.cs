namespace Aggregator.Gateway.Imports;

/// <summary>
/// Names in lines of JSON that nobody reads: warned of once each, and of a few at most, for lines may be a
/// million and have other names each.
/// </summary>
internal sealed class UnreadNames(IReadOnlyList<string> columns, ImportReport report)
{
    private readonly HashSet<string> _told = [];

    public void Note(string name, long line)
    {
        if (_told.Count >= UnreadColumns.NamedMax || !_told.Add(name)) return;
        foreach (var unread in UnreadColumns.Of([name], columns))
            report.Warn(line, unread.Code, unread.Detail);
    }
}
