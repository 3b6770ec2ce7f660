using Aggregator.Ledgers;
using Npgsql;

namespace Aggregator.Server.Membership;

/// <summary>
/// Whether a process may be of the cluster in the database. Orleans reads the rows of its own cluster alone,
/// and never says of which service it is: whoever has a wrong name would find nobody and wait for ever, or
/// join unnoticed.
/// </summary>
internal sealed class MembershipCheck(MembershipPlace database, ClusterPlace place)
{
    // Beside the queries, which Orleans reads by their names: it reads past this one, and so does a program
    // from before it, which would not start on a new script.
    private const string ServiceKey = "AggregatorService";

    /// <summary>
    /// The first silo of all says of which service the others have to be. The tables are there, and the
    /// ledger has seen to it that all are of one cluster. Throws <see cref="LedgerOpenException"/>.
    /// </summary>
    public void OfSilo()
    {
        try
        {
            using var connection = database.Open();
            using var claim = new NpgsqlCommand(
                $"INSERT INTO orleansquery VALUES ('{ServiceKey}', $1) ON CONFLICT DO NOTHING", connection)
            {
                Parameters = { new NpgsqlParameter { Value = place.Service } },
            };
            claim.ExecuteNonQuery();
            RefuseOtherService(connection);
        }
        catch (NpgsqlException failure)
        {
            throw database.Refused(failure);
        }
    }

    /// <summary>
    /// Throws <see cref="LedgerOpenException"/> when the operator has to mend something. A database that is
    /// away now may come, and its tables with the first silo; a wrong password, a wrong name or the tables of
    /// a newer program stay what they are.
    /// </summary>
    public void OfGateway()
    {
        try
        {
            using var connection = database.Open();
            if (!MembershipSchema.RefuseNewer(database, connection)) return;
            var clusters = Ask(connection, "SELECT cluster FROM clusters ORDER BY moved_at DESC");
            if (clusters.Count > 0 && !clusters.Contains(place.Id))
                throw Another("cluster", "--cluster-id", clusters[0], place.Id);
            RefuseOtherService(connection);
        }
        catch (NpgsqlException failure)
        {
            if (MembershipPlace.IsForTheOperator(failure)) throw database.Refused(failure);
        }
    }

    private void RefuseOtherService(NpgsqlConnection connection)
    {
        var services = Ask(
            connection, $"SELECT querytext FROM orleansquery WHERE querykey = '{ServiceKey}'");
        if (services is [var service] && service != place.Service)
            throw Another("service", "--service-id", service, place.Service);
    }

    private LedgerOpenException Another(string what, string flag, string there, string here) => new(
        $"The {database.Name} is of the {what} \"{there}\", and this process is of the {what} \"{here}\". "
        + $"Nothing is started; give it {flag} {there}, or name another database.");

    private static List<string> Ask(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The texts are written here.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var answers = new List<string>();
        while (reader.Read()) answers.Add(reader.GetString(0));
        return answers;
    }
}
