using System.Collections.Immutable;
using System.Text;

namespace Aggregator.Ledgers;

/// <summary>Questions about changes: from memory near the head, else from the table in stretches.</summary>
internal sealed class ChangeReads(ReadPool pool, LedgerMemory memory, Roster<FilmId> films)
{
    private const string Columns = "revision, kind, key, position, moment, body";

    public async ValueTask<FeedChunk> After(long revision, int countMax, CancellationToken cancel)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        while (changes.Count < countMax)
        {
            var after = revision;
            if (memory.Changes(after, countMax - changes.Count) is { } recent)
                return changes.Count == 0
                    ? recent
                    : recent with { Changes = [.. changes, .. recent.Changes] };

            // What is in the table is enough to go on with; the rest is in memory by the time it is asked
            // for.
            var (left, to) = (countMax - changes.Count, memory.WrittenTo);
            var stored = await pool.Read(session => Stored(session, (after, to), left), cancel);
            foreach (var change in memory.Latest(stored)) changes.Add(Read(change));
            revision = stored.Count == left ? stored[^1].Revision : to;
        }

        return memory.Part(changes.DrainToImmutable());
    }

    /// <summary>The standings of a season as they are now.</summary>
    public async ValueTask<IReadOnlyList<Standing>> StandingsOf(int season, CancellationToken cancel)
    {
        var (recent, written) = memory.StandingsOf(season);
        if (written.Count == 0) return recent;
        recent.AddRange(await pool.Read(session => Standings(session, written), cancel));
        return recent;
    }

    private List<Standing> Standings(ReadSession session, List<long> revisions)
    {
        var standings = new List<Standing>(revisions.Count);
        var line = session.Prepare($"SELECT {Columns} FROM changes WHERE revision = ?");
        foreach (var revision in revisions)
        {
            // Swept away since: a newer one of this film is on its way to whoever asks again.
            if (line.Bind(1, revision).Step())
                standings.Add(StandingBytes.Read(films[line.Int(2)], line.Long(3), line.Blob(5)));
            line.Reset();
        }

        return standings;
    }

    private static List<StoredChange> Stored(ReadSession session, (long After, long To) range, int countMax)
    {
        var stored = new List<StoredChange>();
        var line = session.Prepare(
            $"SELECT {Columns} FROM changes WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?");
        line.Bind(1, range.After).Bind(2, range.To).Bind(3, countMax);
        while (line.Step())
            stored.Add(new StoredChange(
                line.Long(0), (ChangeKind)line.Int(1), line.Int(2), line.Long(3), line.Long(4),
                line.Blob(5).ToArray()));
        return stored;
    }

    private Change Read(StoredChange stored)
    {
        Change change = stored.Kind switch
        {
            ChangeKind.Standing => new StandingChange(
                StandingBytes.Read(films[stored.Key], stored.Position, stored.Body)),
            ChangeKind.Film => new FilmChange(
                StoredBodies.Film(stored.Body), stored.Position,
                DateTimeOffset.FromUnixTimeMilliseconds(stored.Moment)),
            ChangeKind.Critic => new CriticChange(StoredBodies.Critic(stored.Body), stored.Position),
            ChangeKind.Season => new SeasonChange(StandingBytes.ReadTotals(stored.Body)),
            ChangeKind.Key => new KeyChange(Encoding.UTF8.GetString(stored.Body)),
            _ => throw new LedgerFormatException($"A change of kind {stored.Kind} is not known."),
        };
        return change with { Revision = stored.Revision };
    }
}
