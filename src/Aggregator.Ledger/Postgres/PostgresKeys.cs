using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// Keys in the ledger's database, written by the ledger's writer. Got from <see cref="StoredLedger.Keys"/>.
/// </summary>
internal sealed class PostgresKeyRing(CommitThread writer, PostgresReads reads) : IKeyRing
{
    public async ValueTask<ApiKey?> Find(string id, CancellationToken cancel = default) =>
        (await Read(id, cancel)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<ApiKey>> All(CancellationToken cancel = default) =>
        await Read(null, cancel);

    public Task Save(ApiKey key, CancellationToken cancel = default) =>
        writer.Commit(new CommitRequest([]) { Key = key }, cancel);

    public async Task<Outcome<ApiKey>> Change(
        Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>> decide, CancellationToken cancel = default)
    {
        var request = new CommitRequest([]) { DecideKey = decide };
        await writer.Commit(request, cancel);
        return new(request.Key, request.KeyRefusal);
    }

    public Task Use(IReadOnlyList<string> ids, DateOnly day, CancellationToken cancel = default) =>
        writer.Commit(new CommitRequest([]) { Used = (ids, day) }, cancel);

    private async ValueTask<List<ApiKey>> Read(string? id, CancellationToken cancel)
    {
        var keys = await reads.Keys(id, cancel);
        // What another process wrote is shown when it is durable: the writer waits for that.
        await writer.Commit(new CommitRequest([]), cancel);
        return keys;
    }
}

/// <summary>The table of keys. Not facts: a key's line is replaced.</summary>
internal static class PostgresKeyTable
{
    private const string Columns =
        "id, role, name, secret_hash, subject, created, expires, revoked, last_used";

    /// <summary>One key by id, or all of them.</summary>
    public const string Select =
        $"SELECT {Columns} FROM api_keys WHERE $1::text IS NULL OR id = $1::text ORDER BY id COLLATE \"C\"";

    public static NpgsqlBatchCommand Save(ApiKey key)
    {
        var command = new NpgsqlBatchCommand(
            $"INSERT INTO api_keys ({Columns}) VALUES ($1, $2, $3, $4, $5::text, $6, $7::text, $8::bigint, "
            + "$9::text) ON CONFLICT (id) DO UPDATE SET role = excluded.role, name = excluded.name, "
            + "secret_hash = excluded.secret_hash, subject = excluded.subject, created = excluded.created, "
            + "expires = excluded.expires, revoked = excluded.revoked, last_used = excluded.last_used");
        object?[] values =
        [
            key.Id, key.Role.Word(), key.Name, key.SecretHash.ToArray(), key.Subject?.Value,
            key.Created.ToUnixTimeMilliseconds(), KeyTable.Day(key.Expires),
            key.Revoked?.ToUnixTimeMilliseconds(), KeyTable.Day(key.LastUsed),
        ];
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    public static NpgsqlBatchCommand Use(IReadOnlyList<string> ids, DateOnly day) =>
        new("UPDATE api_keys SET last_used = $1 WHERE id = ANY($2) AND (last_used IS NULL OR last_used < $1)")
        {
            Parameters =
            {
                new NpgsqlParameter { Value = KeyTable.Day(day) },
                new NpgsqlParameter { Value = ids.ToArray() },
            },
        };

    /// <summary>All keys, as a transaction under way sees them.</summary>
    public static List<ApiKey> All(NpgsqlConnection connection)
    {
        using var select = new NpgsqlCommand(Select, connection);
        select.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value });
        using var reader = select.ExecuteReader();
        var keys = new List<ApiKey>();
        while (reader.Read()) keys.Add(Read(reader));
        return keys;
    }

    public static ApiKey Read(NpgsqlDataReader line) =>
        new(line.GetString(0), KeyTable.Role(line.GetString(1)), line.GetString(2))
        {
            SecretHash = line.GetFieldValue<byte[]>(3),
            Subject = line.IsDBNull(4) ? null : CriticId.Of(line.GetString(4)),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(line.GetInt64(5)),
            Expires = line.IsDBNull(6) ? null : KeyTable.Day(line.GetString(6)),
            Revoked = line.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(line.GetInt64(7)),
            LastUsed = line.IsDBNull(8) ? null : KeyTable.Day(line.GetString(8)),
        };
}
