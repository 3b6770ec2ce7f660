namespace Aggregator.Ledgers;

/// <summary>Who is told what an entry changes (see <see cref="PendingEntry.TellTo"/>).</summary>
internal interface IHearsChanges
{
    /// <summary>When a film was registered, in milliseconds since 1970.</summary>
    long RegisteredAt(int film);

    /// <summary>A season's totals after an entry about one of its lists.</summary>
    SeasonTotals Count(ListTurn turn);

    void Hear(Change change, ChangeKind kind, int key);
}
