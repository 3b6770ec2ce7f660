using System.Reflection;
using DbUp;
using DbUp.Engine;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// The numbered scripts that make the tables, each applied once, by one process at a time.
/// </summary>
internal static class PostgresSchema
{
    private const string Folder = "postgres/";

    // Any number will do that nobody else in the database takes: "aggr".
    private const long OneAtATime = 0x61676772;

    // Milliseconds that another server may take to apply scripts.
    private const int ScriptsPatience = 120_000;

    private static readonly string[] Known =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Applies what is missing. Throws <see cref="LedgerOpenException"/> on a newer schema, and on a copy
    /// that is not whole unless <paramref name="mayBeCut"/>.
    /// </summary>
    public static void Upgrade(PostgresPlace place, NpgsqlConnection connection, bool mayBeCut = false)
    {
        if (Known.All(Applied(connection).Contains))
        {
            RefuseStrangers(place, connection, mayBeCut: mayBeCut);
            return;
        }

        Run(connection, FormattableString.Invariant(
            $"SET statement_timeout = {ScriptsPatience}; SET lock_timeout = {ScriptsPatience}"));
        Run(connection, FormattableString.Invariant($"SELECT pg_advisory_lock({OneAtATime})"));
        try
        {
            RefuseStrangers(place, connection, mayBeCut: mayBeCut);
            if (!Known.All(Applied(connection).Contains)) Apply(place);
        }
        finally
        {
            Run(connection, FormattableString.Invariant($"SELECT pg_advisory_unlock({OneAtATime})"));
            Run(connection, "RESET statement_timeout; RESET lock_timeout");
        }
    }

    /// <summary>Refuses a database that is not a whole ledger, or one of a newer program.</summary>
    public static void RefuseStrangers(
        PostgresPlace place, NpgsqlConnection connection, bool mayBeEmpty = true, bool mayBeCut = false)
    {
        var applied = Applied(connection);
        if (applied.Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new LedgerOpenException(
                $"The {place.Name} has schema \"{unknown}\"; this program knows \"{Known[^1]}\" at most. A "
                + "newer program wrote it. Nothing is changed; start that newer program.");
        if (applied.Count == 0 && !mayBeEmpty)
            throw new LedgerOpenException(
                $"The {place.Name} should hold a ledger, and it holds none. Nothing was read.");
        if (applied.Count == 0 && Exists(connection, "entries"))
            throw new LedgerOpenException(
                $"The {place.Name} must hold a ledger or nothing, and it holds tables of something else. "
                + "Nothing is changed; name another database.");
        if (applied.Count > 0 && !mayBeCut && IsCut(connection)) throw CutCopy.Refused($"the {place.Name}");
    }

    private static bool IsCut(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM ledger_head WHERE epoch = $1)", connection)
        {
            Parameters = { new NpgsqlParameter { Value = CutCopy.Epoch } },
        };
        return (bool)command.ExecuteScalar()!;
    }

    private static void Apply(PostgresPlace place)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(place.SchemaAddress)
            .WithScriptsEmbeddedInAssembly(
                Assembly.GetExecutingAssembly(), name => name.StartsWith(Folder, StringComparison.Ordinal))
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw Failed(place, result);
    }

    private static HashSet<string> Applied(NpgsqlConnection connection)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        if (!Exists(connection, "schemaversions")) return applied;
        using var command = new NpgsqlCommand("SELECT scriptname FROM schemaversions", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read()) applied.Add(reader.GetString(0));
        return applied;
    }

    private static bool Exists(NpgsqlConnection connection, string table)
    {
        using var command = new NpgsqlCommand("SELECT to_regclass(@table) IS NOT NULL", connection);
        command.Parameters.AddWithValue("table", table);
        return (bool)command.ExecuteScalar()!;
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // All texts are written here.
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = ScriptsPatience / 1000 };
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static LedgerOpenException Failed(PostgresPlace place, DatabaseUpgradeResult result) =>
        result.Error is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }
            || PostgresFailures.IsFull(result.Error)
            ? PostgresOpenings.Refused(place, result.Error)
            : new LedgerOpenException(
                $"Script \"{result.ErrorScript?.Name}\" could not be applied to the {place.Name}: "
                + $"{result.Error.Message.TrimEnd('.')}. Nothing is done.", result.Error);
}
