namespace Aggregator.Ledgers;

/// <summary>
/// Keys in the ledger's file, written by the ledger's writer. Got from <see cref="SqliteLedger.Keys"/>.
/// </summary>
public sealed class SqliteKeyRing : IKeyRing
{
    private readonly CommitThread _writer;
    private readonly ReadPool _readers;

    internal SqliteKeyRing(CommitThread writer, ReadPool readers) => (_writer, _readers) = (writer, readers);

    public async ValueTask<ApiKey?> Find(string id, CancellationToken cancel = default) =>
        await _readers.Read(session => KeyTable.Find(session.Sqlite, id), cancel);

    public async ValueTask<IReadOnlyList<ApiKey>> All(CancellationToken cancel = default) =>
        await _readers.Read(session => KeyTable.All(session.Sqlite), cancel);

    public Task Save(ApiKey key, CancellationToken cancel = default) =>
        _writer.Commit(new CommitRequest([]) { Key = key }, cancel);

    public async Task<Outcome<ApiKey>> Change(
        Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>> decide, CancellationToken cancel = default)
    {
        var request = new CommitRequest([]) { DecideKey = decide };
        await _writer.Commit(request, cancel);
        return new(request.Key, request.KeyRefusal);
    }

    public Task Use(IReadOnlyList<string> ids, DateOnly day, CancellationToken cancel = default) =>
        _writer.Commit(new CommitRequest([]) { Used = (ids, day) }, cancel);
}
