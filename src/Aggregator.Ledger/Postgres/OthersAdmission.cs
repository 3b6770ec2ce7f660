using System.Text;

namespace Aggregator.Ledgers;

/// <summary>Admits what others wrote, as it was when they wrote it. Used by the writer alone.</summary>
internal sealed class OthersAdmission(PostgresPlace place, Recalled recalled)
{
    private readonly HashChain _chain = new();
    private readonly BatchWriter _batches = recalled.Batches;
    private readonly Admission _admission = recalled.Admission;
    private bool _hasLostChanges;

    /// <summary>
    /// What was written after a head and a revision that are known. Throws
    /// <see cref="LedgerUnavailableException"/> when it does not follow from what is known.
    /// </summary>
    public Step Admit(WrittenByOthers written, LedgerHead known, long revision)
    {
        var head = written.Head;
        // What others write behind lost changes gets their numbers again, and looks right then.
        _hasLostChanges |= head.Revision < revision;
        if (head.Epoch != known.Epoch || head.Position != known.Position + written.Entries.Count
            || _hasLostChanges)
            throw new LedgerUnavailableException(
                $"The {place.Name} is not the ledger that this server was writing: another was put in its "
                + "place, or it is back at an earlier state. Nothing is written to it. Stop all servers, run "
                + "restore with --ledger, which verifies it and begins a new epoch, and start them again.");
        if (head.Position == known.Position && head.Revision == revision) return Step.None;

        var entries = Admit(written.Entries);
        if (!_chain.Hash.SequenceEqual(head.Hash)) throw Changed(head.Position);
        if (entries.Count > 0)
            _batches.Start(new EntryStamp(head.Position, entries[^1].RecordedAt), head.Hash);
        var changes = written.Changes.ConvertAll(
            change => new RecentChange(change.Read(recalled.Films), change.Kind, change.Key));
        return new Step(entries, changes, head.Revision);
    }

    private List<PendingEntry> Admit(List<StoredEntry> stored)
    {
        _chain.Restart(_batches.Hash);
        var entries = new List<PendingEntry>(stored.Count);
        foreach (var line in stored)
        {
            _chain.Chain(
                new EntryStamp(line.Position, line.RecordedAt), Encoding.UTF8.GetBytes(line.Kind),
                Encoding.UTF8.GetBytes(line.Actor), line.Body);
            var entry = PendingEntry.Stored(FactReader.Read(line.Kind, line.Body), line);
            if (!_chain.Hash.SequenceEqual(line.Hash) || _admission.Admit(entry, line.Position) is not null)
                throw Changed(line.Position);
            _admission.NoteElsewhere(entry);
            entries.Add(entry);
        }

        return entries;
    }

    private LedgerUnavailableException Changed(long position) => new(
        $"Entry {position} of the {place.Name} does not follow from the entries before it. Nothing is "
        + "written; stop the server and run verify.");
}
