using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>The table of keys. Not facts: a key's line is replaced.</summary>
internal static class KeyTable
{
    private const string Columns =
        "id, role, name, secret_hash, subject, created, expires, revoked, last_used";

    public static void Save(SqliteConnection connection, ApiKey key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT OR REPLACE INTO api_keys ({Columns}) "
            + "VALUES ($id, $role, $name, $hash, $subject, $created, $expires, $revoked, $used)";
        var values = command.Parameters;
        values.AddWithValue("$id", key.Id);
        values.AddWithValue("$role", key.Role.Word());
        values.AddWithValue("$name", key.Name);
        values.AddWithValue("$hash", key.SecretHash.ToArray());
        values.AddWithValue("$subject", key.Subject?.Value ?? (object)DBNull.Value);
        values.AddWithValue("$created", key.Created.ToUnixTimeMilliseconds());
        values.AddWithValue("$expires", Day(key.Expires) ?? (object)DBNull.Value);
        values.AddWithValue("$revoked", key.Revoked?.ToUnixTimeMilliseconds() ?? (object)DBNull.Value);
        values.AddWithValue("$used", Day(key.LastUsed) ?? (object)DBNull.Value);
        command.ExecuteNonQuery();
    }

    public static void Use(SqliteConnection connection, IReadOnlyList<string> ids, DateOnly day)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE api_keys SET last_used = $day "
            + "WHERE id = $id AND (last_used IS NULL OR last_used < $day)";
        command.Parameters.AddWithValue("$day", Day(day));
        var id = command.Parameters.Add("$id", SqliteType.Text);
        foreach (var used in ids)
        {
            id.Value = used;
            command.ExecuteNonQuery();
        }
    }

    public static ApiKey? Find(SqliteConnection connection, string id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM api_keys WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        return Read(command).FirstOrDefault();
    }

    public static IReadOnlyList<ApiKey> All(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM api_keys ORDER BY id";
        return Read(command);
    }

    private static List<ApiKey> Read(SqliteCommand command)
    {
        var keys = new List<ApiKey>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            keys.Add(new ApiKey(reader.GetString(0), Role(reader.GetString(1)), reader.GetString(2))
            {
                SecretHash = reader.GetFieldValue<byte[]>(3),
                Subject = reader.IsDBNull(4) ? null : CriticId.Of(reader.GetString(4)),
                Created = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
                Expires = reader.IsDBNull(6) ? null : Day(reader.GetString(6)),
                Revoked = reader.IsDBNull(7)
                    ? null
                    : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)),
                LastUsed = reader.IsDBNull(8) ? null : Day(reader.GetString(8)),
            });
        return keys;
    }

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static KeyRole Role(string stored) => KeyRoles.Read(stored)
        ?? throw new LedgerFormatException(
            $"\"{stored}\" is not a role of a key that this program knows.");
}
