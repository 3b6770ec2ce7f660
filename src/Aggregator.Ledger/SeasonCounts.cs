using System.Collections.Concurrent;

namespace Aggregator.Ledgers;

/// <summary>
/// N and M of every season: a fold of the list heads. Written by the writer, read by everyone.
/// </summary>
internal sealed class SeasonCounts
{
    private readonly ConcurrentDictionary<int, SeasonTotals> _seasons = new();

    public SeasonTotals this[int season] => _seasons.GetValueOrDefault(season) ?? SeasonTotals.None(season);

    public IReadOnlyList<SeasonTotals> All => [.. _seasons.Values.OrderBy(totals => totals.Season)];

    public SeasonTotals Apply(ListTurn turn)
    {
        var totals = After(this[turn.Year], turn);
        _seasons[turn.Year] = totals;
        return totals;
    }

    /// <summary>A season's totals after an entry about one of its lists.</summary>
    public static SeasonTotals After(SeasonTotals totals, ListTurn turn)
    {
        if (turn.Before is { } before) totals = Count(totals, before, -1);
        totals = Count(totals, turn.After, 1);
        return totals with { Position = Math.Max(totals.Position, turn.After.Position) };
    }

    private static SeasonTotals Count(SeasonTotals totals, ListState list, int by)
    {
        if (!list.Stands) return totals;
        return list.Kind == CriticKind.Collective
            ? totals with { Collectives = totals.Collectives + by }
            : totals with { Lists = totals.Lists + by };
    }
}
