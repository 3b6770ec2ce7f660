using System.Diagnostics;
using Aggregator.Grains;

namespace Aggregator.Benchmarks;

/// <summary>
/// Acknowledged verdicts a second through the grains of one process, every one durable, standings and indexes
/// included; and what it takes to bring a film back to memory.
/// </summary>
internal static class VerdictsBenchmark
{
    private const int FilmCount = 10_000;
    private const int CriticCount = 2_000;
    private const int ReplayedVerdicts = 500;
    private static readonly TimeSpan RunsFor = TimeSpan.FromSeconds(5);
    private static readonly string[] Grades = ["1/5", "2/5", "3/5", "4/5", "5/5", "B+", "C", "3.5/4", "70%"];

    public static async Task Run()
    {
        await using var silo = await Silo.Start();
        var films = Ids(FilmCount, i => FilmId.Of($"film-{i}-2013"));
        var critics = Ids(CriticCount, i => CriticId.Of($"critic-{i}"));
        await silo.Register(films, critics);
        var round = new Round(silo, films, critics);

        foreach (var chunk in films.Chunk(100))
            await Task.WhenAll(chunk.Select(film => silo.Grains.Film(film).Standing()));
        await round.Measure("warm-up, 64 callers", 64, RunsFor);
        await round.Measure("64 callers, 10,000 films", 64, RunsFor);
        await round.Measure("500 callers, 10,000 films", 500, RunsFor);
        await (round with { Films = films[..1] }).Measure("64 callers, one film", 64, RunsFor);
        await (round with { Films = films[..1] }).Measure("500 callers, one film", 500, RunsFor);
        await MeasureActivation(silo, critics);
    }

    // Never the same again: what was said before would change nothing and cost nothing.
    private static int _seeds;

    private static T[] Ids<T>(int count, Func<int, T> id) => [.. Enumerable.Range(0, count).Select(id)];

    private static async Task MeasureActivation(Silo silo, CriticId[] critics)
    {
        var film = FilmId.Of("replayed-2013");
        await silo.Register([film], []);
        await silo.Grains.Film(film).Import(
            [.. critics.Take(ReplayedVerdicts).Select((critic, i) => Round.Command(critic, i))]);
        const int Times = 50;
        var (least, all) = (double.MaxValue, 0.0);
        for (var time = 0; time < Times; time++)
        {
            // What an activation does, without the runtime around it, which the lines above have measured.
            var started = Stopwatch.GetTimestamp();
            var tally = new FilmTally(film);
            foreach (var entry in await silo.Ledger.FilmEntries(film, 0)) tally.Apply(entry);
            tally.Score(silo.Ledger.Totals, Calibration.BuiltIn);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            (least, all) = (Math.Min(least, took), all + took);
        }

        Console.WriteLine(
            $"replay of a film with {ReplayedVerdicts} verdicts: "
            + $"{all / Times:F2} ms on average, {least:F2} at best");
    }

    private sealed record Round(Silo Silo, FilmId[] Films, CriticId[] Critics)
    {
        public static RecordVerdict Command(CriticId critic, int salt) =>
            new(critic, new(Ratings[salt % Ratings.Length], null), null, "bench");

        private static readonly Rating[] Ratings = [.. Grades.Select(grade => RatingReader.Read(grade))];

        public async Task Measure(string name, int callers, TimeSpan runsFor)
        {
            var took = new List<long>[callers];
            var (allocated, processor) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(
                caller => Task.Run(() => Call(runsFor, took[caller] = new(1 << 14)))));
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            processor = Environment.CpuUsage.TotalTime - processor;
            var all = took.SelectMany(times => times).Order().ToArray();
            Console.WriteLine(
                $"{name}: {all.Length / seconds:N0} a second; "
                + $"ms at 50 %, 99 %: {Ms(all, .5)}, {Ms(all, .99)}; "
                + $"{allocated / all.Length:N0} bytes, "
                + $"{processor.TotalMicroseconds / all.Length:F1} µs each");
        }

        private async Task Call(TimeSpan runsFor, List<long> took)
        {
            var random = new Random(Interlocked.Increment(ref _seeds));
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < runsFor)
            {
                var film = Films[random.Next(Films.Length)];
                var command = Command(Critics[random.Next(Critics.Length)], random.Next());
                var asked = Stopwatch.GetTimestamp();
                var outcome = await Silo.Grains.Film(film).Record(command);
                if (outcome.Refusal is { } refusal) throw new InvalidOperationException(refusal.Detail);
                took.Add(Stopwatch.GetTimestamp() - asked);
            }
        }

        private static string Ms(long[] sorted, double share) =>
            (sorted[(int)(share * (sorted.Length - 1))] * 1000.0 / Stopwatch.Frequency).ToString("F2", null);
    }
}
