namespace Aggregator.Grains;

/// <summary>
/// One film's entries, applied strictly in the order of their positions: entries that this process recorded
/// come with their receipts, all others are read from the ledger. Used on one grain's turns only.
/// </summary>
internal sealed class FilmReplay(FilmId id, ILedger ledger)
{
    // Recorded entries whose predecessor is not applied yet, by the position of that predecessor.
    private readonly Dictionary<long, LedgerEntry> _parked = [];
    private Task? _reading;
    private long _wanted;

    public FilmTally Tally { get; private set; } = new(id);

    public bool IsKnown => Tally.Film is not null;

    /// <summary>
    /// Applies a durable entry, or parks it when an entry before it is still missing: then <see
    /// cref="Reach"/> fills the gap.
    /// </summary>
    public void Take(in Receipt receipt, Draft draft)
    {
        if (receipt.Position <= Tally.Position) return;

        var entry = new LedgerEntry(receipt.Position, receipt.RecordedAt, draft.Actor, draft.Fact);
        if (receipt.Previous != Tally.Position) _parked[receipt.Previous] = entry;
        else Apply(entry);
    }

    /// <summary>
    /// The position of what a critic said that is durable and waits for entries before it; 0 when nothing is.
    /// </summary>
    public long Parked(CriticId critic)
    {
        if (_parked.Count == 0) return 0;
        var theirs = _parked.Values.Where(entry => entry.Fact switch
        {
            VerdictRecorded said => said.Critic == critic,
            VerdictWithdrawn said => said.Critic == critic,
            _ => false,
        });
        return theirs.Select(entry => entry.Position).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// Completes when every entry up to a position is applied, as far as the ledger has it
    /// (<see cref="long.MaxValue"/>: all there are). Throws <see cref="LedgerUnavailableException"/>.
    /// </summary>
    public ValueTask Reach(long position) =>
        Tally.Position >= position ? default : new(ReachByReading(position));

    private async Task ReachByReading(long position)
    {
        // A read under way may have begun before the entry was durable; the one after it has not.
        for (var reads = 0; reads < 2 && Tally.Position < position; reads++)
        {
            _wanted = Math.Max(_wanted, position);
            await (_reading ??= ReadOn());
        }
    }

    private async Task ReadOn()
    {
        try
        {
            // Receipts of one commit may overtake each other: those already on their way come first, and then
            // there is nothing left to read.
            await Task.Yield();
            if (Tally.Position >= _wanted) return;

            var entries = await ledger.FilmEntries(id, Tally.Position);
            if (entries.Any(entry => entry.Fact is FilmsMerged merged && merged.From != id))
                await FoldAgain();
            foreach (var entry in entries)
                if (entry.Position > Tally.Position) Apply(entry);
        }
        finally
        {
            _reading = null;
            _wanted = 0;
        }
    }

    /// <summary>Another film was merged into this one: what it was told before counts now.</summary>
    private async Task FoldAgain()
    {
        FilmTally folded;
        do folded = FilmTally.Of(id, await ledger.FilmEntries(id, 0));
        // What this process recorded meanwhile was applied to the one that goes.
        while (folded.Position < Tally.Position);
        Tally = folded;
        // What was folded in waits no more.
        foreach (var previous in _parked.Keys.Where(previous => previous < Tally.Position).ToArray())
            _parked.Remove(previous);
        if (_parked.Remove(Tally.Position, out var next)) Apply(next);
    }

    private void Apply(LedgerEntry entry)
    {
        for (LedgerEntry? next = entry; next is not null;)
        {
            Tally.Apply(next);
            if (_parked.Count == 0 || !_parked.Remove(Tally.Position, out next)) return;
        }
    }
}
