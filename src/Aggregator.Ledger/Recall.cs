using Microsoft.Data.Sqlite;

namespace Aggregator.Ledgers;

/// <summary>What a start found, ready to go on.</summary>
internal sealed record Recalled(
    BatchWriter Batches, TailWriter Tails, LedgerMemory Memory, Roster<FilmId> Films,
    Roster<CriticId> Critics)
{
    public required long Replayed { get; init; }
}

/// <summary>
/// Brings the memory of a ledger back: what the derived tables say, then every entry after the point that
/// they are known to cover.
/// </summary>
internal sealed class Recall
{
    private readonly LedgerPlace _place;
    private readonly SqliteConnection _connection;
    private readonly Roster<FilmId> _films = new();
    private readonly Roster<CriticId> _critics = new();
    private readonly LedgerMemory _memory;
    private readonly Admission _admission;
    private readonly BatchWriter _batches;
    private readonly TailWriter _tails;

    public Recall(LedgerPlace place, SqliteConnection connection, TimeProvider time)
    {
        (_place, _connection) = (place, connection);
        _memory = new LedgerMemory(_films, _critics, place.Options.RecentChangesMax);
        _admission = new Admission(_films, _critics);
        _batches = new BatchWriter(_admission, time);
        _tails = new TailWriter(_memory, place.Options);
    }

    public Recalled Run()
    {
        var head = StoredHead.Read(_connection);
        StartBatches(head);
        var changes = new RecalledChanges(_memory, (_films, _critics), _admission);
        var rows = changes.Read(_connection);
        CriticLasts();
        var tail = _memory.Recalled.Tail;
        tail.Start(head.RevisionReserved);
        Reserve(head, changes);

        var replayed = Replay(head);
        Lists(changes);
        foreach (var key in KeyTable.All(_connection)) tail.AppendKey(key.Id);
        FinishLasts();
        _tails.Start(head.ReplayAfter, rows);
        return new Recalled(_batches, _tails, _memory, _films, _critics) { Replayed = replayed };
    }

    // Durable before the first of them is given out.
    private void Reserve(StoredHead head, RecalledChanges changes)
    {
        LedgerFolder.Run(_connection, "BEGIN IMMEDIATE");
        using (var reserve = new Statement(_connection, "UPDATE ledger_head SET revision_reserved = ?"))
            reserve.Bind(1, head.RevisionReserved + Tail.ReservedAtOnce).Run();
        using (var forget = new Statement(_connection, "DELETE FROM changes WHERE revision = ?"))
            foreach (var revision in changes.OfKeys) forget.Bind(1, revision).Run();
        LedgerFolder.Run(_connection, "COMMIT");
    }

    private void StartBatches(StoredHead head)
    {
        _memory.Recall(new LedgerHead(head.Position, head.Hash, head.Epoch));
        var last = StoredEntry.Last(_connection);
        if (last.Position != head.Position || !last.Hash.AsSpan().SequenceEqual(head.Hash))
            throw new LedgerOpenException(
                $"The ledger in {_place.Folder.Path} should end at entry {head.Position}, and it ends at "
                + $"{last.Position} or with another hash: the file was cut or changed. Nothing is started; "
                + "restore a backup, or run verify to see more.");
        _batches.Start(new EntryStamp(last.Position, last.RecordedAt), head.Hash);
    }

    private void CriticLasts()
    {
        using var lasts = new Statement(_connection, "SELECT critic, position FROM critic_lasts");
        while (lasts.Step()) _memory.Recalled.Critics.Set(lasts.Int(0), lasts.Long(1));
    }

    private long Replay(StoredHead head)
    {
        using var entries = new Statement(
            _connection,
            "SELECT position, recorded_at, kind, links, body FROM entries WHERE position > ? ORDER BY "
            + "position");
        var replay = new Replay(_memory, (_films, _critics), _admission);
        var total = head.Position - head.ReplayAfter;
        const int sayEach = 100_000;
        entries.Bind(1, head.ReplayAfter);
        for (var done = 1L; entries.Step(); done++)
        {
            replay.Apply(entries);
            if (done % sayEach == 0) Log.Replaying(_place.Logger, done, total);
        }

        return total;
    }

    private void Lists(RecalledChanges changes)
    {
        using var heads = new Statement(
            _connection, "SELECT critic, year, position, kind, stands FROM list_heads ORDER BY year");
        while (heads.Step())
        {
            var state = new ListState(heads.Long(2), (CriticKind)heads.Int(3), heads.Int(4) == 1);
            _admission.RecallList(heads.Int(0), heads.Int(1), state);
            _memory.Seasons.Apply(new ListTurn(heads.Int(0), heads.Int(1), null, state));
        }

        foreach (var totals in _memory.Seasons.All)
            if (changes.Seasons.GetValueOrDefault(totals.Season) != totals)
                _memory.Recalled.Tail.Append(new SeasonChange(totals), ChangeKind.Season, totals.Season);
    }

    private void FinishLasts()
    {
        var (films, critics, _) = _memory.Recalled;
        for (var film = 0; film < _films.Count; film++) _admission.RecallFilm(film, films[film].Last);
        for (var critic = 0; critic < _critics.Count; critic++)
            _admission.RecallCritic(critic, critics[critic]);
    }
}

/// <summary>The one line that says where the ledger ends.</summary>
internal sealed record StoredHead(
    long Position, byte[] Hash, string Epoch, long ReplayAfter, long RevisionReserved)
{
    public static StoredHead Read(SqliteConnection connection)
    {
        using var head = new Statement(
            connection, "SELECT position, hash, epoch, replay_after, revision_reserved FROM ledger_head");
        if (!head.Step()) throw new LedgerFormatException("The ledger has lost its head line; run verify.");
        return new StoredHead(head.Long(0), head.Blob(1).ToArray(), head.Text(2), head.Long(3), head.Long(4));
    }
}
