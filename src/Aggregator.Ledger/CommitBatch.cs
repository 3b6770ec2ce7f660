namespace Aggregator.Ledgers;

/// <summary>What one transaction holds: the requests of some callers and a stretch of the tail.</summary>
internal sealed class CommitBatch
{
    public List<CommitRequest> Requests { get; } = [];

    /// <summary>The drafts that were admitted, numbered.</summary>
    public List<PendingEntry> Admitted { get; } = [];

    public TailStretch? Stretch { get; set; }

    /// <summary>The hash of the first admitted entry: tells whether an uncertain commit took place.</summary>
    public byte[]? FirstHash { get; set; }

    /// <summary>The hash of the last one.</summary>
    public byte[] LastHash { get; } = new byte[HashChain.HashLength];

    /// <summary>Whether the store is to look for what others wrote.</summary>
    public bool IsLook { get; set; }

    public bool IsEmpty => Requests.Count == 0 && Stretch is null && !IsLook;

    /// <summary>Whether any caller brought something to write.</summary>
    public bool Writes => Requests.Exists(request => request.Writes);

    public void Take(CommitQueue queue, LedgerOptions options)
    {
        var (entries, bytes) = (0, 0);
        while (entries < options.BatchEntriesMax && bytes < options.BatchBytesMax
            && queue.TryTake(out var request))
        {
            Requests.Add(request);
            entries += request.Entries.Length;
            foreach (var entry in request.Entries) bytes += entry.Body.Length;
        }
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
