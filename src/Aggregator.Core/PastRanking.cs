using System.Collections.Immutable;

namespace Aggregator;

/// <summary>A line of a ranking of a past day: the place, and the film as it was then.</summary>
/// <param name="Value">What it is ordered by, in the profile's integer units.</param>
public readonly record struct PastFilm(int Place, Standing Standing, long Value);

/// <summary>
/// A ranking as it was when a day had passed: places, ties and cursors are those of <see cref="Ranking"/>.
/// </summary>
public sealed class PastRanking
{
    private readonly ImmutableArray<PastFilm> _films;

    private PastRanking(Scope scope, RankingBy by, ImmutableArray<PastFilm> films) =>
        (Scope, By, _films) = (scope, by, films);

    public Scope Scope { get; }

    public RankingBy By { get; }

    public int Count => _films.Length;

    /// <summary>Ranks those of some films that belong in it.</summary>
    public static PastRanking Of(Scope scope, RankingBy by, IEnumerable<Standing> standings)
    {
        var held = standings.Where(standing => RankingOrder.Holds(standing, scope, by))
            .Select(standing => (Standing: standing, Value: RankingOrder.ValueOf(standing, scope, by)))
            .ToArray();
        Array.Sort(held, (one, other) =>
        {
            var order = one.Value.Order.CompareTo(other.Value.Order);
            return order != 0 ? order : one.Standing.Film.CompareTo(other.Standing.Film);
        });

        var films = ImmutableArray.CreateBuilder<PastFilm>(held.Length);
        for (var i = 0; i < held.Length; i++)
        {
            var shares = i > 0 && held[i].Value.Order == held[i - 1].Value.Order;
            films.Add(new(shares ? films[i - 1].Place : i + 1, held[i].Standing, held[i].Value.First));
        }

        return new(scope, by, films.MoveToImmutable());
    }

    /// <summary>At most so many films after a cursor, from the top if null.</summary>
    public ReadOnlySpan<PastFilm> Page(RankingCursor? after, int first)
    {
        var from = after is { } cursor ? CountUpTo(cursor) : 0;
        return _films.AsSpan(from, Math.Clamp(first, 0, Count - from));
    }

    /// <summary>The cursor that continues after a film of this ranking.</summary>
    public RankingCursor CursorAfter(PastFilm film)
    {
        var value = RankingOrder.ValueOf(film.Standing, Scope, By);
        return new(Scope, By, value.First, value.Second, film.Standing.Film);
    }

    private int CountUpTo(RankingCursor cursor)
    {
        var asked = new RankingValue(cursor.First, cursor.Second).Order;
        var (from, to) = (0, Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            var standing = _films[middle].Standing;
            var order = RankingOrder.ValueOf(standing, Scope, By).Order.CompareTo(asked);
            if (order < 0 || (order == 0 && standing.Film.CompareTo(cursor.Film) <= 0)) from = middle + 1;
            else to = middle;
        }

        return from;
    }
}
