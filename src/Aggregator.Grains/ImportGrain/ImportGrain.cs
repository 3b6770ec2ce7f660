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
        var batches = Array.ConvertAll(films, film => new ImportBatch(film.Verdicts, isApart: true));
        var left = Enumerable.Range(0, films.Length).ToList();
        for (var tries = 0; left.Count > 0 && tries < TriesMax; tries++)
        {
            await Append(await Decide(left.ConvertAll(film => (films[film].Film, batches[film]))));
            left.RemoveAll(film => batches[film].IsSettled);
            // A critic may have been merged meanwhile.
            foreach (var film in left) batches[film].AskSurvivors(ledger);
        }

        await Task.WhenAll(left.Select(async film =>
            batches[film].Settle(await GrainFactory.Film(films[film].Film).Import(batches[film].Left))));
        return Array.ConvertAll(batches, batch => batch.Outcomes);
    }

    public async Task<VerdictOutcome[][]> Foresee(FilmRows[] films)
    {
        var batches = Array.ConvertAll(films, film => new ImportBatch(film.Verdicts));
        await Decide([.. films.Zip(batches, (film, batch) => (film.Film, batch))]);
        return Array.ConvertAll(batches, batch => batch.Outcomes);
    }

    private async Task<Decided[]> Decide(List<(FilmId Film, ImportBatch Batch)> films)
    {
        var tallies = await ledger.Tallies(films.ConvertAll(film => film.Film));
        return [.. films.Zip(tallies, (film, tally) => new Decided(tally, film.Batch))];
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

    /// <summary>What is decided of one film's rows this time, and what became of it.</summary>
    private sealed class Decided
    {
        private readonly FilmTally _film;
        private readonly ImportBatch _batch;

        public Decided(FilmTally film, ImportBatch batch)
        {
            (_film, _batch) = (film, batch);
            if (film.Film is null) batch.Settle(batch.Left.Select(_ => VerdictOutcome.FilmUnknown(film.Id)));
            else batch.Decide(film);
        }

        public List<Draft> Drafts => _batch.Drafts;

        public bool IsRecorded { get; private set; }

        public void Settle(ReadOnlySpan<Receipt> receipts)
        {
            for (var i = 0; i < receipts.Length; i++)
            {
                var (receipt, draft) = (receipts[i], _batch.Drafts[i]);
                _batch.Settle(i, receipt);
                if (receipt.Refusal is not null) continue;
                _film.Apply(new(receipt.Position, receipt.RecordedAt, draft.Actor, draft.Fact));
                IsRecorded = true;
            }
        }

        public Standing Score(Func<int, SeasonTotals> totals) =>
            _film.Score(totals, Calibration.BuiltIn);
    }
}
