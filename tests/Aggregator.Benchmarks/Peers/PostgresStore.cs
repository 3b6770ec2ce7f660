using Aggregator.Benchmarks.Http;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Benchmarks.Peers;

/// <summary>A new PostgreSQL on a free port, durable as it comes from Debian's package.</summary>
internal sealed class PostgresStore : IAsyncDisposable
{
    private const string Account = "postgres";
    private const string Versions = "/usr/lib/postgresql";

    private readonly Running _process;

    private PostgresStore(Running process, int port)
    {
        _process = process;
        Connection = $"Host=127.0.0.1;Port={port};Username={Account};Database=postgres;"
            + "Max Auto Prepare=20;Auto Prepare Min Usages=1;No Reset On Close=true;"
            + "Minimum Pool Size=32;Maximum Pool Size=64";
    }

    public string Connection { get; }

    public static async Task<PostgresStore> Start(string folder, string schema)
    {
        var data = Path.Combine(folder, "postgres");
        var programs = Directory.GetDirectories(Versions).Order(StringComparer.Ordinal).Last() + "/bin/";
        Directory.CreateDirectory(data);
        string[] before = ["env"];
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root, and its account must get to its folder.
            await Running.Complete("chmod", "o+x", folder);
            await Running.Complete("chown", Account, data);
            before = ["runuser", "-u", Account, "--"];
        }

        await Running.Complete(before[0],
            [.. before[1..], programs + "initdb", "-D", data, "-U", Account, "-A", "trust"]);
        var port = FreePort.Take();
        var process = Running.Start(data + ".log", before[0],
            [.. before[1..], programs + "postgres", "-D", data, "-p", $"{port}", "-k", "",
             "-c", "shared_buffers=512MB", "-c", "max_connections=100"]);
        string[] client = ["-q", "-h", "127.0.0.1", "-p", $"{port}", "-U", Account, "-v", "ON_ERROR_STOP=1"];
        await Peer.Until(() => Running.Complete("psql", [.. client, "-c", "select 1"]));
        var script = Path.Combine(folder, "schema.sql");
        await File.WriteAllTextAsync(script, schema);
        await Running.Complete("psql", [.. client, "-f", script]);
        return new(process, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
