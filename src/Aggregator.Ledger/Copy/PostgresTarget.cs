using Npgsql;
using NpgsqlTypes;

namespace Aggregator.Ledgers;

/// <summary>Fills a ledger's database through a connection of its own, by the server's bulk copy.</summary>
internal sealed class PostgresTarget : ILedgerTarget
{
    private readonly PostgresPlace _place;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    public PostgresTarget(PostgresPlace place, NpgsqlConnection connection)
    {
        (_place, _connection) = (place, connection);
        using (var mark = new NpgsqlCommand("UPDATE ledger_head SET epoch = $1", connection))
        {
            mark.Parameters.Add(new NpgsqlParameter { Value = CutCopy.Epoch });
            mark.ExecuteNonQuery();
        }

        _transaction = PostgresSnapshot.Begin(connection);
    }

    public string Name => _place.Name;

    public void Write(IEnumerable<StoredEntry> entries) => Copy(
        $"entries ({StoredEntry.Columns})", entries,
        (row, entry) =>
        {
            row.Write(entry.Position, NpgsqlDbType.Bigint);
            row.Write(entry.RecordedAt, NpgsqlDbType.Bigint);
            row.Write(entry.Kind, NpgsqlDbType.Text);
            row.Write(entry.Actor, NpgsqlDbType.Text);
            row.Write(entry.Links, NpgsqlDbType.Bytea);
            row.Write(entry.Hash, NpgsqlDbType.Bytea);
            row.Write(entry.Body, NpgsqlDbType.Bytea);
        });

    public void Write(IEnumerable<StoredText> texts) => Copy(
        "texts (position, salt, text)", texts,
        (row, text) =>
        {
            row.Write(text.Position, NpgsqlDbType.Bigint);
            row.Write(text.Salt, NpgsqlDbType.Bytea);
            row.Write(text.Text, NpgsqlDbType.Bytea);
        });

    public void Write(IEnumerable<StoredList> lists) => Copy(
        "list_heads (critic, year, position, kind, stands)", lists,
        (row, list) =>
        {
            row.Write(list.Critic, NpgsqlDbType.Integer);
            row.Write(list.Year, NpgsqlDbType.Integer);
            row.Write(list.State.Position, NpgsqlDbType.Bigint);
            row.Write((int)list.State.Kind, NpgsqlDbType.Integer);
            row.Write(list.State.Stands, NpgsqlDbType.Boolean);
        });

    public void Write(IEnumerable<StoredCritic> critics) => Copy(
        "critic_lasts (critic, position)", critics,
        (row, critic) =>
        {
            row.Write(critic.Critic, NpgsqlDbType.Integer);
            row.Write(critic.Position, NpgsqlDbType.Bigint);
        });

    public void Write(IEnumerable<StoredChange> changes) => Copy(
        "changes (revision, kind, key, position, moment, body)", changes,
        (row, change) =>
        {
            row.Write(change.Revision, NpgsqlDbType.Bigint);
            row.Write((int)change.Kind, NpgsqlDbType.Integer);
            row.Write(change.Key, NpgsqlDbType.Integer);
            row.Write(change.Position, NpgsqlDbType.Bigint);
            row.Write(change.Moment, NpgsqlDbType.Bigint);
            row.Write(change.Body, NpgsqlDbType.Bytea);
        });

    public void Write(IEnumerable<ApiKey> keys)
    {
        using var batch = new NpgsqlBatch(_connection);
        foreach (var key in keys) batch.BatchCommands.Add(PostgresKeyTable.Save(key));
        if (batch.BatchCommands.Count > 0) batch.ExecuteNonQuery();
    }

    public void Write(StoredHead head)
    {
        using var move = new NpgsqlCommand(
            "UPDATE ledger_head SET position = $1, hash = $2, epoch = $3, replay_after = $4, revision = $5",
            _connection);
        foreach (object value in new object[]
            { head.Position, head.Hash, head.Epoch, head.ReplayAfter, head.Revision })
            move.Parameters.Add(new NpgsqlParameter { Value = value });
        move.ExecuteNonQuery();
    }

    public ILedgerSnapshot Written() => new PostgresSnapshot(_place, _connection, _transaction);

    public void Commit() => _transaction.Commit();

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private void Copy<T>(string table, IEnumerable<T> lines, Action<NpgsqlBinaryImporter, T> write)
    {
        using var row = _connection.BeginBinaryImport($"COPY {table} FROM STDIN (FORMAT BINARY)");
        foreach (var line in lines)
        {
            row.StartRow();
            write(row, line);
        }

        row.Complete();
    }
}
