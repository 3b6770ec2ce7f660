using System.Buffers;
using System.Text;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>What others wrote since some position and revision, and where the ledger ends then.</summary>
internal sealed record WrittenByOthers(
    StoredHead Head, List<StoredEntry> Entries, List<StoredChange> Changes)
{
    /// <summary>False when there was more than was wanted.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Whether no crash of the database takes it back: see <see cref="PostgresSession.Settle"/>.
    /// </summary>
    public required bool IsDurable { get; init; }
}

/// <summary>
/// The writer's connection. A transaction takes two messages to the server: one takes the head row and reads
/// what others wrote, the other writes, moves the head, commits, and waits for the disk when the row is free
/// again: so whoever holds the row holds it for moments, and the disk answers for several writers at once.
/// What is read may therefore be taken back by a crash, until the disk has it as well.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : ILedgerTransaction, IDisposable
{
    public const string Channel = "aggregator_ledger";

    // A commit that writes anything waits for the disk, and for the standbys where there are some that it has
    // to wait for; the log is written in order, so all commits before it are there as well.
    private const string SettleAll = "SELECT pg_logical_emit_message(true, 'aggregator', '')";

    // Asked after something was read: whether all that was committed until then is on the disk. Whether it is
    // on the standbys that commits wait for cannot be asked so cheaply.
    private const string IsSettled =
        "SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() "
        + "AND current_setting('synchronous_standby_names') = ''";

    private readonly List<(PendingEntry Entry, byte[] Links, byte[] Hash)> _entries = [];
    private readonly List<ApiKey> _keys = [];
    private readonly List<(IReadOnlyList<string> Ids, DateOnly Day)> _used = [];
    private readonly List<long> _redacted = [];
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private long _position;
    private byte[] _hash = [];

    /// <summary>
    /// Connects for writing. Throws <see cref="LedgerOpenException"/> when the database is another cluster's
    /// or a server that must be alone with it meets another.
    /// </summary>
    public static PostgresSession Open(PostgresPlace place)
    {
        var connection = place.Open();
        try
        {
            PostgresClaim.Hold(connection, place);
            return new PostgresSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Begins a transaction and holds the head row until its end: nobody else writes meanwhile. What is read
    /// after the row was taken is everything there is.
    /// </summary>
    public WrittenByOthers Lock(long position, long revision, int linesMax = int.MaxValue)
    {
        _entries.Clear();
        _keys.Clear();
        _used.Clear();
        _redacted.Clear();
        using var batch = new NpgsqlBatch(connection);
        // Whatever the database's default is: what is read after the row was taken has to be there.
        Add(batch, "BEGIN ISOLATION LEVEL READ COMMITTED");
        // Nobody is told of it before Commit has waited for the disk.
        Add(batch, "SET LOCAL synchronous_commit = off");
        AddReads(batch, " FOR UPDATE", (position, revision), (linesMax, linesMax));
        return Read(batch, linesMax);
    }

    /// <summary>Reads without holding anything up, as of one moment.</summary>
    public WrittenByOthers Look(long position, long revision) =>
        Look(position, revision, (int.MaxValue, int.MaxValue));

    /// <summary>
    /// The next entries, as if they were the last and had changed nothing; null where no more come behind.
    /// </summary>
    public WrittenByOthers? Stretch(long position, long revision, int entriesCount)
    {
        var read = Look(position, revision, (entriesCount, 0));
        if (read.Entries.Count < entriesCount) return null;
        var last = read.Entries[^1];
        if (last.Position == read.Head.Position) return null;
        return read with
        {
            Head = read.Head with { Position = last.Position, Hash = last.Hash, Revision = revision },
            IsWhole = false,
        };
    }

    private WrittenByOthers Look(long position, long revision, (int Entries, int Changes) max)
    {
        using var batch = new NpgsqlBatch(connection);
        Add(batch, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        AddReads(batch, "", (position, revision), max);
        Add(batch, "COMMIT");
        return Read(batch, int.MaxValue);
    }

    /// <summary>
    /// Makes everything durable that was committed so far, by whomever: what was read before this may be
    /// shown after it.
    /// </summary>
    public void Settle()
    {
        using var settle = new NpgsqlCommand(SettleAll, connection);
        settle.ExecuteNonQuery();
    }

    public void Insert(PendingEntry entry, ReadOnlySpan<byte> links, ReadOnlySpan<byte> hash) =>
        _entries.Add((entry, links.ToArray(), hash.ToArray()));

    public void MoveHead(long position, ReadOnlySpan<byte> hash) =>
        (_position, _hash) = (position, hash.ToArray());

    /// <summary>Those of the table, and over them those that this transaction is going to write.</summary>
    public IReadOnlyList<ApiKey> Keys() =>
    [
        .. PostgresKeyTable.All(connection).Concat(_keys).GroupBy(key => key.Id)
            .Select(same => same.Last()),
    ];

    public void Save(ApiKey key) => _keys.Add(key);

    public void Use(IReadOnlyList<string> ids, DateOnly day) => _used.Add((ids, day));

    /// <summary>What is freed is overwritten when the table is next vacuumed.</summary>
    public void Redact(IReadOnlyList<long> positions) => _redacted.AddRange(positions);

    /// <summary>Writes what was inserted and these changes; durable when it returns.</summary>
    public void Commit(List<RecentChange> changes, StoredHead before)
    {
        if (_entries.Count == 0) (_position, _hash) = (before.Position, before.Hash);
        var revision = changes.Count == 0 ? before.Revision : changes[^1].Revision;
        using var batch = new NpgsqlBatch(connection);
        if (_entries.Count > 0) InsertEntries(batch);
        InsertTexts(batch);
        if (_redacted.Count > 0)
            Add(batch, "DELETE FROM texts WHERE position = ANY($1)", _redacted.ToArray());
        MoveLists(batch);
        if (changes.Count > 0) InsertChanges(batch, changes);
        foreach (var key in _keys) batch.BatchCommands.Add(PostgresKeyTable.Save(key));
        foreach (var (ids, day) in _used) batch.BatchCommands.Add(PostgresKeyTable.Use(ids, day));
        Add(
            batch, "UPDATE ledger_head SET position = $1, hash = $2, revision = $3", _position, _hash,
            revision);
        Add(batch, $"SELECT pg_notify('{Channel}', $1::text)", revision);
        Add(batch, "COMMIT");
        // The row is free. The others' next commits meet this one at the disk.
        Add(batch, SettleAll);
        batch.ExecuteNonQuery();
    }

    public void Rollback()
    {
        using var rollback = new NpgsqlCommand("ROLLBACK", connection);
        rollback.ExecuteNonQuery();
    }

    public void Dispose() => connection.Dispose();

    private static void AddReads(
        NpgsqlBatch batch, string hold, (long Position, long Revision) after, (int Entries, int Changes) max)
    {
        Add(batch, PostgresRows.Head + hold);
        Add(batch, $"{PostgresRows.Entries} WHERE position > $1 ORDER BY position LIMIT $2", after.Position,
            max.Entries);
        Add(batch, $"{PostgresRows.Changes} WHERE revision > $1 ORDER BY revision LIMIT $2", after.Revision,
            max.Changes);
        Add(batch, IsSettled);
    }

    private static WrittenByOthers Read(NpgsqlBatch batch, int linesMax)
    {
        using var reader = batch.ExecuteReader();
        if (!reader.Read()) throw new LedgerFormatException("The ledger has lost its head line; run verify.");
        var head = PostgresRows.ReadHead(reader);
        var (entries, changes) = (new List<StoredEntry>(), new List<StoredChange>());
        reader.NextResult();
        while (reader.Read()) entries.Add(PostgresRows.ReadEntry(reader));
        reader.NextResult();
        while (reader.Read()) changes.Add(PostgresRows.ReadChange(reader));
        reader.NextResult();
        return new WrittenByOthers(head, entries, changes)
        {
            IsWhole = entries.Count < linesMax && changes.Count < linesMax,
            IsDurable = reader.Read() && reader.GetBoolean(0),
        };
    }

    private void InsertEntries(NpgsqlBatch batch) => Add(
        batch,
        "INSERT INTO entries (position, recorded_at, kind, actor, links, hash, body) SELECT * FROM "
        + "unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[])",
        Each(_entries, line => line.Entry.Position), Each(_entries, line => line.Entry.RecordedAt),
        Each(_entries, line => Encoding.UTF8.GetString(FactWriter.KindOf(line.Entry.Fact))),
        Each(_entries, line => Encoding.UTF8.GetString(line.Entry.Actor)), Each(_entries, line => line.Links),
        Each(_entries, line => line.Hash), Each(_entries, line => line.Entry.Body));

    private void InsertTexts(NpgsqlBatch batch)
    {
        var texts = _entries.FindAll(line => line.Entry.Text is not null);
        if (texts.Count == 0) return;
        Add(
            batch,
            "INSERT INTO texts (position, salt, text) SELECT * FROM unnest($1::bigint[], $2::bytea[], "
            + "$3::bytea[])",
            Each(texts, line => line.Entry.Position), Each(texts, line => line.Entry.Salt!),
            Each(texts, line => line.Entry.Text!));
    }

    private void MoveLists(NpgsqlBatch batch)
    {
        // One batch may revise a list more than once: its last head stands.
        var lists = new Dictionary<(int, int), ListTurn>();
        foreach (var (entry, _, _) in _entries)
            foreach (var turn in entry.Heads) lists[(turn.Critic, turn.Year)] = turn;
        if (lists.Count == 0) return;
        List<ListTurn> heads = [.. lists.Values];
        Add(
            batch,
            "INSERT INTO list_heads (critic, year, position, kind, stands) SELECT * FROM unnest($1::int[], "
            + "$2::int[], $3::bigint[], $4::int[], $5::bool[]) ON CONFLICT (critic, year) DO UPDATE SET "
            + "position = excluded.position, kind = excluded.kind, stands = excluded.stands",
            Each(heads, turn => turn.Critic), Each(heads, turn => turn.Year),
            Each(heads, turn => turn.After.Position), Each(heads, turn => (int)turn.After.Kind),
            Each(heads, turn => turn.After.Stands));
    }

    private void InsertChanges(NpgsqlBatch batch, List<RecentChange> changes)
    {
        var lines = changes.ConvertAll(change =>
        {
            var (position, moment) = ChangeBytes.Write(_bytes, change.Change);
            return new StoredChange(
                change.Revision, change.Kind, change.Key, position, moment, _bytes.WrittenSpan.ToArray());
        });
        Add(
            batch,
            "INSERT INTO changes (revision, kind, key, position, moment, body) SELECT * FROM "
            + "unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::bigint[], $6::bytea[])",
            Each(lines, line => line.Revision), Each(lines, line => (int)line.Kind),
            Each(lines, line => line.Key), Each(lines, line => line.Position),
            Each(lines, line => line.Moment), Each(lines, line => line.Body));
    }

    private static TValue[] Each<TLine, TValue>(List<TLine> lines, Func<TLine, TValue> value)
    {
        var values = new TValue[lines.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(lines[i]);
        return values;
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
#pragma warning disable CA2100 // No caller passes anything but its own text.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
