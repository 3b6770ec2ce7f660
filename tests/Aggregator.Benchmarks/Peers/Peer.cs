using System.Diagnostics;
using Aggregator.Benchmarks.Http;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Benchmarks.Peers;

/// <summary>A peer that answers, with whatever it stands on.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private const string OneAcclaim = "/v1/films/imdb:tt0000000/acclaim";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<IAsyncDisposable> _parts;

    private Peer(Uri address, params IReadOnlyList<IAsyncDisposable> parts) =>
        (Address, _parts) = (address, parts);

    public Uri Address { get; }

    /// <summary>Bare Kestrel, sending what lies in <paramref name="folder"/>, headers and bodies.</summary>
    public static Task<Peer> Kestrel(string folder) => Start("kestrel", folder);

    /// <summary>The same, which spares itself and its callers our headers.</summary>
    public static Task<Peer> KestrelBodies(string folder) => Start("kestrel-bodies", folder);

    /// <summary>A minimal API on a PostgreSQL of its own, durable as it comes.</summary>
    public static async Task<Peer> Postgres(string folder, string schema)
    {
        var database = await PostgresStore.Start(folder, schema);
        return await Start("postgres", database.Connection, database);
    }

    /// <summary>A minimal API on a Redis of its own.</summary>
    public static async Task<Peer> Redis(string folder, int films, byte[] acclaim)
    {
        var port = FreePort.Take();
        var data = Running.Start(Path.Combine(folder, "redis.log"), "redis-server", "--port", $"{port}",
            "--bind", "127.0.0.1", "--save", "", "--dir", folder);
        await Until(() => RedisPeer.Fill($"127.0.0.1:{port}", films, acclaim));
        return await Start("redis", $"127.0.0.1:{port}", data);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts) await part.DisposeAsync();
    }

    /// <summary>Tries until it works, for a while.</summary>
    public static async Task Until(Func<Task> works)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await works();
                return;
            }
            catch (Exception) when (Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(pause);
            }
        }
    }

    private static async Task<Peer> Start(
        string name, string argument, params IEnumerable<IAsyncDisposable> stands)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var log = Path.Combine(Path.GetTempPath(), $"aggregator-peer-{name}.log");
        var process = Running.Start(log, "dotnet",
            typeof(Peer).Assembly.Location, "peer", name, address.ToString().TrimEnd('/'), argument);
        using var http = new HttpClient { BaseAddress = address };
        await process.Ready(http, OneAcclaim);
        return new(address, [process, .. stands]);
    }
}
