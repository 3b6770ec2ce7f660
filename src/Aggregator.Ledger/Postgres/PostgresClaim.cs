using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// What a connection does before it may write: it says for which cluster, makes sure that a commit is on the
/// disk when it is answered, and holds the database for its server as long as it lives.
/// </summary>
internal static class PostgresClaim
{
    // Any number that nobody else in the database takes.
    private const long Held = 0x61676773;

    /// <summary>
    /// Throws <see cref="LedgerOpenException"/> when the database is another cluster's, or when a server that
    /// works alone meets another.
    /// </summary>
    public static void Hold(NpgsqlConnection connection, PostgresPlace place)
    {
        Run(connection, "SELECT set_config('synchronous_commit', 'on', false) "
            + "WHERE current_setting('synchronous_commit') IN ('off', 'local')");
        var owner = Owner(connection, place.Options.Cluster);
        if (owner != place.Options.Cluster)
            throw new LedgerOpenException(
                $"The {place.Name} belongs to the cluster \"{owner}\", and this server is of the cluster "
                + $"\"{place.Options.Cluster}\". Nothing is written; name another database.");
        HoldAgainstOthers(connection, place);
    }

    private static string Owner(NpgsqlConnection connection, string cluster)
    {
        using var claim = new NpgsqlCommand(
            "UPDATE ledger_head SET cluster = $1 WHERE cluster = ''", connection)
        {
            Parameters = { new NpgsqlParameter { Value = cluster } },
        };
        claim.ExecuteNonQuery();
        // Asked apart: another server may have been the first.
        using var owner = new NpgsqlCommand("SELECT cluster FROM ledger_head", connection);
        return (string)owner.ExecuteScalar()!;
    }

    /// <summary>
    /// Holds the database as <see cref="PostgresLedgerOptions.IsAlone"/> says. A server that was killed a
    /// moment ago may still be seen: it is waited for.
    /// </summary>
    public static void HoldAgainstOthers(NpgsqlConnection connection, PostgresPlace place)
    {
        var patience = (long)place.Options.ConnectPatience.TotalMilliseconds;
        Run(connection, FormattableString.Invariant($"SET lock_timeout = {patience}"));
        try
        {
            Run(connection, place.Options.IsAlone
                ? FormattableString.Invariant($"SELECT pg_advisory_lock({Held})")
                : FormattableString.Invariant($"SELECT pg_advisory_lock_shared({Held})"));
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new LedgerOpenException(
                $"Another server works on the {place.Name}, and one of the two works alone (--role all, "
                + "copy, restore). Nothing is written by this one; stop the other.", held);
        }

        Run(connection, "RESET lock_timeout");
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // No caller passes anything but its own text.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
