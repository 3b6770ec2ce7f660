using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>A connection for reading, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class ReadSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Sqlite => connection;

    /// <summary>The statement of this text, made ready.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new Statement(connection, sql);
        statement.Reset();
        return statement;
    }

    /// <summary>
    /// Ends what a statement still holds open, so that the write-ahead log can be folded in.
    /// </summary>
    public void Rest()
    {
        foreach (var statement in _statements.Values) statement.Reset();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        connection.Dispose();
    }
}

/// <summary>
/// Connections for reading. Work runs on the thread pool: SQLite blocks, and a caller's turn must not.
/// </summary>
internal sealed class ReadPool(LedgerFolder folder, int readersMax) : IDisposable
{
    private readonly ConcurrentBag<ReadSession> _idle = [];
    private readonly SemaphoreSlim _free = new(readersMax);

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when the store cannot be read.</summary>
    public async Task<T> Read<T>(Func<ReadSession, T> read, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(read), cancel).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
        _free.Dispose();
    }

    private T Run<T>(Func<ReadSession, T> read)
    {
        ReadSession? session = null;
        try
        {
            if (!_idle.TryTake(out session)) session = new ReadSession(folder.OpenReader());
            var answer = read(session);
            session.Rest();
            _idle.Add(session);
            return answer;
        }
        catch (Exception failure) when (failure is SqliteException or LedgerFormatException or IOException)
        {
            session?.Dispose();
            throw Failures.Unavailable(failure);
        }
    }
}
