using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>
/// Reads through a connection that others own, as of the moment of its making: a transaction is open until
/// this is disposed.
/// </summary>
internal sealed class SqliteSnapshot : ILedgerSnapshot
{
    private readonly SqliteConnection _connection;
    private readonly bool _isInside;

    /// <summary>
    /// <paramref name="isInside"/>: a transaction is under way already, and is read as it stands.
    /// </summary>
    public SqliteSnapshot(LedgerFolder folder, SqliteConnection connection, bool isInside = false)
    {
        (Name, _connection, _isInside) = (folder.Path, connection, isInside);
        if (!isInside) LedgerFolder.Run(connection, "BEGIN");
    }

    public string Name { get; }

    public StoredHead Head()
    {
        using var head = new Statement(
            _connection, "SELECT position, hash, epoch, replay_after, revision_reserved FROM ledger_head");
        if (!head.Step()) throw new LedgerFormatException("The ledger has lost its head line; run verify.");
        return new StoredHead(head.Long(0), head.Blob(1).ToArray(), head.Text(2), head.Long(3), head.Long(4));
    }

    public StoredEntry Last()
    {
        using var last = new Statement(
            _connection, $"SELECT {StoredEntry.Columns} FROM entries ORDER BY position DESC LIMIT 1");
        return last.Step() ? StoredEntry.Read(last) : StoredEntry.None;
    }

    public IEnumerable<StoredEntry> Entries(long after)
    {
        using var entries = new Statement(
            _connection, $"SELECT {StoredEntry.Columns} FROM entries WHERE position > ? ORDER BY position");
        entries.Bind(1, after);
        while (entries.Step()) yield return StoredEntry.Read(entries);
    }

    public IEnumerable<StoredText> Texts()
    {
        using var texts = new Statement(
            _connection,
            "SELECT t.position, t.salt, t.text, e.body FROM texts t LEFT JOIN entries e "
            + "ON e.position = t.position ORDER BY t.position");
        while (texts.Step())
        {
            var body = texts.Blob(3).IsEmpty ? null : texts.Blob(3).ToArray();
            yield return new StoredText(
                texts.Long(0), texts.Blob(1).ToArray(), texts.Blob(2).ToArray(), body);
        }
    }

    public IEnumerable<StoredList> Lists()
    {
        using var heads = new Statement(
            _connection, "SELECT critic, year, position, kind, stands FROM list_heads ORDER BY critic, year");
        while (heads.Step())
            yield return new StoredList(
                heads.Int(0), heads.Int(1),
                new ListState(heads.Long(2), (CriticKind)heads.Int(3), heads.Int(4) == 1));
    }

    public IEnumerable<StoredCritic> Critics()
    {
        using var lasts = new Statement(_connection, "SELECT critic, position FROM critic_lasts");
        while (lasts.Step()) yield return new StoredCritic(lasts.Int(0), lasts.Long(1));
    }

    public IEnumerable<StoredChange> Changes() => Changes("ORDER BY revision");

    public IEnumerable<StoredChange> LatestFirst(bool names) =>
        Changes($"WHERE kind {(names ? "" : "NOT ")}IN (1, 2) ORDER BY revision DESC");

    public IEnumerable<ApiKey> Keys() => KeyTable.All(_connection);

    public void Dispose()
    {
        if (!_isInside) LedgerFolder.Run(_connection, "ROLLBACK");
    }

    private IEnumerable<StoredChange> Changes(string which)
    {
        using var changes = new Statement(
            _connection, $"SELECT revision, kind, key, position, moment, body FROM changes {which}");
        while (changes.Step())
            yield return new StoredChange(
                changes.Long(0), (ChangeKind)changes.Int(1), changes.Int(2), changes.Long(3), changes.Long(4),
                changes.Blob(5).ToArray());
    }
}
