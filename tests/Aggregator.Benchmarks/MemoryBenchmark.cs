using System.Diagnostics;
using Aggregator.Grains;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Aggregator.Benchmarks;

/// <summary>
/// Whether the memory of films not lately used returns: touches many films through their grains, waits until
/// they have been idle for the collection age, and prints what the process holds before, at the peak and
/// after.
/// </summary>
internal static class MemoryBenchmark
{
    private const int FilmCount = 100_000;
    private const int VerdictsAFilm = 5;
    private const int AtOnceMax = 500;

    // The server's own are 2 min and 30 s: the row need not take that long to say the same.
    private static readonly TimeSpan CollectionAge = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CollectionQuantum = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task Run()
    {
        await using var silo = await Silo.Start(silo => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = CollectionAge;
            options.CollectionQuantum = CollectionQuantum;
        }));
        Console.WriteLine(
            $"films leave memory after {CollectionAge.TotalSeconds:0} s idle (120 s in a server)");
        await Print("empty", silo);

        var films = Enumerable.Range(0, FilmCount).Select(i => FilmId.Of($"film-{i}-2013")).ToArray();
        var critics = Enumerable.Range(0, VerdictsAFilm).Select(i => CriticId.Of($"critic-{i}")).ToArray();
        await silo.Register(films, critics);
        await Print($"{FilmCount:N0} films registered", silo);

        var verdict = new Verdict(RatingReader.Read("4/5"), null);
        var verdicts = Array.ConvertAll(critics, critic => new RecordVerdict(critic, verdict, null, "bench"));
        await Parallel.ForEachAsync(
            films, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax },
            async (film, _) => await silo.Grains.Film(film).Import(verdicts));
        await Print($"each touched, {VerdictsAFilm} verdicts", silo);

        var idle = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await FilmsActive(silo) > 0 && Stopwatch.GetElapsedTime(idle) < Patience)
            await timer.WaitForNextTickAsync();
        await Print($"idle for {Stopwatch.GetElapsedTime(idle).TotalSeconds:0} s", silo);
    }

    private static async Task Print(string when, Silo silo)
    {
        // What lives is the question, not what the collector has not come to yet.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Console.WriteLine(
            $"{when}: {await FilmsActive(silo):N0} films active, "
            + $"{Mebibytes(GC.GetTotalMemory(false))} MiB live on the heap, "
            + $"{Mebibytes(Environment.WorkingSet)} MiB working set");
    }

    private static async Task<int> FilmsActive(Silo silo)
    {
        var counts = await silo.Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return counts.Where(count => count.GrainType.Contains("FilmGrain", StringComparison.Ordinal))
            .Sum(count => count.ActivationCount);
    }

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("N0", null);
}
