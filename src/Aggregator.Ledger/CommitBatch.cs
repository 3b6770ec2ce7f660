namespace Aggregator.Ledgers;

/// <summary>What one transaction holds: the requests of some callers and a stretch of the tail.</summary>
internal sealed class CommitBatch(CommitQueue queue, LedgerOptions options)
{
    private int _entries;
    private int _bytes;

    public List<CommitRequest> Requests { get; } = [];

    /// <summary>The drafts that were admitted, numbered.</summary>
    public List<PendingEntry> Admitted { get; } = [];

    public TailStretch? Stretch { get; set; }

    /// <summary>The hash of the first admitted entry: tells whether an uncertain commit took place.</summary>
    public byte[]? FirstHash { get; set; }

    /// <summary>Whether an uncertain commit was seen to have taken place.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>The hash of the last one.</summary>
    public byte[] LastHash { get; } = new byte[HashChain.HashLength];

    /// <summary>Whether the store is to look for what others wrote.</summary>
    public bool IsLook { get; set; }

    /// <summary>Whether standings are to be written even if nothing else is.</summary>
    public bool HasStandings { get; set; }

    public bool IsEmpty => Requests.Count == 0 && Stretch is null && !IsLook && !HasStandings;

    /// <summary>Whether there is something to write.</summary>
    public bool Writes => HasStandings || Requests.Exists(request => request.Writes);

    /// <summary>
    /// Whether something is to be written of which the feed does not tell: a key's last use, words redacted.
    /// </summary>
    public bool WritesUntold =>
        Requests.Exists(request => request.Used is not null || request.Redacted is not null);

    /// <summary>
    /// Takes what waits, up to a limit. May be called again: what came in meanwhile joins.
    /// </summary>
    public void Take()
    {
        while (_entries < options.BatchEntriesMax && _bytes < options.BatchBytesMax
            && queue.TryTake(out var request))
        {
            Requests.Add(request);
            _entries += request.Entries.Length;
            foreach (var entry in request.Entries) _bytes += entry.Body.Length;
        }
    }

    /// <summary>As it was before it was admitted.</summary>
    public void Reset()
    {
        Admitted.Clear();
        FirstHash = null;
    }

    public void Answer()
    {
        foreach (var request in Requests) request.Answer();
    }

    public void Fail(LedgerUnavailableException why)
    {
        foreach (var request in Requests) request.Fail(why);
    }
}
