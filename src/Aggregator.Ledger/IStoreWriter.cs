namespace Aggregator.Ledgers;

/// <summary>
/// What the one writing thread asks of a store. Nothing here is called by two threads at once.
/// </summary>
internal interface IStoreWriter : IDisposable
{
    /// <summary>The position of the last entry that is known to be durable.</summary>
    long Position { get; }

    /// <summary>How long the thread may wait for callers before it asks for the store's own work.</summary>
    TimeSpan Patience { get; }

    /// <summary>Adds to what callers brought the work that the store has by itself, if any is due.</summary>
    void Prepare(CommitBatch batch);

    /// <summary>
    /// Admits and numbers the batch and writes it in one transaction: durable when this returns.
    /// </summary>
    void Commit(CommitBatch batch);

    /// <summary>Takes a durable batch into memory, where readers see it.</summary>
    void Keep(CommitBatch batch);

    /// <summary>
    /// Connects anew after a failure and says whether a batch whose commit had no answer is in the ledger:
    /// kept in memory if it is, undone if not. Throws while that cannot be known.
    /// </summary>
    bool Recover(CommitBatch? uncertain);

    /// <summary>
    /// Whether a batch that failed like this, and is not in the ledger, may go well the next time.
    /// </summary>
    bool IsPassing(Exception failure);

    /// <summary>Lets the broken connection go.</summary>
    void Disconnect();

    /// <summary>Writes down what is left to write, before the end.</summary>
    void Finish();
}

/// <summary>What one transaction writes, entry by entry.</summary>
internal interface ILedgerTransaction
{
    void Insert(PendingEntry entry, ReadOnlySpan<byte> links, ReadOnlySpan<byte> hash);

    void MoveHead(long position, ReadOnlySpan<byte> hash);

    /// <summary>All keys as this transaction sees them.</summary>
    IReadOnlyList<ApiKey> Keys();

    void Save(ApiKey key);

    void Use(IReadOnlyList<string> ids, DateOnly day);

    /// <summary>Deletes the words beside entries, so that what is freed does not hold them either.</summary>
    void Redact(IReadOnlyList<long> positions);
}
