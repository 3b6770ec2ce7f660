using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// A critic's list of a year moved after some point. <paramref name="Now"/> is the kind of the list that
/// stands from <paramref name="Position"/> on, null if it was withdrawn; <paramref name="Then"/> that of the
/// list that stood at the point, null if none did, or none that named the film by which this is known.
/// </summary>
public readonly record struct ListMove(
    CriticId Critic, int Year, long Position, CriticKind? Then, CriticKind? Now);

/// <summary>
/// A film as it was at a position of the ledger, scored without its season's totals, and the lists that moved
/// since and have or had to do with it.
/// </summary>
public sealed record FilmThen(Standing Standing, ImmutableArray<ListMove> Moves)
{
    /// <summary>
    /// Folds a film's entries, all of them and in order. Null when it was not registered by then.
    /// </summary>
    public static FilmThen? Of(FilmId film, IReadOnlyList<LedgerEntry> entries, long position)
    {
        var tally = FilmTally.Of(film, entries, position);
        var (then, isKnown) = (tally.Score(SeasonTotals.None, Calibration.BuiltIn), tally.Film is not null);
        var stood = Listed(tally, entries, position).ToDictionary(
            placed => (placed.Critic, placed.Year), placed => placed.Kind);

        var moves = ImmutableArray.CreateBuilder<ListMove>();
        foreach (var entry in entries.SkipWhile(entry => entry.Position <= position))
        {
            foreach (var (critic, year, now) in Moved(entry, tally))
            {
                CriticKind? kind = stood.TryGetValue((critic, year), out var found) ? found : null;
                moves.Add(new ListMove(critic, year, entry.Position, kind, now));
            }

            tally.Apply(entry);
        }

        return isKnown || moves.Count > 0 ? new(then, moves.DrainToImmutable()) : null;
    }

    // By the films that are one now: whoever was merged since is not asked what it was then.
    private static IEnumerable<Placement> Listed(
        FilmTally then, IReadOnlyList<LedgerEntry> entries, long position)
    {
        var isMerge = (LedgerEntry entry) => entry.Fact is FilmsMerged or FilmsSplit;
        return entries.Any(entry => entry.Position > position && isMerge(entry))
            ? FilmTally.Of(then.Id, [.. entries.Where(
                entry => entry.Position <= position || isMerge(entry))]).Placements
            : then.Placements;
    }

    // A merge takes a list from the one critic and gives it to the other.
    private static IEnumerable<(CriticId, int, CriticKind?)> Moved(LedgerEntry entry, FilmTally before) =>
        entry.Fact switch
        {
            ListPublished { List: var list } => [(list.Critic, list.Year, list.Kind)],
            ListWithdrawn fact => [(fact.Critic, fact.Year, null)],
            CriticsMerged merged =>
                from placed in before.Placements
                where placed.Critic == merged.From
                from move in new (CriticId, int, CriticKind?)[]
                {
                    (merged.From, placed.Year, null), (merged.Into, placed.Year, placed.Kind),
                }
                select move,
            _ => [],
        };

    /// <summary>
    /// The totals of each season as they were, from those of now and all that moved since: a list that stood
    /// then names a film that has moved with it, so whoever knows all films that moved knows all lists.
    /// </summary>
    public static IReadOnlyDictionary<int, SeasonTotals> Totals(
        IEnumerable<SeasonTotals> now, IEnumerable<FilmThen> films)
    {
        var totals = now.ToDictionary(season => season.Season);
        var lists = films.SelectMany(film => film.Moves)
            .Where(move => totals.TryGetValue(move.Year, out var season) && move.Position <= season.Position)
            .GroupBy(move => (move.Critic, move.Year));
        foreach (var moves in lists)
        {
            var then = moves.Select(move => move.Then).FirstOrDefault(kind => kind is not null);
            var season = Count(totals[moves.Key.Year], moves.MaxBy(move => move.Position).Now, -1);
            totals[moves.Key.Year] = Count(season, then, 1);
        }

        return totals;
    }

    private static SeasonTotals Count(SeasonTotals totals, CriticKind? list, int times) => list switch
    {
        CriticKind.Person => totals with { Lists = totals.Lists + times },
        CriticKind.Collective => totals with { Collectives = totals.Collectives + times },
        _ => totals,
    };
}
