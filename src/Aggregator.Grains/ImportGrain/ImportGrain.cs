namespace Aggregator.Grains;

/// <summary>
/// Decides on what the ledger says of a film. What somebody else records meanwhile, the film's own grain
/// above all, makes the ledger refuse the film's rows, and they are decided again.
/// </summary>
[Reentrant, StatelessWorker]
internal sealed class ImportGrain(ILedger ledger) : Grain, IImportGrain
{
    /// <summary>
    /// A film that was refused so often is written all the time: its grain is in memory, and has the last
    /// word there.
    /// </summary>
    private const int TriesMax = 3;

    public async Task<VerdictOutcome[][]> Record(FilmRows[] films)
    {
        var outcomes = new VerdictOutcome[films.Length][];
        var left = Enumerable.Range(0, films.Length).ToList();
        for (var tries = 0; left.Count > 0 && tries < TriesMax; tries++)
        {
            var decided = await Decide(left.ConvertAll(film => films[film]));
            await Append(decided);
            for (var i = 0; i < decided.Length; i++) outcomes[left[i]] = decided[i].Outcomes;
            left = [.. left.Where((_, i) => decided[i].HasMoved)];
            if (left.Count == 0) break;
            // A critic may have been merged meanwhile.
            films = Array.ConvertAll(
                films, film => film with { Verdicts = ledger.OfSurvivors(film.Verdicts) });
        }

        await Task.WhenAll(left.Select(async film =>
            outcomes[film] = await GrainFactory.Film(films[film].Film).Import(films[film].Verdicts)));
        return outcomes;
    }

    private async Task<Decided[]> Decide(List<FilmRows> rows)
    {
        var tallies = await ledger.Tallies(rows.ConvertAll(film => film.Film));
        return [.. rows.Zip(tallies, (film, tally) => new Decided(tally, film.Verdicts))];
    }

    private async Task Append(Decided[] films)
    {
        var drafts = new List<Draft>();
        foreach (var film in films) drafts.AddRange(film.Drafts);
        var receipts = await ledger.Append(drafts);
        var at = 0;
        foreach (var film in films)
        {
            var count = film.Drafts.Count;
            film.Settle(receipts.AsSpan(at, count));
            at += count;
        }

        await Show(films.Where(film => film.IsRecorded));
    }

    private async Task Show(IEnumerable<Decided> films)
    {
        try
        {
            // Where saving is done at once, as in memory, there is nothing to wait for.
            var saving = new List<Task>();
            foreach (var film in films)
            {
                var saved = ledger.Save(film.Score(ledger.Totals));
                if (!saved.IsCompletedSuccessfully) saving.Add(saved.AsTask());
            }

            await Task.WhenAll(saving);
        }
        catch (LedgerUnavailableException)
        {
            // The facts are durable, and that is what was promised; standings that were not taken are left to
            // settling.
        }
    }

    /// <summary>What is decided of one film's rows, and what became of it.</summary>
    private sealed class Decided(FilmTally film, RecordVerdict[] rows)
    {
        private readonly ImportBatch? _batch =
            film.Film is null ? null : new ImportBatch(film, rows, isApart: true);

        public VerdictOutcome[] Outcomes => _batch?.Outcomes
            ?? Array.ConvertAll(rows, _ => VerdictOutcome.FilmUnknown(film.Id));

        public List<Draft> Drafts => _batch?.Drafts ?? [];

        public bool HasMoved => _batch is { HasMoved: true };

        public bool IsRecorded => _batch is { Position: > 0, HasMoved: false };

        public void Settle(ReadOnlySpan<Receipt> receipts)
        {
            for (var i = 0; i < receipts.Length; i++)
            {
                var (receipt, draft) = (receipts[i], _batch!.Drafts[i]);
                _batch.Settle(i, receipt);
                if (receipt.Refusal is null)
                    film.Apply(new(receipt.Position, receipt.RecordedAt, draft.Actor, draft.Fact));
            }
        }

        public Standing Score(Func<int, SeasonTotals> totals) =>
            film.Score(totals, Calibration.BuiltIn);
    }
}
