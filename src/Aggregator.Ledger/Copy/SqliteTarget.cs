using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>Fills a ledger's file through a connection of its own.</summary>
internal sealed class SqliteTarget : ILedgerTarget
{
    private readonly LedgerFolder _folder;
    private readonly SqliteConnection _connection;
    private readonly IDisposable _held;

    public SqliteTarget(LedgerFolder folder, SqliteConnection connection, IDisposable held)
    {
        (_folder, _connection, _held) = (folder, connection, held);
        using (var mark = new Statement(connection, "UPDATE ledger_head SET epoch = ?"))
            mark.BindText(1, CutCopy.Epoch).Run();
        LedgerFolder.Run(connection, "BEGIN IMMEDIATE");
    }

    public string Name => _folder.Path;

    public void Write(IEnumerable<StoredEntry> entries)
    {
        using var insert = new Statement(
            _connection, $"INSERT INTO entries ({StoredEntry.Columns}) VALUES (?,?,?,?,?,?,?)");
        foreach (var entry in entries)
            insert.Bind(1, entry.Position).Bind(2, entry.RecordedAt).BindText(3, entry.Kind)
                .BindText(4, entry.Actor).Bind(5, entry.Links).Bind(6, entry.Hash).Bind(7, entry.Body).Run();
    }

    public void Write(IEnumerable<StoredText> texts)
    {
        using var insert = new Statement(
            _connection, "INSERT INTO texts (position, salt, text) VALUES (?,?,?)");
        foreach (var text in texts) insert.Bind(1, text.Position).Bind(2, text.Salt).Bind(3, text.Text).Run();
    }

    public void Write(IEnumerable<StoredList> lists)
    {
        using var insert = new Statement(
            _connection, "INSERT INTO list_heads (critic, year, position, kind, stands) VALUES (?,?,?,?,?)");
        foreach (var (critic, year, state) in lists)
            insert.Bind(1, critic).Bind(2, year).Bind(3, state.Position).Bind(4, (int)state.Kind)
                .Bind(5, state.Stands ? 1 : 0).Run();
    }

    public void Write(IEnumerable<StoredCritic> critics)
    {
        using var insert = new Statement(
            _connection, "INSERT INTO critic_lasts (critic, position) VALUES (?,?)");
        foreach (var critic in critics) insert.Bind(1, critic.Critic).Bind(2, critic.Position).Run();
    }

    public void Write(IEnumerable<StoredChange> changes)
    {
        using var insert = new Statement(
            _connection,
            "INSERT INTO changes (revision, kind, key, position, moment, body) VALUES (?,?,?,?,?,?)");
        foreach (var change in changes)
            insert.Bind(1, change.Revision).Bind(2, (int)change.Kind).Bind(3, change.Key)
                .Bind(4, change.Position).Bind(5, change.Moment).Bind(6, change.Body).Run();
    }

    public void Write(IEnumerable<ApiKey> keys)
    {
        foreach (var key in keys) KeyTable.Save(_connection, key);
    }

    public void Write(StoredHead head)
    {
        using var move = new Statement(
            _connection,
            "UPDATE ledger_head SET position = ?, hash = ?, epoch = ?, replay_after = ?, "
            + "revision_reserved = ?");
        move.Bind(1, head.Position).Bind(2, head.Hash).BindText(3, head.Epoch).Bind(4, head.ReplayAfter)
            .Bind(5, head.Revision).Run();
    }

    public ILedgerSnapshot Written() => new SqliteSnapshot(_folder, _connection, isInside: true);

    public void Commit() => LedgerFolder.Run(_connection, "COMMIT");

    public void Dispose()
    {
        // Without a commit, closing takes everything back.
        _connection.Dispose();
        _held.Dispose();
    }
}
