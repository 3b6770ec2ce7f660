using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>The lines of the tables, as they are selected and read.</summary>
internal static class PostgresRows
{
    public const string Head = "SELECT position, hash, epoch, replay_after, revision FROM ledger_head";

    public const string Entries = $"SELECT {StoredEntry.Columns} FROM entries";

    public const string Changes = "SELECT revision, kind, key, position, moment, body FROM changes";

    public static StoredHead ReadHead(NpgsqlDataReader line) => new(
        line.GetInt64(0), line.GetFieldValue<byte[]>(1), line.GetString(2), line.GetInt64(3),
        line.GetInt64(4));

    public static StoredEntry ReadEntry(NpgsqlDataReader line) =>
        new(line.GetInt64(0), line.GetInt64(1), line.GetString(2), line.GetString(3))
        {
            Links = line.GetFieldValue<byte[]>(4),
            Hash = line.GetFieldValue<byte[]>(5),
            Body = line.GetFieldValue<byte[]>(6),
        };

    public static StoredChange ReadChange(NpgsqlDataReader line) => new(
        line.GetInt64(0), (ChangeKind)line.GetInt32(1), line.GetInt32(2), line.GetInt64(3), line.GetInt64(4),
        line.GetFieldValue<byte[]>(5));
}
