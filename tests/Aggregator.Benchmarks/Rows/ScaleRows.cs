using System.Net.Http.Json;
using Aggregator.Benchmarks.Http;

namespace Aggregator.Benchmarks.Rows;

/// <summary>
/// What a read and a ranked write cost over HTTP from a thousand films to a million, and what those weigh.
/// </summary>
internal static class ScaleRows
{
    private const int Small = 1_000;
    private const int Large = 1_000_000;
    private const int Connections = 64;
    private const int BatchLength = 500;
    private const double ReadGoal = 1.3;
    private const double WriteGoal = 2;
    private const double BytesGoal = 1024;

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        var bytes = BoardRows.BytesAFilm(Large);
        // One verdict each is enough to be ranked by approval, so that every write moves a film.
        await using var small = await World.Make(Small, Small);
        await using var large = await World.Make(Large, Large);
        foreach (var world in new[] { small, large }) await ReadOnce(world);
        var paces = await Load.Interleave(
            Ask(small, Scripts.Acclaims(Small)), Ask(large, Scripts.Acclaims(Large)),
            Ask(small, Scripts.Verdicts(Small, SampleFilms.CriticCount)),
            // As many films are written about in either world, so that as many are in memory.
            Ask(large, Scripts.Verdicts(Small, SampleFilms.CriticCount, every: Large / Small)),
            Ask(large, Scripts.Verdicts(Large, SampleFilms.CriticCount)));
        var anywhere = paces[2].Rate / paces[4].Rate;
        return
        [
            Grown("cost of a read", paces[0], paces[1], ReadGoal),
            Grown($"cost of a ranked write to one of {Small:N0} films", paces[2], paces[3], WriteGoal),
            new("the same, to any film: it is read from the disk first", "–",
                $"{anywhere:F2} ×: {paces[4].Rate:N0} a second (p99 {paces[4].Ms99:F1} ms)", null),
            new($"memory per film, Board and Catalogue together, {Large:N0} films",
                $"≤ {BytesGoal} bytes", $"{bytes:N0} bytes", bytes <= BytesGoal),
        ];
    }

    /// <summary>Every film is rendered by its first reader; what it costs from then on is measured.</summary>
    private static Task ReadOnce(World world) => Parallel.ForEachAsync(
        Enumerable.Range(0, world.Films).Chunk(BatchLength), async (numbers, cancel) =>
        {
            using var body = JsonContent.Create(
                new { films = numbers.Select(number => $"imdb:tt{number:0000000}") });
            using var answer = await world.Server.Http.PostAsync("/v1/acclaim", body, cancel);
            answer.EnsureSuccessStatusCode();
        });

    private static Func<Task<Pace>> Ask(World world, string script) =>
        () => Load.Measure(world.Server.Address, script, Connections);

    private static Row Grown(string what, Pace small, Pace large, double goal)
    {
        var growth = small.Rate / large.Rate;
        return new(
            $"{what} over HTTP, {Small:N0} → {Large:N0} films",
            $"≤ {goal} ×",
            $"{growth:F2} ×: {small.Rate:N0} → {large.Rate:N0} a second", growth <= goal);
    }
}
