using System.Reflection;
using Aggregator.Ledgers;
using DbUp;
using DbUp.Engine;
using Npgsql;

namespace Aggregator.Server.Membership;

/// <summary>
/// The tables that say who is in the cluster: in the ledger's database, in a schema of their own, so that a
/// gateway's role may be let read these and nothing else.
/// </summary>
internal static class MembershipSchema
{
    public const string Name = "membership";

    private const string Folder = "membership/";
    private const string Journal = "schemaversions";

    // Any number will do that nobody else in the database takes: "memb".
    private const long OneAtATime = 0x6d656d62;

    private static readonly string[] Known =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Applies the scripts that are missing; any number of processes may try at once. Throws
    /// <see cref="LedgerOpenException"/> on a newer schema and when the database cannot be used.
    /// </summary>
    public static void Upgrade(MembershipPlace place)
    {
        try
        {
            using var connection = place.Open();
            // Free again with the connection, however it ends.
            Run(connection, $"SELECT pg_advisory_lock({OneAtATime})");
            RefuseNewer(place, connection);
            Run(connection, $"CREATE SCHEMA IF NOT EXISTS {Name}");
            Apply(place);
        }
        catch (NpgsqlException failure)
        {
            throw place.Refused(failure);
        }
    }

    /// <summary>Refuses the tables of a newer program. False when there are none yet.</summary>
    public static bool RefuseNewer(MembershipPlace place, NpgsqlConnection connection)
    {
        var applied = Applied(connection);
        if (applied.Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new LedgerOpenException(
                $"The {place.Name} has the cluster's tables as of \"{unknown}\"; this program knows "
                + $"\"{Known[^1]}\" at most. A newer program wrote them. Nothing is changed; start that "
                + "newer program.");
        return applied.Count > 0;
    }

    private static List<string> Applied(NpgsqlConnection connection)
    {
        var applied = new List<string>();
        using (var exists = new NpgsqlCommand(
            $"SELECT to_regclass('{Name}.{Journal}') IS NOT NULL", connection))
            if (!(bool)exists.ExecuteScalar()!) return applied;

        using var command = new NpgsqlCommand($"SELECT scriptname FROM {Name}.{Journal}", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read()) applied.Add(reader.GetString(0));
        return applied;
    }

    private static void Apply(MembershipPlace place)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(place.Address)
            .WithScriptsEmbeddedInAssembly(
                Assembly.GetExecutingAssembly(), name => name.StartsWith(Folder, StringComparison.Ordinal))
            .JournalToPostgresqlTable(Name, Journal)
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw Failed(place, result);
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The texts are written here.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static LedgerOpenException Failed(MembershipPlace place, DatabaseUpgradeResult result) =>
        result.Error is NpgsqlException failure && MembershipPlace.IsPassing(failure)
            ? place.Refused(failure)
            : new(
                $"Script \"{result.ErrorScript?.Name}\" could not be applied to the {place.Name}: "
                + $"{result.Error.Message.TrimEnd('.')}. Nothing is started.", result.Error);
}
