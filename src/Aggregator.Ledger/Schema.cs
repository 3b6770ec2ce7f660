using System.Reflection;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>The numbered scripts that make the tables, each applied once.</summary>
internal static class Schema
{
    private const string Prefix = "0";

    private static readonly string[] Known =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(IsOurs).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Applies what is missing. Throws <see cref="LedgerOpenException"/> on a newer schema, and on a copy
    /// that is not whole unless <paramref name="mayBeCut"/>.
    /// </summary>
    public static void Upgrade(LedgerFolder folder, SqliteConnection connection, bool mayBeCut = false)
    {
        RefuseStrangers(folder, connection, mayBeCut);
        if (Known.All(Applied(connection).Contains)) return;

        var result = DeployChanges.To
            .SqliteDatabase(connection.ConnectionString)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), IsOurs)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw Failed(folder, result);
    }

    /// <summary>Refuses a database that is not a whole ledger, or one of a newer program.</summary>
    public static void RefuseStrangers(
        LedgerFolder folder, SqliteConnection connection, bool mayBeCut = false, bool mayBeEmpty = true)
    {
        var applied = Applied(connection);
        if (applied.Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new LedgerOpenException(
                $"\"{folder.Called}\" has schema \"{unknown}\"; this program knows \"{Known[^1]}\" "
                + "at most. A newer program wrote it. Nothing is changed; start that newer program.");
        if (applied.Count == 0 && HasTables(connection))
            throw new LedgerOpenException(
                $"\"{folder.Called}\" must hold a ledger or nothing, and it holds tables of "
                + "something else. Nothing is changed; name another.");
        if (applied.Count == 0 && !mayBeEmpty)
            throw new LedgerFormatException("it should hold a ledger, and it holds nothing.");
        if (applied.Count > 0 && !mayBeCut && IsCut(connection)) throw CutCopy.Refused(folder.Path);
    }

    // PostgreSQL's scripts lie in the same assembly, and are applied to no data folder.
    private static bool IsOurs(string script) => script.StartsWith(Prefix, StringComparison.Ordinal);

    private static bool IsCut(SqliteConnection connection)
    {
        using var head = new Statement(connection, "SELECT 1 FROM ledger_head WHERE epoch = ?");
        return head.BindText(1, CutCopy.Epoch).Step();
    }

    private static HashSet<string> Applied(SqliteConnection connection)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        if (!HasTables(connection, "AND name = 'SchemaVersions'")) return applied;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ScriptName FROM SchemaVersions";
        using var reader = command.ExecuteReader();
        while (reader.Read()) applied.Add(reader.GetString(0));
        return applied;
    }

    private static bool HasTables(SqliteConnection connection, string named = "")
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Both texts are written here.
        command.CommandText = $"SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' {named})";
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()! == 1;
    }

    private static LedgerOpenException Failed(LedgerFolder folder, DatabaseUpgradeResult result) => new(
        $"Script \"{result.ErrorScript?.Name}\" could not be applied to \"{folder.DatabaseFile}\": "
        + $"{result.Error.Message} Nothing is done.", result.Error);
}
