namespace Aggregator.Grains;

/// <summary>Holds nothing.</summary>
[Reentrant, StatelessWorker]
internal sealed class PastGrain(ILedger ledger) : Grain, IPastGrain
{
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
}
