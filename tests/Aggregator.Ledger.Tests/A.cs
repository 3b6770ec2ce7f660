using System.Collections.Immutable;
using System.Reflection;

namespace Aggregator.Ledgers.Tests;

/// <summary>Builders that read as prose.</summary>
internal static class A
{
    public const string Editor = "editor:a1b2c3d4";

    public static FilmId FilmId(int n) => Aggregator.FilmId.Of($"film-{n}");

    public static CriticId CriticId(int n) => Aggregator.CriticId.Of($"critic-{n}");

    public static Film Film(int n, params string[] refs) => new(FilmId(n), $"Film №{n} “déjà”")
    {
        Year = 2013,
        Released = new DateOnly(2013, 12, 18),
        Refs = [.. refs.Select(FilmRef.Of)],
    };

    /// <summary>A ref as programs kept it that told refs apart by the case they were written in.</summary>
    public static FilmRef RefAsWritten(string scheme, string value) => (FilmRef)Activator.CreateInstance(
        typeof(FilmRef), BindingFlags.NonPublic | BindingFlags.Instance, null, [scheme, value], null)!;

    public static Critic Critic(int n, CriticKind kind = CriticKind.Person) =>
        new(CriticId(n), $"Critic {n}", kind)
        {
            Publication = "The Paper",
        };

    public static Draft Registered(int film, params string[] refs) =>
        new(Editor, new FilmRegistered(Film(film, refs)));

    public static Draft RegisteredCritic(int critic, CriticKind kind = CriticKind.Person) =>
        new(Editor, new CriticRegistered(Critic(critic, kind)));

    public static Verdict Verdict(int value = 8000) =>
        new(new Rating("4/5", "x/5", value, UnreadableReason.None), Thumb.Up)
        {
            Publication = "The Paper",
            Published = new DateOnly(2014, 1, 10),
        };

    public static Draft Said(int film, int critic, int value = 8000) =>
        new(Editor, new VerdictRecorded(FilmId(film), CriticId(critic), Verdict(value)));

    public static YearList List(int critic, int year, params int[] films) =>
        new(CriticId(critic), CriticKind.Person, year)
        {
            Ranked = true,
            Places = [.. films.Select((film, i) => new Place(i + 1, [FilmId(film)]))],
        };

    public static Draft Listed(YearList list, long revises = 0, params int[] dropped) =>
        new(Editor, new ListPublished(list, revises, [.. dropped.Select(FilmId)]));

    public static Draft Withdrawn(int critic, int year, long revises, params int[] dropped) =>
        new(
            Editor,
            new ListWithdrawn(
                CriticId(critic), CriticKind.Person, year, revises, [.. dropped.Select(FilmId)]));

    public static Draft Merged(int from, int into, params int[] films) =>
        new(Editor, new CriticsMerged(CriticId(from), CriticId(into), [.. films.Select(FilmId)]));

    public static Standing Standing(
        int film, long position, SeasonTotals? totals = null, int calibration = 1) => new()
        {
            Film = FilmId(film),
            Position = position,
            Updated = DateTimeOffset.FromUnixTimeMilliseconds(1_390_000_000_000 + position),
            Calibration = calibration,
            Totals = totals ?? SeasonTotals.None(2013),
            Verdicts = new VerdictSums { Rated = (int)position, Marks = 8000, Squares = 64_000_000 },
            Credits = new CreditSums { Lists = 10_000 },
            Years = [new YearSums { Year = 2013, Mentions = 1, Borda = 10_000_000 }],
            Acclaim = new AcclaimNumbers { Critics = 7000, Headline = 7100, Low = -1, High = 10_000 },
        };

    public static ImmutableArray<long> Positions(this Receipt[] receipts) =>
        [.. receipts.Select(receipt => receipt.Position)];

    public static IEnumerable<long> Positions(this IReadOnlyList<LedgerEntry> entries) =>
        entries.Select(entry => entry.Position);

    /// <summary>A ledger with critics 1..10 and films 1..10, on positions 1..20.</summary>
    public static async Task Stock(ILedger ledger)
    {
        await ledger.Append([.. Enumerable.Range(1, 10).Select(n => RegisteredCritic(n))]);
        await ledger.Append([.. Enumerable.Range(1, 10).Select(n => Registered(n))]);
    }
}
