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
    private const double ReadGoal = 1.3;
    private const double WriteGoal = 2;
    private const double BytesGoal = 1024;

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        var bytes = BoardRows.BytesAFilm(Large);
        // One verdict each is enough to be ranked by approval, so that every write moves a film.
        await using var small = await World.Make(Small, Small);
        await using var large = await World.Make(Large, Large);
        var paces = await Load.Interleave(
            Ask(small, Scripts.Acclaims(Small)), Ask(large, Scripts.Acclaims(Large)),
            Ask(small, Scripts.Verdicts(Small, SampleFilms.CriticCount)),
            Ask(large, Scripts.Verdicts(Large, SampleFilms.CriticCount)));
        return
        [
            Grown("cost of a read", paces[0], paces[1], ReadGoal),
            Grown("cost of a ranked write", paces[2], paces[3], WriteGoal),
            new($"memory per film, Board and Catalogue together, {Large:N0} films",
                $"≤ {BytesGoal} bytes", $"{bytes:N0} bytes", bytes <= BytesGoal),
        ];
    }

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
