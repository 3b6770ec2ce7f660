using Aggregator.Ledgers;
using Npgsql;

namespace Aggregator.Server.Membership;

/// <summary>
/// Whether the database has connections enough for the silos. One that lacks them waits and refuses, which
/// looks like a slow database; at its start it can be told.
/// </summary>
internal static partial class SiloConnections
{
    // Those of the writer, of hints and of the watch are held, and of each pool one is in use at rest.
    private const int Held = 3;
    private const int Least = Held + 2;
    private static readonly int _most =
        Held + new PostgresLedgerOptions().ReadersMax + MembershipPlace.ConnectionsMax;

    // What limits a role does not limit a superuser.
    private const string Room = """
        SELECT least(
            CASE WHEN r.rolconnlimit >= 0 AND NOT r.rolsuper THEN r.rolconnlimit END,
            CASE WHEN d.datconnlimit >= 0 AND NOT r.rolsuper THEN d.datconnlimit END,
            current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int)
        FROM pg_roles r, pg_database d WHERE r.rolname = session_user AND d.datname = current_database()
        """;

    private const string AreSilosKnown = "SELECT (to_regclass('silos') IS NOT NULL)::int";

    private const string OtherSilos =
        "SELECT count(DISTINCT (address, port))::int FROM silos "
        + "WHERE status = 3 AND (address, port) <> ($1, $2)";

    /// <summary>
    /// Says so when the silos together may want more than there are. Throws <see cref="LedgerOpenException"/>
    /// when there are too few for this one alone.
    /// </summary>
    public static void Check(ServerOptions options, ILoggerFactory logging)
    {
        var (database, place) = (new MembershipPlace(options.Ledger!), options.Cluster);
        int room, silos;
        try
        {
            using var connection = database.Open();
            room = Ask(connection, Room);
            silos = 1 + (Ask(connection, AreSilosKnown) == 0
                ? 0 : Ask(connection, OtherSilos, $"{place.Address()}", place.SiloPort));
        }
        catch (NpgsqlException)
        {
            // Whoever opens the ledger next says why it cannot be.
            return;
        }

        if (room < Least)
            throw new LedgerOpenException(
                $"The {database.Name} gives this process {room} connections at most, and a silo needs "
                + $"{Least} at least. Nothing is started. {PostgresFailures.MoreConnections}: a silo takes "
                + $"up to {_most}.");
        if (room < silos * _most)
            FewConnections(
                logging.CreateLogger(typeof(SiloConnections)), database.Name, room, silos, silos * _most);
    }

    private static int Ask(NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // The texts are written here.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (int)command.ExecuteScalar()!;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The {Database} gives {Room} connections at most, and {Silos} silos may take up to {Most}: "
            + "requests may have to wait for one, or be refused for a while")]
    private static partial void FewConnections(
        ILogger log, string database, int room, int silos, int most);
}
