namespace Aggregator.Ledgers;

/// <summary>
/// Admits, numbers, chains and inserts the drafts of a batch, inside a transaction that others end.
/// </summary>
internal sealed class BatchWriter(Admission admission, TimeProvider time)
{
    private readonly HashChain _chain = new();
    private readonly byte[] _hash = new byte[HashChain.HashLength];
    private long _recordedAt;

    public long Position { get; private set; }

    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Number and time of the entry before the next one.</summary>
    public EntryStamp Last => new(Position, _recordedAt);

    public void Start(EntryStamp last, ReadOnlySpan<byte> hash)
    {
        (Position, _recordedAt) = (last.Position, last.RecordedAt);
        hash.CopyTo(_hash);
    }

    public void Write(ILedgerTransaction transaction, CommitBatch batch)
    {
        _chain.Restart(_hash);
        var stamp = new EntryStamp(
            Position, Math.Max(_recordedAt, time.GetUtcNow().ToUnixTimeMilliseconds()));
        foreach (var request in batch.Requests)
        {
            admission.Begin(stamp.Position + 1);
            foreach (var entry in request.Entries)
            {
                entry.Refusal = admission.Admit(entry, stamp.Position + 1);
                if (entry.Refusal is not null) continue;
                stamp = stamp with { Position = stamp.Position + 1 };
                Write(transaction, batch, entry, stamp);
            }

            Keep(transaction, request);
        }

        if (batch.Admitted.Count > 0) transaction.MoveHead(stamp.Position, _chain.Hash);
        _chain.Hash.CopyTo(batch.LastHash);
    }

    /// <summary>The batch is durable.</summary>
    public void Keep(CommitBatch batch)
    {
        admission.Keep();
        if (batch.Admitted.Count == 0) return;
        Position = batch.Admitted[^1].Position;
        _recordedAt = batch.Admitted[^1].RecordedAt;
        batch.LastHash.CopyTo(_hash.AsSpan());
    }

    /// <summary>The batch is not in the ledger.</summary>
    public void Undo() => admission.Undo();

    private static void Keep(ILedgerTransaction transaction, CommitRequest request)
    {
        if (request.DecideKey is { } decide) (request.Key, request.KeyRefusal) = decide(transaction.Keys());
        if (request.Key is { } key) transaction.Save(key);
        if (request.Used is { } used) transaction.Use(used.Ids, used.Day);
        if (request.Redacted is { } redacted) transaction.Redact(redacted);
    }

    private void Write(ILedgerTransaction to, CommitBatch batch, PendingEntry entry, EntryStamp stamp)
    {
        (entry.Position, entry.RecordedAt) = (stamp.Position, stamp.RecordedAt);
        _chain.Chain(stamp, FactWriter.KindOf(entry.Fact), entry.Actor, entry.Body);
        batch.FirstHash ??= _chain.Hash.ToArray();
        batch.Admitted.Add(entry);
        to.Insert(entry, admission.Links.WrittenSpan, _chain.Hash);
    }
}
