using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// A film in such an order: its place (shared places repeat: 1, 2, 2, 4), what it is ordered by as a whole
/// number, and as it is shown.
/// </summary>
public readonly record struct ComparedFilm(int Place, FilmId Film, long Order, decimal Value);

/// <summary>
/// A season's films in an order that needs all lists of the season at once, and is therefore computed when
/// somebody asks: <c>schulze</c>, <c>ranked-pairs</c>, <c>plackett-luce</c> (<c>method.md</c> §6).
/// </summary>
public sealed class ComparedRanking
{
    /// <summary>
    /// Of more films the comparing would take longer than anybody waits. The 846 lists that Sight and Sound
    /// asked for in 2012 name 2,019.
    /// </summary>
    public const int FilmsMax = 2_500;

    // Worths whose logarithms differ by less are the same but for the last rounding.
    private const double SameWorth = 1e-9;

    // What is ordered by, and shown, is whole units: the last digits differ from processor to processor.
    private const decimal WorthUnits = 1_000_000_000_000;

    private ComparedRanking(RankingBy by, ImmutableArray<ComparedFilm> films) => (By, Films) = (by, films);

    public RankingBy By { get; }

    /// <summary>All of them, the best first; those that share a place by their ids.</summary>
    public ImmutableArray<ComparedFilm> Films { get; }

    /// <summary>
    /// Of all films that persons' lists name, by all standing lists of one season in any order; or
    /// <c>season-too-large</c>.
    /// </summary>
    public static Outcome<ComparedRanking> Of(RankingBy by, IEnumerable<YearList> lists)
    {
        var compared = ComparedLists.Of(lists);
        if (compared.Films.Length > FilmsMax)
        {
            return new Refusal("season-too-large",
                $"{compared.Films.Length} films are too many to compare each with each: at most "
                + $"{FilmsMax} are.");
        }

        return new ComparedRanking(by, by switch
        {
            RankingBy.Schulze => ByWins(compared, PairwiseProfiles.Schulze(new PairwiseCounts(compared))),
            RankingBy.RankedPairs =>
                ByWins(compared, PairwiseProfiles.RankedPairs(new PairwiseCounts(compared))),
            RankingBy.PlackettLuce => ByWorths(compared, PlackettLuce.Worths(compared)),
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "That order is always live."),
        });
    }

    /// <summary>
    /// How many films stand up to a cursor (none if null): where a page that goes on after it begins. The
    /// cursor stays good while films move, and on any gateway.
    /// </summary>
    public int CountUpTo(RankingCursor? after)
    {
        var count = 0;
        while (after is { } cursor && count < Films.Length && IsUpTo(Films[count], cursor)) count++;
        return count;
    }

    /// <summary>The cursor that continues after one of the films.</summary>
    public RankingCursor CursorAfter(int at, Scope scope) =>
        new(scope, By, Films[at].Order, 0, Films[at].Film);

    private static bool IsUpTo(ComparedFilm film, RankingCursor cursor) =>
        film.Order > cursor.First
        || (film.Order == cursor.First && film.Film.CompareTo(cursor.Film) <= 0);

    private static ImmutableArray<ComparedFilm> ByWins(ComparedLists compared, int[] wins) =>
        Placed(compared.Films.Select((film, i) => (film, (long)wins[i], (decimal)wins[i])));

    private static ImmutableArray<ComparedFilm> ByWorths(ComparedLists compared, double[] worths)
    {
        var films = compared.Films.Select((film, i) => (Film: film, Worth: worths[i]))
            .OrderByDescending(film => film.Worth).ToArray();
        // Films of the same worth are all ordered by that of the first of them.
        var first = films.Length == 0 ? 0 : films[0].Worth;
        return Placed(films.Select(film =>
        {
            if (Math.Log(first / film.Worth) > SameWorth) first = film.Worth;
            var units = (long)((decimal)first * WorthUnits);
            return (film.Film, units, units / WorthUnits);
        }));
    }

    private static ImmutableArray<ComparedFilm> Placed(
        IEnumerable<(FilmId Film, long Order, decimal Value)> films)
    {
        var placed = ImmutableArray.CreateBuilder<ComparedFilm>();
        foreach (var (film, order, value) in films.OrderByDescending(film => film.Order)
            .ThenBy(film => film.Film))
        {
            var shares = placed.Count > 0 && placed[^1].Order == order;
            placed.Add(new(shares ? placed[^1].Place : placed.Count + 1, film, order, value));
        }

        return placed.DrainToImmutable();
    }
}
