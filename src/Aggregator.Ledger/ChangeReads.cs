using System.Collections.Immutable;

namespace Aggregator.Ledgers;

/// <summary>Questions about changes: from memory near the head, else from the table in stretches.</summary>
internal sealed class ChangeReads(ILedgerReads reads, LedgerMemory memory, Roster<FilmId> films)
{
    public async ValueTask<FeedChunk> After(long revision, int countMax, CancellationToken cancel)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        while (changes.Count < countMax)
        {
            if (memory.Changes(revision, countMax - changes.Count) is { } recent)
                return changes.Count == 0
                    ? recent
                    : recent with { Changes = [.. changes, .. recent.Changes] };

            // What is in the table is enough to go on with; the rest is in memory by the time it is asked
            // for.
            var (left, to) = (countMax - changes.Count, memory.WrittenTo);
            var stored = await reads.Changes((revision, to), left, cancel);
            foreach (var change in memory.Latest(stored)) changes.Add(change.Read(films));
            revision = stored.Count == left ? stored[^1].Revision : to;
        }

        return memory.Part(changes.DrainToImmutable());
    }

    /// <summary>
    /// The standings of a season as they are now. One that is swept away meanwhile is left out: a newer one
    /// of its film is on its way to whoever asks again.
    /// </summary>
    public async ValueTask<IReadOnlyList<Standing>> StandingsOf(int season, CancellationToken cancel)
    {
        var (recent, written) = memory.StandingsOf(season);
        if (written.Count == 0) return recent;
        foreach (var line in await reads.ChangesAt(written, cancel))
            recent.Add(StandingBytes.Read(films[line.Key], line.Position, line.Body));
        return recent;
    }
}
