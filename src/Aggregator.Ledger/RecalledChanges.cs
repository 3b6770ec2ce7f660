using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Aggregator.Ledgers;

/// <summary>
/// Reads the table of changes at start, each line once: who is registered, what the standings cover, and the
/// changes themselves, for the one who follows them from here. The lines are read in one thread and
/// understood in as many as there are.
/// </summary>
internal sealed class RecalledChanges(
    LedgerMemory memory, (Roster<FilmId> Films, Roster<CriticId> Critics) rosters, Admission admission)
{
    private const int LinesAtOnce = 1024;

    private readonly LatestRevisions _revisions = memory.Recalled.Tail.Revisions;

    /// <summary>The totals as they were last written.</summary>
    public Dictionary<int, SeasonTotals> Seasons { get; } = [];

    public List<StoredChange> OfKeys { get; } = [];

    /// <summary>How many lines the table has.</summary>
    public long Lines { get; private set; }

    /// <summary>
    /// Films and critics, and after them standings and seasons: the latest of each, latest first.
    /// </summary>
    public (List<RecentChange> Names, List<RecentChange> Numbers) Read(ILedgerSnapshot snapshot)
    {
        // A standing's line does not name its film: the films come first.
        var names = Understood(snapshot.LatestFirst(names: true));
        Enrol(names);
        var numbers = Understood(snapshot.LatestFirst(names: false));
        foreach (var number in numbers) Recall(number);
        // The latest last: of two the later stands.
        OfKeys.Reverse();
        var marks = memory.Recalled.Films;
        for (var film = 0; film < rosters.Films.Count; film++)
            marks[film].Last = Math.Max(marks[film].Last, marks[film].Covered);
        return (names, numbers);
    }

    private List<RecentChange> Understood(IEnumerable<StoredChange> lines)
    {
        var changes = new List<RecentChange>();
        // Blocks keep their order; each is a moment's work, so that no thread waits long for the last.
        var blocks = Partitioner
            .Create(Latest(lines).Chunk(LinesAtOnce), EnumerablePartitionerOptions.NoBuffering)
            .AsParallel().AsOrdered().Select(Understood);
        try
        {
            foreach (var block in blocks) changes.AddRange(block);
        }
        catch (AggregateException many)
        {
            ExceptionDispatchInfo.Throw(many.InnerExceptions[0]);
        }

        return changes;
    }

    private RecentChange[] Understood(StoredChange[] lines) => Array.ConvertAll(lines, Understood);

    private RecentChange Understood(StoredChange line)
    {
        if (line.Kind == ChangeKind.Standing && line.Key >= rosters.Films.Count)
            throw Gap("film", line.Key + 1);
        return new RecentChange(line.Read(rosters.Films), line.Kind, line.Key);
    }

    /// <summary>The lines that no later one replaced. Keys are put aside.</summary>
    private IEnumerable<StoredChange> Latest(IEnumerable<StoredChange> latestFirst)
    {
        foreach (var line in latestFirst)
        {
            Lines++;
            if (line.Kind == ChangeKind.Key)
            {
                OfKeys.Add(line);
                continue;
            }

            if (!Enum.IsDefined(line.Kind))
                throw new LedgerFormatException(
                    $"A change of kind {line.Kind} is not known: a newer program wrote it. Start that one.");
            if (_revisions[line.Kind, line.Key] != 0) continue;
            _revisions[line.Kind, line.Key] = line.Revision;
            yield return line;
        }
    }

    private void Enrol(List<RecentChange> names)
    {
        var byKey = names.ToArray();
        Array.Sort(byKey, (one, other) => one.Key.CompareTo(other.Key));
        var marks = memory.Recalled.Films;
        foreach (var (change, _, key) in byKey)
        {
            if (change is FilmChange found)
            {
                if (rosters.Films.Enrol(found.Film.Id) != key) throw Gap("film", key);
                (marks[key].Last, marks[key].RegisteredAt) =
                    (found.Position, found.RecordedAt.ToUnixTimeMilliseconds());
                admission.Recall(key, found.Film);
            }
            else if (change is CriticChange { Critic: var critic })
            {
                if (rosters.Critics.Enrol(critic.Id) != key) throw Gap("critic", key);
                admission.Recall(key, critic);
            }
        }

        foreach (var (change, _, key) in byKey)
            if (change is CriticChange { MergedInto: { } into } merged)
                admission.RecallMerge(key, into, merged.Position);
    }

    private void Recall(RecentChange number)
    {
        if (number.Change is StandingChange { Standing: var standing })
            memory.Recalled.Films[number.Key]
                .Stand(standing.Position, (standing.Calibration, standing.Totals));
        else if (number.Change is FilmMergeChange merge)
            admission.Recall(merge);
        else if (number.Change is SeasonChange season)
            Seasons[number.Key] = season.Totals;
    }

    private static LedgerFormatException Gap(string what, int key) => new(
        $"The table of changes should name every {what} and does not name the one before {key}. Nothing is "
        + "started.");
}
