using System.Diagnostics;
using System.Text;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// Writes to PostgreSQL beside any number of other processes. Whoever writes holds the head row from before
/// it decides until its commit, and brings its memory up to that row first: so what is admitted, which
/// standing is newer and what is numbered how is decided on everything that was written before.
/// </summary>
internal sealed class PostgresWriter : IStoreWriter
{
    // Lines that are read while the head row is held; more take their time.
    private const int BehindMax = 2000;

    // The server's word for ending a transaction whose process was stopped for a while.
    private const string TooLongSilent = "25P03";

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly PostgresPlace _place;
    private readonly BatchWriter _batches;
    private readonly Admission _admission;
    private readonly LedgerMemory _memory;
    private readonly Roster<FilmId> _films;
    private readonly HashChain _chain = new();
    private readonly ManualResetEventSlim _never = new();
    private PostgresSession? _session;
    private List<RecentChange> _changes = [];
    private bool _isAway;
    private long _revision;
    private long _hinted;
    private long _looked = Stopwatch.GetTimestamp();

    public PostgresWriter(PostgresPlace place, PostgresSession session, Recalled recalled)
    {
        (_place, _session) = (place, session);
        (_batches, _admission, _memory) = (recalled.Batches, recalled.Admission, recalled.Memory);
        (_films, _revision) = (recalled.Films, recalled.Head.Revision);
    }

    public long Position => _batches.Position;

    public TimeSpan Patience => _place.Options.LookEvery;

    private PostgresSession Session =>
        _session ?? throw new InvalidOperationException("Whoever writes has connected before.");

    /// <summary>
    /// Someone wrote up to a revision: says whether that is news. May be called by any thread.
    /// </summary>
    public bool Hint(long revision)
    {
        if (revision > Volatile.Read(ref _hinted)) Volatile.Write(ref _hinted, revision);
        return revision > Volatile.Read(ref _revision);
    }

    public void Prepare(CommitBatch batch)
    {
        // Taken before the look: whoever hints has committed, so the look finds it; and one that fails is not
        // tried again at once.
        var hinted = Interlocked.Exchange(ref _hinted, 0);
        batch.IsLook = hinted > _revision
            || Stopwatch.GetElapsedTime(_looked) >= _place.Options.LookEvery;
        if (batch.IsLook) _looked = Stopwatch.GetTimestamp();
    }

    public void Commit(CommitBatch batch)
    {
        _changes = [];
        if (!batch.Writes)
        {
            Take(Session.Look(Position, _revision));
            return;
        }

        var before = Take(Lock());
        // Others may have held the row for a while: whoever called since need not wait for the next turn.
        batch.Take();
        _batches.Write(Session, batch);
        var plan = new ChangePlan(_memory, _films);
        plan.Tell(batch);
        _changes = plan.Numbered(_revision);
        if (batch.Admitted.Count > 0 || _changes.Count > 0 || batch.UsesKeys)
            Session.Commit(_changes, before);
        else Session.Rollback();
    }

    public void Keep(CommitBatch batch)
    {
        _batches.Keep(batch);
        if (batch.Admitted.Count == 0 && _changes.Count == 0) return;
        if (_changes.Count > 0) Volatile.Write(ref _revision, _changes[^1].Revision);
        var head = _memory.Head;
        if (batch.Admitted.Count > 0) head = new LedgerHead(Position, batch.LastHash, head.Epoch);
        _memory.Follow(batch.Admitted, _changes, head, _revision);
    }

    /// <summary>
    /// Takes the head row first: a transaction that this process lost sight of is over then. What it wrote,
    /// if it did, is read back like what others wrote.
    /// </summary>
    public bool Recover(CommitBatch? uncertain)
    {
        _batches.Undo();
        var written = Reconnect();
        Take(written);
        if (uncertain?.FirstHash is not { } hash) return false;
        var first = uncertain.Admitted[0].Position;
        return written.Entries.Find(entry => entry.Position == first) is { } found
            && hash.AsSpan().SequenceEqual(found.Hash);
    }

    public bool IsPassing(Exception failure) =>
        failure is NpgsqlException { IsTransient: true } or PostgresException { SqlState: TooLongSilent };

    public void Disconnect()
    {
        _session?.Dispose();
        _session = null;
    }

    // Nothing is left to write: every commit writes all that follows from it.
    public void Finish()
    {
    }

    public void Dispose()
    {
        Disconnect();
        _never.Dispose();
    }

    /// <summary>
    /// A server that starts again is waited for, but only once: while it stays away, callers hear so soon.
    /// </summary>
    private WrittenByOthers Reconnect()
    {
        var patience = _isAway ? TimeSpan.Zero : _place.Options.ConnectPatience;
        _isAway = true;
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                _session = PostgresSession.Open(_place);
                var written = _session.Lock(Position, _revision);
                _session.Rollback();
                _isAway = false;
                return written;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(began) < patience)
            {
                Disconnect();
                _never.Wait(AgainAfter);
            }
        }
    }

    /// <summary>Whoever is far behind catches up without holding anyone up, and takes the row then.</summary>
    private WrittenByOthers Lock()
    {
        while (true)
        {
            var written = Session.Lock(Position, _revision, BehindMax);
            if (written.IsWhole) return written;
            Session.Rollback();
            Take(Session.Look(Position, _revision));
        }
    }

    /// <summary>Brings the memory up to what others wrote.</summary>
    private StoredHead Take(WrittenByOthers written)
    {
        _looked = Stopwatch.GetTimestamp();
        var head = written.Head;
        if (head.Epoch != _memory.Head.Epoch || head.Position != Position + written.Entries.Count)
            throw new LedgerUnavailableException(
                $"The {_place.Name} is not the ledger that this server was writing. Nothing is written to "
                + "it; start the server again.");
        if (head.Position == Position && head.Revision == _revision) return head;

        var entries = Admit(written.Entries);
        if (!_chain.Hash.SequenceEqual(head.Hash)) throw Changed(head.Position);
        if (entries.Count > 0)
            _batches.Start(new EntryStamp(head.Position, entries[^1].RecordedAt), head.Hash);
        var changes = written.Changes.ConvertAll(
            change => new RecentChange(change.Read(_films), change.Kind, change.Key));
        Volatile.Write(ref _revision, head.Revision);
        _memory.Follow(
            entries, changes, new LedgerHead(head.Position, head.Hash, head.Epoch), head.Revision);
        return head;
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

        _admission.Keep();
        return entries;
    }

    private LedgerUnavailableException Changed(long position) => new(
        $"Entry {position} of the {_place.Name} does not follow from the entries before it. Nothing is "
        + "written; stop the server and run verify.");
}
