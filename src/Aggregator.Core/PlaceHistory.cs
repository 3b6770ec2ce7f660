using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// How the places of a ranking went: of each film the days on which what it is ordered by became another.
/// </summary>
public sealed class PlaceHistory
{
    private readonly OrderStep[][] _steps;
    private readonly Dictionary<FilmId, int> _numbers;

    private PlaceHistory(ImmutableArray<FilmId> films, OrderStep[][] steps)
    {
        (Films, _steps) = (films, steps);
        _numbers = films.Select((film, number) => (film, number)).ToDictionary();
        Days = [.. steps.SelectMany(film => film).Select(step => step.Day).Distinct().Order()];
    }

    /// <summary>Every film that ever was in the ranking.</summary>
    public ImmutableArray<FilmId> Films { get; }

    /// <summary>The days on which places may have become others, in order.</summary>
    public ImmutableArray<DateOnly> Days { get; }

    /// <summary>Of films and all they have been, in the order of days.</summary>
    internal static PlaceHistory Of(
        Scope scope, RankingBy by, IEnumerable<(FilmId Film, IEnumerable<FilmStep> Steps)> films)
    {
        var (ids, steps) = (ImmutableArray.CreateBuilder<FilmId>(), new List<OrderStep[]>());
        var orders = new List<OrderStep>();
        foreach (var film in films)
        {
            orders.Clear();
            ulong? last = null;
            foreach (var (day, standing) in film.Steps)
            {
                ulong? order = RankingOrder.Holds(standing, scope, by)
                    ? RankingOrder.ValueOf(standing, scope, by).Order
                    : null;
                if (order == last) continue;
                orders.Add(new(day, last = order));
            }

            if (orders.Count == 0) continue;
            ids.Add(film.Film);
            steps.Add([.. orders]);
        }

        return new(ids.DrainToImmutable(), [.. steps]);
    }

    /// <summary>A film's place when each of some days, in order, had passed.</summary>
    public IEnumerable<int?> PlacesOf(FilmId film, IEnumerable<DateOnly> days)
    {
        var known = _numbers.TryGetValue(film, out var number);
        return Orders(days).Select(orders => known ? Place(orders, number) : (int?)null);
    }

    /// <summary>The places of all films, by their number in <see cref="Films"/>.</summary>
    public IEnumerable<int?[]> Places(IEnumerable<DateOnly> days) =>
        Orders(days).Select(orders =>
        {
            var sorted = orders.OfType<ulong>().Order().ToArray();
            return Array.ConvertAll(orders, order => order is { } own ? Before(sorted, own) + 1 : (int?)null);
        });

    /// <summary>
    /// Those of some days on which the best films, as many as <paramref name="top"/> and who shares a place
    /// with them, or their order became others.
    /// </summary>
    public IReadOnlyList<(DateOnly Day, DateOnly Last)> TurnsOf(
        int top, IReadOnlyList<(DateOnly Day, DateOnly Last)> days)
    {
        var (turns, before) = (new List<(DateOnly, DateOnly)>(), new ulong?[_steps.Length]);
        var (cut, at, best) = (ulong.MaxValue, 0, Array.Empty<(int, int)>());
        foreach (var orders in Orders(days.Select(day => day.Last)))
        {
            var (day, hasTurned) = (days[at++], false);
            for (var film = 0; film < orders.Length; film++)
            {
                // Who comes, goes or moves below the last of the best is no matter.
                if (orders[film] != before[film]) hasTurned |= orders[film] <= cut || before[film] <= cut;
            }

            if (!hasTurned) continue;
            orders.CopyTo(before, 0);
            var sorted = orders.OfType<ulong>().Order().ToArray();
            cut = sorted.Length < top ? ulong.MaxValue : sorted[top - 1];
            var now = Best(orders, sorted, cut);
            if (now.AsSpan().SequenceEqual(best)) continue;
            best = now;
            turns.Add(day);
        }

        return turns;
    }

    private static (int Film, int Place)[] Best(ulong?[] orders, ulong[] sorted, ulong cut) =>
    [
        .. Enumerable.Range(0, orders.Length).Where(film => orders[film] <= cut)
            .Select(film => (film, Before(sorted, orders[film]!.Value) + 1)),
    ];

    private static int? Place(ulong?[] orders, int film) =>
        orders[film] is { } own ? orders.Count(order => order < own) + 1 : null;

    private static int Before(ulong[] sorted, ulong own)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (sorted[middle] < own) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    // One and the same array, from day to day.
    private IEnumerable<ulong?[]> Orders(IEnumerable<DateOnly> days)
    {
        var (orders, next) = (new ulong?[_steps.Length], new int[_steps.Length]);
        foreach (var day in days)
        {
            for (var film = 0; film < _steps.Length; film++)
            {
                var steps = _steps[film];
                while (next[film] < steps.Length && steps[next[film]].Day <= day)
                    orders[film] = steps[next[film]++].Order;
            }

            yield return orders;
        }
    }

    private readonly record struct OrderStep(DateOnly Day, ulong? Order);
}
