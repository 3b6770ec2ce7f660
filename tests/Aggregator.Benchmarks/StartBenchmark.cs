using System.Diagnostics;
using System.Globalization;
using Aggregator.Benchmarks.Http;

namespace Aggregator.Benchmarks;

/// <summary>
/// How long a start over a big ledger takes, from the process to the first acclaim, and what the processor
/// had to do until then. The folder is made if it is not there, and stays for the next time.
/// </summary>
internal static class StartBenchmark
{
    private const int Films = 100_000;
    private const int Verdicts = 1_000_000;
    private const string Asked = "/v1/films/imdb:tt0000000/acclaim";

    public static async Task Run(string folder, string times)
    {
        if (!Directory.Exists(folder)) await Make(folder);
        await OurServer.Program.Value;
        var starts = new List<(double Wall, double Processor)>();
        for (var i = 0; i < int.Parse(times, CultureInfo.InvariantCulture); i++)
        {
            var since = Stopwatch.GetTimestamp();
            await using var server = await OurServer.StartUntil(Asked, folder);
            var wall = Stopwatch.GetElapsedTime(since).TotalSeconds;
            var processor = server.Processor.TotalSeconds;
            starts.Add((wall, processor));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{wall:F2} s, processor {processor:F2} s, {server.Memory / 1e6:F0} MB"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"median {Median(starts, start => start.Wall):F2} s, processor "
            + $"{Median(starts, start => start.Processor):F2} s"));
    }

    private static async Task Make(string folder)
    {
        await using var server = await OurServer.Start(folder);
        await server.Import("critics", SampleFilms.Critics);
        await server.Import("films", rows => SampleFilms.Films(rows, Films));
        var totals = await server.Import("verdicts", rows => SampleFilms.Verdicts(rows, Films, Verdicts));
        await server.Reach((long)totals["position"]!);
    }

    private static double Median<T>(List<T> of, Func<T, double> by) =>
        of.Select(by).Order().ElementAt(of.Count / 2);
}
