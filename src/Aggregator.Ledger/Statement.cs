using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Aggregator.Ledgers;

/// <summary>
/// One prepared statement, bound and stepped without the costs of ADO.NET: the hot paths run one of these for
/// every entry. Not safe for use by two threads at once.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int at, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, at, value));
        return this;
    }

    public Statement Bind(int at, ReadOnlySpan<byte> blob)
    {
        Check(raw.sqlite3_bind_blob(_statement, at, blob));
        return this;
    }

    public Statement BindText(int at, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, at, utf8));
        return this;
    }

    public Statement BindText(int at, string text)
    {
        Check(raw.sqlite3_bind_text(_statement, at, text));
        return this;
    }

    /// <summary>True when there is a line of the answer to read, false at its end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;

        var failure = Failure(code);
        raw.sqlite3_reset(_statement);
        throw failure;
    }

    /// <summary>Runs a statement that answers nothing, and makes it ready for the next time.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public long Long(int at) => raw.sqlite3_column_int64(_statement, at);

    public int Int(int at) => checked((int)Long(at));

    /// <summary>Good until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int at) => raw.sqlite3_column_blob(_statement, at);

    public string Text(int at) => raw.sqlite3_column_text(_statement, at).utf8_to_string();

    public void Dispose() => raw.sqlite3_finalize(_statement);

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    private SqliteException Failure(int code) =>
        new(
            raw.sqlite3_errmsg(_database).utf8_to_string(), code & 0xFF,
            raw.sqlite3_extended_errcode(_database));
}
