using System.Buffers;
using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>The writer's connection and the statements it runs, prepared once.</summary>
internal sealed class WriterConnection : ILedgerTransaction, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _entry;
    private readonly Statement _text;
    private readonly Statement _redaction;
    private readonly Statement _list;
    private readonly Statement _head;
    private readonly Statement _change;
    private readonly Statement _criticLast;
    private readonly Statement _reserve;
    private readonly Statement _replayAfter;
    private readonly Statement _stored;
    private readonly Statement _sweep;
    private readonly Statement _hashAt;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private (Type? Kind, byte[]? Actor) _bound;

    public WriterConnection(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _entry = Prepare(
            "INSERT INTO entries (position, recorded_at, kind, actor, links, hash, body) VALUES "
            + "(?,?,?,?,?,?,?)");
        _text = Prepare("INSERT INTO texts (position, salt, text) VALUES (?,?,?)");
        _redaction = Prepare("DELETE FROM texts WHERE position = ?");
        _list = Prepare(
            "INSERT OR REPLACE INTO list_heads (critic, year, position, kind, stands) VALUES (?,?,?,?,?)");
        _head = Prepare("UPDATE ledger_head SET position = ?, hash = ?");
        _change = Prepare(
            "INSERT OR REPLACE INTO changes (revision, kind, key, position, moment, body) VALUES "
            + "(?,?,?,?,?,?)");
        _criticLast = Prepare("INSERT OR REPLACE INTO critic_lasts (critic, position) VALUES (?,?)");
        _reserve = Prepare("UPDATE ledger_head SET revision_reserved = ?");
        _replayAfter = Prepare("UPDATE ledger_head SET replay_after = ?");
        _stored = Prepare(
            "SELECT revision, kind, key FROM changes WHERE revision > ? ORDER BY revision LIMIT ?");
        _sweep = Prepare("DELETE FROM changes WHERE revision = ?");
        _hashAt = Prepare("SELECT hash FROM entries WHERE position = ?");
    }

    public SqliteConnection Sqlite => _connection;

    public void Begin() => _begin.Run();

    /// <summary>Durable when this returns.</summary>
    public void Commit() => _commit.Run();

    public void Insert(PendingEntry entry, ReadOnlySpan<byte> links, ReadOnlySpan<byte> hash)
    {
        // What is bound stays bound: in an import, all are of one kind and actor.
        if (_bound.Kind != entry.Fact.GetType()) _entry.BindText(3, FactWriter.KindOf(entry.Fact));
        if (_bound.Actor != entry.Actor) _entry.BindText(4, entry.Actor);
        _bound = (entry.Fact.GetType(), entry.Actor);
        _entry.Bind(1, entry.Position).Bind(2, entry.RecordedAt)
            .Bind(5, links).Bind(6, hash).Bind(7, entry.Body).Run();
        if (entry.Text is not null)
            _text.Bind(1, entry.Position).Bind(2, entry.Salt).Bind(3, entry.Text).Run();
        foreach (var turn in entry.Heads)
            _list.Bind(1, turn.Critic).Bind(2, turn.Year).Bind(3, turn.After.Position)
                .Bind(4, (int)turn.After.Kind).Bind(5, turn.After.Stands ? 1 : 0).Run();
    }

    public void MoveHead(long position, ReadOnlySpan<byte> hash) =>
        _head.Bind(1, position).Bind(2, hash).Run();

    public IReadOnlyList<ApiKey> Keys() => KeyTable.All(_connection);

    public void Save(ApiKey key) => KeyTable.Save(_connection, key);

    public void Use(IReadOnlyList<string> ids, DateOnly day) => KeyTable.Use(_connection, ids, day);

    public void Redact(IReadOnlyList<long> positions)
    {
        // Otherwise SQLite forgets where they were, and leaves them there.
        LedgerFolder.Run(_connection, "PRAGMA secure_delete = ON;");
        foreach (var position in positions) _redaction.Bind(1, position).Run();
        LedgerFolder.Run(_connection, "PRAGMA secure_delete = OFF;");
    }

    public void Insert(RecentChange recent)
    {
        var (position, moment) = ChangeBytes.Write(_bytes, recent.Change);
        _change.Bind(1, recent.Revision).Bind(2, (int)recent.Kind).Bind(3, recent.Key).Bind(4, position)
            .Bind(5, moment).Bind(6, _bytes.WrittenSpan).Run();
    }

    public void MoveCritic(int critic, long last) => _criticLast.Bind(1, critic).Bind(2, last).Run();

    public void Reserve(long revision) => _reserve.Bind(1, revision).Run();

    public void ReplayAfter(long position) => _replayAfter.Bind(1, position).Run();

    /// <summary>Lines of the table of changes, without their bodies.</summary>
    public List<StoredChange> ChangesAfter(long revision, int countMax)
    {
        var changes = new List<StoredChange>();
        _stored.Bind(1, revision).Bind(2, countMax);
        while (_stored.Step())
            changes.Add(
                new StoredChange(_stored.Long(0), (ChangeKind)_stored.Int(1), _stored.Int(2), 0, 0, []));
        _stored.Reset();
        return changes;
    }

    public void DeleteChange(long revision) => _sweep.Bind(1, revision).Run();

    /// <summary>The hash of the entry at a position; null if there is no such entry.</summary>
    public byte[]? HashAt(long position)
    {
        var hash = _hashAt.Bind(1, position).Step() ? _hashAt.Blob(0).ToArray() : null;
        _hashAt.Reset();
        return hash;
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _connection.Dispose();
    }

    private Statement Prepare(string sql)
    {
        var statement = new Statement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
