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
        }
        catch (NpgsqlException failure)
        {
            if (MembershipPlace.IsForTheOperator(failure)) throw database.Refused(failure);
        }
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
