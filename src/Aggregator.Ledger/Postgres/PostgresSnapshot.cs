using System.Data;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>Reads through a connection that others own, as of the moment of its making.</summary>
internal sealed class PostgresSnapshot : ILedgerSnapshot
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly bool _isInside;

    public PostgresSnapshot(PostgresPlace place, NpgsqlConnection connection)
        : this(place, connection, Begin(connection))
    {
        _isInside = false;
        Settle(place);
    }

    /// <summary>Reads a transaction that is under way already, as it stands.</summary>
    public PostgresSnapshot(PostgresPlace place, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        (Name, _connection, _transaction) = (place.Name, connection, transaction);
        _isInside = true;
    }

    public string Name { get; }

    public StoredHead Head() => Read(PostgresRows.Head, PostgresRows.ReadHead).FirstOrDefault()
        ?? throw new LedgerFormatException("The ledger has lost its head line; run verify.");

    public StoredEntry Last() =>
        Read($"{PostgresRows.Entries} ORDER BY position DESC LIMIT 1", PostgresRows.ReadEntry)
            .FirstOrDefault() ?? StoredEntry.None;

    public IEnumerable<StoredEntry> Entries(long after) => Read(
        $"{PostgresRows.Entries} WHERE position > $1 ORDER BY position", PostgresRows.ReadEntry, after);

    public IEnumerable<StoredText> Texts() => Read(
        "SELECT t.position, t.salt, t.text, e.body FROM texts t LEFT JOIN entries e USING (position) "
        + "ORDER BY t.position",
        line => new StoredText(
            line.GetInt64(0), line.GetFieldValue<byte[]>(1), line.GetFieldValue<byte[]>(2),
            line.IsDBNull(3) ? null : line.GetFieldValue<byte[]>(3)));

    public IEnumerable<StoredList> Lists() => Read(
        "SELECT critic, year, position, kind, stands FROM list_heads ORDER BY critic, year",
        line => new StoredList(
            line.GetInt32(0), line.GetInt32(1),
            new ListState(line.GetInt64(2), (CriticKind)line.GetInt32(3), line.GetBoolean(4))));

    public IEnumerable<StoredCritic> Critics() => Read(
        "SELECT critic, position FROM critic_lasts",
        line => new StoredCritic(line.GetInt32(0), line.GetInt64(1)));

    public IEnumerable<StoredChange> Changes() =>
        Read($"{PostgresRows.Changes} ORDER BY revision", PostgresRows.ReadChange);

    public IEnumerable<StoredChange> LatestFirst(bool names) => Read(
        $"{PostgresRows.Changes} WHERE kind {(names ? "" : "NOT ")}IN (1, 2) ORDER BY revision DESC",
        PostgresRows.ReadChange);

    public IEnumerable<ApiKey> Keys() =>
        Read(PostgresKeyTable.Select, PostgresKeyTable.Read, DBNull.Value);

    public void Dispose()
    {
        if (!_isInside) _transaction.Dispose();
    }

    /// <summary>A transaction that sees one moment. It holds nobody up, so it may take its time.</summary>
    public static NpgsqlTransaction Begin(NpgsqlConnection connection)
    {
        var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        using var patient = new NpgsqlCommand(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0", connection);
        patient.ExecuteNonQuery();
        return transaction;
    }

    /// <summary>
    /// What it sees may be committed and not on the disk yet, and is going to be told: see
    /// <see cref="PostgresSession.Settle"/>. A standby has everything on its disk before it shows it.
    /// </summary>
    private void Settle(PostgresPlace place)
    {
        // Also the first thing that is read: from here on it sees one moment.
        using var first = new NpgsqlCommand("SELECT pg_is_in_recovery()", _connection, _transaction);
        if ((bool)first.ExecuteScalar()!) return;
        using var session = new PostgresSession(place.Open());
        session.Settle();
    }

    private IEnumerable<T> Read<T>(
        string sql, Func<NpgsqlDataReader, T> read, params ReadOnlySpan<object> values)
    {
#pragma warning disable CA2100 // No caller passes anything but its own text.
        var command = new NpgsqlCommand(sql, _connection, _transaction);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return Read(command, read);
    }

    private static IEnumerable<T> Read<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            while (reader.Read()) yield return read(reader);
        }
    }
}
