using System.Collections.Immutable;

namespace Aggregator;

/// <summary>A film as it was from a day on, scored without its season's totals.</summary>
public readonly record struct FilmStep(DateOnly Day, Standing Standing);

/// <summary>
/// What a film was on every day: its entries folded in the order of the days from which they count (<see
/// cref="LedgerEntry.CountsFrom"/>). On each day the entry with the highest position of those that count
/// stands, of each critic and each list; what it is called and who is whom hold for all days. The first step
/// is that of the beginning of time; a film is what its last step up to a day says.
/// </summary>
/// <param name="Position">That of the film's latest entry: all up to it are in here.</param>
public sealed record FilmChronicle(FilmId Film, long Position, ImmutableArray<FilmStep> Steps)
{
    /// <summary>
    /// The position of the latest of the entries that do not name the film and were heard all the same; 0 if
    /// there are none.
    /// </summary>
    public long StrayedAt { get; init; }

    /// <summary>
    /// Folds a film's entries, all of them. Of <paramref name="only"/> one day, if given, nothing else is
    /// kept. <paramref name="astray"/> tell, by entries that do not name the film, of lists that do; others
    /// among them change nothing. Null for a film that is not registered.
    /// </summary>
    public static FilmChronicle? Of(
        FilmId film, IReadOnlyList<LedgerEntry> entries, IReadOnlyCollection<StrayLists> astray,
        DateOnly? only = null)
    {
        var steps = ImmutableArray.CreateBuilder<FilmStep>();
        if (only is { } last)
        {
            if (TallyAt(last, film, entries, astray) is not { } then) return null;
            steps.Add(new(DateOnly.MinValue, Unlifted(then)));
        }
        else
        {
            var tally = Undated(film, entries, astray);
            if (tally.Film is null) return null;
            steps.Add(new(DateOnly.MinValue, Unlifted(tally)));
            var days = Dated(entries, astray)
                .GroupBy(entry => entry.CountsFrom!.Value)
                .OrderBy(day => day.Key);
            foreach (var day in days)
            {
                foreach (var entry in day) tally.Apply(entry);
                steps.Add(new(day.Key, Unlifted(tally)));
            }
        }

        return new(film, entries[^1].Position, steps.DrainToImmutable())
        {
            StrayedAt = astray.Select(lists => lists.Latest).DefaultIfEmpty().Max(),
        };
    }

    /// <summary>
    /// All that stood when a day had passed, of the same entries; null for a film that is not registered.
    /// </summary>
    public static FilmTally? TallyAt(
        DateOnly day, FilmId film, IReadOnlyList<LedgerEntry> entries,
        IReadOnlyCollection<StrayLists> astray)
    {
        var tally = Undated(film, entries, astray);
        foreach (var entry in Dated(entries, astray).Where(entry => entry.CountsFrom <= day))
            tally.Apply(entry);
        return tally.Film is null ? null : tally;
    }

    /// <summary>A tally's numbers without its season's totals, which are told of each day.</summary>
    public static Standing Unlifted(FilmTally tally) =>
        tally.Score(SeasonTotals.None, Calibration.BuiltIn);

    // What holds for every day, who is whom among it.
    private static FilmTally Undated(
        FilmId film, IReadOnlyList<LedgerEntry> entries, IReadOnlyCollection<StrayLists> astray)
    {
        var tally = FilmTally.Of(film, [.. entries.Where(entry => entry.CountsFrom is null)]);
        foreach (var lists in astray) tally.HearAllOf(lists);
        return tally;
    }

    private static IEnumerable<LedgerEntry> Dated(
        IReadOnlyList<LedgerEntry> entries, IReadOnlyCollection<StrayLists> astray) =>
        entries.Concat(astray.SelectMany(lists => lists.Entries))
            .Where(entry => entry.CountsFrom is not null);

    /// <summary>The film as it was when a day had passed, without its season's totals.</summary>
    public Standing At(DateOnly day)
    {
        var (from, to) = (0, Steps.Length);
        while (to - from > 1)
        {
            var middle = (from + to) / 2;
            if (Steps[middle].Day <= day) from = middle;
            else to = middle;
        }

        return Steps[from].Standing;
    }
}
