using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>An address of PostgreSQL as operators write it.</summary>
public static class PostgresAddress
{
    private const string GssEncryption = "GSS Encryption Mode";

    /// <summary>
    /// Its parts. Throws <see cref="ArgumentException"/> or <see cref="FormatException"/> when it is none.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Read(string address)
    {
        var parts = new NpgsqlConnectionStringBuilder(address);
        // By default Npgsql 10 asks for Kerberos' encryption first; where no answer comes, it asks again on
        // another connection, now and then without any patience (npgsql/npgsql#6655), and we would hang.
        if (!parts.ShouldSerialize(GssEncryption)) parts.GssEncryptionMode = GssEncryptionMode.Disable;
        return parts;
    }

    /// <summary>A connection, opened; one that does not open is disposed.</summary>
    public static NpgsqlConnection Opened(this NpgsqlConnection connection)
    {
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
