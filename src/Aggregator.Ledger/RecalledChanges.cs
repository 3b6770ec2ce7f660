using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>Reads the table of changes at start: who is registered, and what the standings cover.</summary>
internal sealed class RecalledChanges(
    LedgerMemory memory, (Roster<FilmId> Films, Roster<CriticId> Critics) rosters, Admission admission)
{
    private readonly SortedDictionary<int, FoundFilm> _films = [];
    private readonly SortedDictionary<int, CriticId> _critics = [];
    private readonly LatestRevisions _revisions = memory.Recalled.Tail.Revisions;

    /// <summary>The totals as they were last written.</summary>
    public Dictionary<int, SeasonTotals> Seasons { get; } = [];

    /// <summary>
    /// Lines about keys: told again, so that a key changed just before a crash is not missed.
    /// </summary>
    public List<long> OfKeys { get; } = [];

    /// <summary>Answers how many lines the table has.</summary>
    public long Read(SqliteConnection connection)
    {
        using var line = new Statement(
            connection, "SELECT revision, kind, key, position, moment, body FROM changes ORDER BY revision");
        var lines = 0L;
        for (; line.Step(); lines++) Read(line);
        Enrol();
        return lines;
    }

    private void Read(Statement line)
    {
        var (kind, key, position) = ((ChangeKind)line.Int(1), line.Int(2), line.Long(3));
        switch (kind)
        {
            case ChangeKind.Film:
                _films[key] = new FoundFilm(StoredBodies.Film(line.Blob(5)), position, line.Long(4));
                break;
            case ChangeKind.Critic:
                _critics[key] = StoredBodies.Critic(line.Blob(5)).Id;
                break;
            case ChangeKind.Standing:
                memory.Recalled.Films.Stand(key, position, StandingBytes.ReadHead(line.Blob(5)));
                break;
            case ChangeKind.Season:
                Seasons[key] = StandingBytes.ReadTotals(line.Blob(5));
                break;
            default: OfKeys.Add(line.Long(0)); return;
        }

        _revisions[kind, key] = line.Long(0);
    }

    private void Enrol()
    {
        var marks = memory.Recalled.Films;
        foreach (var (key, found) in _films)
        {
            if (rosters.Films.Enrol(found.Film.Id) != key) throw Gap("film", key);
            ref var mark = ref marks[key];
            (mark.Last, mark.RegisteredAt) = (Math.Max(found.Position, mark.Covered), found.RegisteredAt);
            admission.Recall(key, found.Film);
        }

        foreach (var (key, id) in _critics)
            if (rosters.Critics.Enrol(id) != key) throw Gap("critic", key);
    }

    private static LedgerFormatException Gap(string what, int key) => new(
        $"The table of changes should name every {what} and does not name the one before {key}. Nothing is "
        + "started.");

    private sealed record FoundFilm(Film Film, long Position, long RegisteredAt);
}

/// <summary>Bodies of the table of changes.</summary>
internal static class StoredBodies
{
    public static Film Film(ReadOnlySpan<byte> body) =>
        ((FilmRegistered)FactReader.Read(FactKinds.FilmRegistered, body)).Film;

    public static Critic Critic(ReadOnlySpan<byte> body) =>
        ((CriticRegistered)FactReader.Read(FactKinds.CriticRegistered, body)).Critic;
}
