using System.Diagnostics;
using Aggregator.Benchmarks.Http;

namespace Aggregator.Benchmarks;

/// <summary>
/// An import of a gigabyte of verdicts, no two alike, by a server whose heap may not grow to that: how much
/// memory it has while it imports.
/// </summary>
internal static class GigabyteBenchmark
{
    private const int Films = 100_000;
    private const int Verdicts = 29_000_000;
    private const string Limit = "DOTNET_GCHeapHardLimit=0x2BC00000";
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(10);

    public static async Task Run()
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-gigabyte-").FullName;
        try
        {
            await using var server = await OurServer.Start(Path.Combine(folder, "data"), Limit);
            await server.Import("critics", SampleFilms.Critics);
            await server.Import("films", rows => SampleFilms.Films(rows, Films));
            Console.WriteLine($"{Films:N0} films, nothing said of them: {server.Memory / 1e6:F0} MB");
            await Import(server);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Import(OurServer server)
    {
        var (since, peak) = (Stopwatch.GetTimestamp(), 0L);
        var importing = server.Import("verdicts", rows => SampleFilms.Verdicts(rows, Films, Verdicts));
        while (await Task.WhenAny(importing, Task.Delay(LooksEvery)) != importing)
        {
            peak = Math.Max(peak, server.Memory);
            Console.WriteLine(
                $"{Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s: {server.Memory / 1e6:F0} MB");
        }

        Console.WriteLine(
            $"{(long)(await importing)["accepted"]!:N0} verdicts accepted in "
            + $"{Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s, processor "
            + $"{server.Processor.TotalSeconds:F0} s; at most {peak / 1e6:F0} MB");
    }
}
