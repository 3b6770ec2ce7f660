using System.Globalization;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>An address of PostgreSQL as operators write it.</summary>
public static class PostgresAddress
{
    private const string GssEncryption = "GSS Encryption Mode";
    private const string SessionAttributes = "Target Session Attributes";
    private const string HostRecheck = "Host Recheck Seconds";

    /// <summary>
    /// Its parts. Throws <see cref="ArgumentException"/> or <see cref="FormatException"/> when it is none.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Read(string address)
    {
        var parts = new NpgsqlConnectionStringBuilder(address);
        // By default Npgsql 10 asks for Kerberos' encryption first; where no answer comes, it asks again on
        // another connection, now and then without any patience (npgsql/npgsql#6655), and we would hang.
        if (!parts.ShouldSerialize(GssEncryption)) parts.GssEncryptionMode = GssEncryptionMode.Disable;
        if (!parts.NamesSeveralHosts()) return parts;
        // One that takes over has to be found soon, and one that gave over can be written no more.
        if (!parts.ShouldSerialize(SessionAttributes)) parts.TargetSessionAttributes = "primary";
        if (!parts.ShouldSerialize(HostRecheck)) parts.HostRecheckSeconds = 1;
        return parts;
    }

    /// <summary>Where the server is, as it is said in sentences.</summary>
    public static string Place(this NpgsqlConnectionStringBuilder parts) => parts.NamesSeveralHosts()
        ? parts.Host!
        : string.Create(CultureInfo.InvariantCulture, $"{parts.Host}:{parts.Port}");

    private static bool NamesSeveralHosts(this NpgsqlConnectionStringBuilder parts) =>
        parts.Host?.Contains(',', StringComparison.Ordinal) == true;

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
