using System.Diagnostics;
using Aggregator.Benchmarks.Http;

namespace Aggregator.Benchmarks.Rows;

/// <summary>Our server over a folder of sample films, with what it took to get there.</summary>
internal sealed class World : IAsyncDisposable
{
    private World(string folder, int films) => (Folder, Films) = (folder, films);

    public string Folder { get; }

    public int Films { get; }

    public OurServer Server { get; private set; } = null!;

    /// <summary>The registering of films and critics, from the first byte to the last answer.</summary>
    public TimeSpan Registering { get; private set; }

    /// <summary>The import of the verdicts, from the first byte until all are scored and ranked.</summary>
    public TimeSpan Importing { get; private set; }

    /// <summary>The server's memory at the end of the import, bytes.</summary>
    public long Memory { get; private set; }

    public static async Task<World> Make(int films, int verdicts)
    {
        var world = new World(Directory.CreateTempSubdirectory("aggregator-benchmark-").FullName, films);
        world.Server = await OurServer.Start(Path.Combine(world.Folder, "data"));
        var since = Stopwatch.GetTimestamp();
        await world.Server.Import("critics", SampleFilms.Critics);
        await world.Server.Import("films", rows => SampleFilms.Films(rows, films));
        world.Registering = Stopwatch.GetElapsedTime(since);

        since = Stopwatch.GetTimestamp();
        var totals = await world.Server.Import(
            "verdicts", rows => SampleFilms.Verdicts(rows, films, verdicts));
        await world.Server.Reach((long)totals["position"]!);
        world.Importing = Stopwatch.GetElapsedTime(since);
        world.Memory = world.Server.Memory;
        return world;
    }

    /// <summary>Stops the server and starts it again; answers how long until the first acclaim.</summary>
    public async Task<TimeSpan> Restart(params IEnumerable<string> options)
    {
        await Server.DisposeAsync();
        var since = Stopwatch.GetTimestamp();
        Server = await OurServer.Start(Path.Combine(Folder, "data"), options);
        using var first = await Server.Http.GetAsync("/v1/films/imdb:tt0000000/acclaim");
        first.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(since);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
