using System.Collections.Immutable;

namespace Aggregator.Grains;

/// <summary>
/// Holds nothing but which lists of a year went astray, while the year has no newer ones and their critics
/// are who they were.
/// </summary>
[Reentrant, StatelessWorker]
internal sealed class PastGrain(ILedger ledger) : Grain, IPastGrain
{
    private readonly Dictionary<int, Known> _astray = [];

    public async Task<long> PositionBefore(DateTimeOffset moment)
    {
        // Times never go backwards along the ledger, so halving finds the place.
        var (before, after) = (0L, (await ledger.Head()).Position + 1);
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            var line = (await ledger.Lines(middle - 1, 1))[0];
            if (line.RecordedAt < moment) before = middle;
            else after = middle;
        }

        return before;
    }

    public async Task<FilmThen?[]> Films(FilmId[] films, long position)
    {
        var then = new FilmThen?[films.Length];
        for (var i = 0; i < films.Length; i++)
            then[i] = FilmThen.Of(films[i], await ledger.FilmEntries(films[i], 0), position);
        return then;
    }

    public async Task<FilmChronicle?[]> Chronicles(FilmId[] films, DateOnly? only)
    {
        var chronicles = new FilmChronicle?[films.Length];
        var years = new Dictionary<int, StrayLists>();
        for (var i = 0; i < films.Length; i++)
        {
            var (entries, astray) = await Heard(films[i], years);
            chronicles[i] = FilmChronicle.Of(films[i], entries, astray, only);
        }

        return chronicles;
    }

    public async Task<FilmContributions?> Contributions(FilmId film, DateOnly day)
    {
        var (entries, astray) = await Heard(film, []);
        return FilmChronicle.TallyAt(day, film, entries, astray) is { } tally
            ? new(FilmChronicle.Unlifted(tally), [.. tally.Verdicts], [.. tally.Placements])
            : null;
    }

    public async Task<SeasonChronicle> Season(int season) =>
        SeasonChronicle.Of(season, await ledger.ListEntries(season), ledger.MergesOf);

    public async Task<YearList[]> Lists(int season, DateOnly day)
    {
        var entries = await ledger.ListEntries(season);
        var lists = SeasonChronicle.ListsAt(day, entries, ledger.MergesOf);
        return [.. lists.Select(list => list.Over(ledger.Answering))];
    }

    // A film's entries, and the lists that went astray in the years of its own.
    private async Task<(IReadOnlyList<LedgerEntry> Entries, List<StrayLists> Astray)> Heard(
        FilmId film, Dictionary<int, StrayLists> years)
    {
        var (entries, astray) = (await ledger.FilmEntries(film, 0), new List<StrayLists>());
        foreach (var year in entries.Select(YearOf).OfType<int>().Distinct())
        {
            if (!years.TryGetValue(year, out var lists)) years[year] = lists = await Astray(year);
            astray.Add(lists);
        }

        return (entries, astray);
    }

    private async ValueTask<StrayLists> Astray(int year)
    {
        var position = ledger.Totals(year).Position;
        if (_astray.TryGetValue(year, out var known) && known.Position == position
            && known.Merges.SequenceEqual(SeasonChronicle.Merges(known.Critics, ledger.MergesOf)))
            return known.Lists;

        var entries = await ledger.ListEntries(year);
        var critics = SeasonChronicle.Critics(entries);
        var merges = SeasonChronicle.Merges(critics, ledger.MergesOf);
        var astray = SeasonChronicle.Astray(entries, merges);
        _astray[year] = new(position, critics, merges, astray);
        return astray;
    }

    private static int? YearOf(LedgerEntry entry) => entry.Fact switch
    {
        ListPublished published => published.List.Year,
        ListWithdrawn withdrawn => withdrawn.Year,
        _ => null,
    };

    /// <summary>The lists astray of a year that had its latest entry, and these critics, then.</summary>
    private readonly record struct Known(
        long Position, ImmutableArray<CriticId> Critics, ImmutableArray<CriticMerge> Merges,
        StrayLists Lists);
}
