using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Npgsql;

namespace Aggregator.Benchmarks.Http;

/// <summary>
/// The cluster of <c>deploy/local/cluster</c>, and beside it one process over a database of its own in the
/// same PostgreSQL.
/// </summary>
internal sealed class ClusterHere : IAsyncDisposable
{
    private readonly string _folder;
    private readonly JsonNode _up;

    private ClusterHere(string folder, JsonNode up)
    {
        (_folder, _up) = (folder, up);
        Gateways = [.. up["gateways"]!.AsArray().Select(one => OurServer.At(new Uri((string)one!["url"]!)))];
        Silos = [.. up["silos"]!.AsArray().Select(one => (int)one!["pid"]!)];
    }

    public IReadOnlyList<OurServer> Gateways { get; }

    /// <summary>The processes of the silos.</summary>
    public IReadOnlyList<int> Silos { get; }

    public static async Task<ClusterHere> Start()
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-benchmark-").FullName;
        Environment.SetEnvironmentVariable("AGGREGATOR_SERVER", await OurServer.Program.Value);
        Environment.SetEnvironmentVariable("AGGREGATOR_OPERATOR_KEY", OurServer.Key);
        var said = await Running.Complete(Script(), "up", "--data", folder);
        return new ClusterHere(folder, JsonNode.Parse(said.Trim().Split('\n')[^1])!);
    }

    /// <summary>Silo, gateway and pages in one process.</summary>
    public async Task<OurServer> StartAlone()
    {
        const string Database = "alone";
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "cluster.json")))!;
        var admin = new NpgsqlConnectionStringBuilder((string)_up["postgres"]!["address"]!)
        {
            Username = "postgres",
            Password = (string)kept["postgres"]!["adminPassword"]!,
            Database = "postgres",
        };
        await using (var connection = new NpgsqlConnection(admin.ConnectionString))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand(
                $"CREATE DATABASE {Database} OWNER aggregator", connection);
            await create.ExecuteNonQueryAsync();
        }

        var address = new NpgsqlConnectionStringBuilder((string)_up["postgres"]!["address"]!)
        {
            Database = Database,
        };
        return await OurServer.Start(
            Path.Combine(_folder, "alone"), $"AGGREGATOR__LEDGER={address.ConnectionString}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in Gateways) await gateway.DisposeAsync();
        await Running.Complete(Script(), "down", "--data", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../deploy/local/cluster"));
}
