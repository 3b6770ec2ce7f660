using System.Diagnostics;
using System.Globalization;
using Aggregator.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Benchmarks;

/// <summary>
/// The ledger alone: acknowledged verdicts on random films, each followed by its film's standing. Callers
/// with one verdict at a time, then with thousands.
/// </summary>
internal static class LedgerBenchmark
{
    private const int Films = 10_000;
    private const int Critics = 1_000;
    private const string Actor = "editor:a1b2c3d4";

    public static async Task Run()
    {
        await Measure(callers: 64, together: 1, verdicts: 300_000);
        await Measure(callers: 500, together: 1, verdicts: 500_000);
        await Measure(callers: 8, together: 4000, verdicts: 2_000_000);
    }

    private static async Task Measure(int callers, int together, int verdicts)
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-benchmark-").FullName;
        try
        {
            await using var ledger = SqliteLedger.Open(
                folder, new SqliteLedgerOptions(), TimeProvider.System, NullLogger.Instance);
            await ledger.Append([.. Enumerable.Range(0, Critics).Select(Registered)]);
            await ledger.Append([.. Enumerable.Range(0, Films).Select(n =>
                new Draft(Actor, new FilmRegistered(new Film(FilmOf(n), $"Film {n}") { Year = 2013 })))]);

            var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var each = verdicts / callers / together;
            await Task.WhenAll(Enumerable.Range(0, callers)
                .Select(seed => Task.Run(() => Judge(ledger, new Random(seed), each, together))));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var spent = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
            var done = each * callers * together;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ledger, {callers} callers with {together}: {done / seconds:N0} verdicts a second, "
                + $"{spent / done:F1} µs of processor time each"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Judge(SqliteLedger ledger, Random random, int times, int together)
    {
        for (var i = 0; i < times; i++)
        {
            var drafts = new Draft[together];
            for (var n = 0; n < together; n++) drafts[n] = Verdict(random);
            var receipts = await ledger.Append(drafts);
            for (var n = 0; n < together; n++)
                await ledger.Save(Standing(((VerdictRecorded)drafts[n].Fact).Film, receipts[n]));
        }
    }

    private static Draft Registered(int critic) =>
        new(Actor, new CriticRegistered(new Critic(CriticOf(critic), $"Critic {critic}", CriticKind.Person)));

    private static Draft Verdict(Random random)
    {
        var verdict = new Verdict(new Rating("3.5/4", "x/4", 8750, UnreadableReason.None), Thumb.Up)
        {
            Publication = "The Paper of Record",
            Published = new DateOnly(2013, 12, 18),
        };
        return new Draft(
            Actor, new VerdictRecorded(FilmOf(random.Next(Films)), CriticOf(random.Next(Critics)), verdict));
    }

    private static Standing Standing(FilmId film, Receipt receipt) => new()
    {
        Film = film,
        Position = receipt.Position,
        Updated = receipt.RecordedAt,
        Calibration = 1,
        Totals = new SeasonTotals(2013, 149, 31, 1),
        Verdicts = new VerdictSums { Rated = 240, Marks = 1_900_000, Squares = 15_000_000_000 },
        Credits = new CreditSums { Lists = 693_070, ListSquares = 5_800_000_000, Honours = 67_082 },
        Years = [new YearSums { Year = 2013, Mentions = 84, Borda = 556_827_609, Dowdall = 35_878_997 }],
        Acclaim = new AcclaimNumbers { Critics = 8190, Headline = 9003, Low = 8496, High = 9510 },
    };

    private static FilmId FilmOf(int n) => FilmId.Of($"some-film-title-{n}-2013");

    private static CriticId CriticOf(int n) => CriticId.Of($"critic-name-{n}");
}
