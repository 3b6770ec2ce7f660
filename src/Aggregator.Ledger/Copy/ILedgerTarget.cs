namespace Aggregator.Ledgers;

/// <summary>
/// An empty store that takes another's facts, exactly as they lie there, in one transaction. Disposing
/// without <see cref="Commit"/> leaves it as empty as it was, and no server starts on it: see
/// <see cref="CutCopy"/>.
/// </summary>
internal interface ILedgerTarget : IDisposable
{
    string Name { get; }

    void Write(IEnumerable<StoredEntry> entries);

    void Write(IEnumerable<StoredText> texts);

    void Write(IEnumerable<StoredList> lists);

    void Write(IEnumerable<StoredCritic> critics);

    void Write(IEnumerable<StoredChange> changes);

    void Write(IEnumerable<ApiKey> keys);

    void Write(StoredHead head);

    /// <summary>What was written, read back before it is committed. Disposing it ends nothing.</summary>
    ILedgerSnapshot Written();

    void Commit();
}
