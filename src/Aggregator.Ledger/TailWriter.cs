namespace Aggregator.Ledgers;

/// <summary>
/// Writes the tail behind, inside the transaction of a commit: a flush of its own would cost another fsync.
/// Rows of the table of changes are appended, never sought out; what later rows replaced is swept away now
/// and then, in the order it lies on the disk.
/// </summary>
internal sealed class TailWriter(LedgerMemory memory, SqliteLedgerOptions options)
{
    private const int SweepAtOnce = 5000;

    /// <summary>
    /// So many lines are looked at for each one written: with one, a table that is written all the time would
    /// grow for ever.
    /// </summary>
    private const int SweepFactor = 2;

    private long _replayAfter;
    private long _rows;
    private long _sweptTo;
    private (long ReplayAfter, long Rows, long SweptTo) _pending;

    public void Start(long replayAfter, long rows) => (_replayAfter, _rows) = (replayAfter, rows);

    public void Write(WriterConnection connection, TailStretch stretch, bool closing = false)
    {
        foreach (var change in stretch.Changes) connection.Insert(change);
        if (stretch.Reserve is { } revision) connection.Reserve(revision);
        _pending = (_replayAfter, _rows + stretch.Changes.Count, _sweptTo);
        if (stretch.Settled is { } settled && (closing || settled - _replayAfter >= options.ReplayEntriesMax))
            MoveReplay(connection, settled);
        if (HasToSweep) Sweep(connection, Math.Max(SweepAtOnce, SweepFactor * stretch.Changes.Count));
    }

    /// <summary>Whether the table of changes holds more of what was replaced than it may.</summary>
    public bool HasToSweep => _sweptTo > 0 || _rows > 2L * memory.ThingsCount + options.LeftoversMax;

    /// <summary>The transaction is durable.</summary>
    public void Keep(TailStretch stretch)
    {
        (_replayAfter, _rows, _sweptTo) = _pending;
        memory.Written(stretch);
    }

    // Films need no such line: their last positions follow from their standings, which are written by now.
    private void MoveReplay(WriterConnection connection, long settled)
    {
        foreach (var (critic, last) in memory.CriticsSince(_replayAfter)) connection.MoveCritic(critic, last);
        connection.ReplayAfter(settled);
        _pending.ReplayAfter = settled;
    }

    private void Sweep(WriterConnection connection, int linesMax)
    {
        var stored = connection.ChangesAfter(_sweptTo, linesMax);
        foreach (var revision in memory.Leftovers(stored))
        {
            connection.DeleteChange(revision);
            _pending.Rows--;
        }

        _pending.SweptTo = stored.Count < linesMax ? 0 : stored[^1].Revision;
    }
}
