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
    private readonly StandingsBehind _standings;
    private readonly HashChain _chain = new();
    private readonly ManualResetEventSlim _never = new();
    private PostgresSession? _session;
    private Step _step = Step.None;
    private Dictionary<int, Standing> _taken = [];
    private bool _isContended;
    private long _written;
    private EntryStamp _last;
    private LedgerHead _head;
    private bool _isAway;
    private long _revision;
    private long _hinted;
    private long _looked = Stopwatch.GetTimestamp();

    public PostgresWriter(PostgresPlace place, PostgresSession session, Recalled recalled)
    {
        (_place, _session) = (place, session);
        (_batches, _admission, _memory) = (recalled.Batches, recalled.Admission, recalled.Memory);
        (_films, _revision) = (recalled.Films, recalled.Head.Revision);
        (_last, _head) = (_batches.Last, _memory.Head);
        _standings = new StandingsBehind(_memory, _films);
    }

    public long Position => _last.Position;

    public TimeSpan Patience => Shorter(_standings.DueIn, _place.Options.LookEvery);

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

    /// <summary>
    /// Takes a standing that is going to be written unless it is older than what is there: false then.
    /// <paramref name="isFirst"/>: the writer does not know yet that some wait. May be called by any thread.
    /// </summary>
    public bool Save(Standing standing, out bool isFirst) =>
        _standings.Put(standing, _place.Options.StandingsWithin, out isFirst);

    public void Prepare(CommitBatch batch)
    {
        // Taken before the look: whoever hints has committed, so the look finds it; and one that fails is not
        // tried again at once.
        var hinted = Interlocked.Exchange(ref _hinted, 0);
        batch.IsLook = hinted > _revision
            || Stopwatch.GetElapsedTime(_looked) >= _place.Options.LookEvery;
        if (batch.IsLook) _looked = Stopwatch.GetTimestamp();
        batch.HasStandings = _standings.DueIn == TimeSpan.Zero;
    }

    public void Commit(CommitBatch batch)
    {
        if (!batch.Writes)
        {
            _step = Look();
            return;
        }

        Write(batch);
    }

    public void Keep(CommitBatch batch)
    {
        _batches.Keep(batch);
        _taken = [];
        _written = Stopwatch.GetTimestamp();
        Follow();
    }

    /// <summary>
    /// Takes the head row first: a transaction that this process lost sight of is over then. What it wrote,
    /// if it did, is read back like what others wrote.
    /// </summary>
    public bool Recover(CommitBatch? uncertain)
    {
        _batches.Undo();
        _batches.Start(_last, _head.Hash.Span);
        _standings.Return(_taken, _place.Options.LookEvery);
        _taken = [];
        var written = Reconnect();
        _step = Admit(written);
        _admission.Keep();
        Follow();
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

    public void Finish()
    {
        if (_standings.DueIn != TimeSpan.MaxValue) Write(null);
    }

    public void Dispose()
    {
        Disconnect();
        _never.Dispose();
    }

    private void Write(CommitBatch? batch)
    {
        if (_isContended) Gather();
        var (written, others) = Lock();
        _isContended = others.Entries.Count > 0;
        var plan = new ChangePlan(_memory);
        plan.Follow(others.Entries, others.Changes);
        if (batch is not null)
        {
            // Others may have held the row for a while: whoever called since need not wait for the next turn.
            batch.Take();
            _batches.Write(Session, batch);
            plan.Tell(batch);
        }

        _taken = _standings.Take();
        foreach (var (film, standing) in _taken) plan.Tell(film, standing);
        var changes = plan.Numbered(written.Head.Revision);
        var entries = batch?.Admitted ?? [];
        _step = others.And(entries, changes);
        if (entries.Count > 0 || changes.Count > 0 || batch?.WritesUntold == true)
        {
            Session.Commit(changes, written.Head);
            return;
        }

        Session.Rollback();
        Settle(written);
    }

    /// <summary>
    /// Where several write at once, each commits less often and takes more callers along: those that were
    /// just answered come again.
    /// </summary>
    private void Gather()
    {
        var left = _place.Options.GatherFor - Stopwatch.GetElapsedTime(_written);
        if (left > TimeSpan.Zero) _never.Wait(left);
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
                // The batch that had no answer may be committed and not on the disk.
                Settle(written);
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
    private (WrittenByOthers Written, Step Others) Lock()
    {
        while (true)
        {
            var written = Session.Lock(Position, _revision, BehindMax);
            if (written.IsWhole) return (written, Admit(written));
            Session.Rollback();
            _step = Look();
            _admission.Keep();
            Follow();
        }
    }

    private Step Look()
    {
        var written = Session.Look(Position, _revision);
        var others = Admit(written);
        Settle(written);
        return others;
    }

    /// <summary>What others committed is shown when a crash cannot take it back any more.</summary>
    private void Settle(WrittenByOthers written)
    {
        var isNews = written.Entries.Count > 0 || written.Changes.Count > 0;
        if (isNews && !written.IsDurable) Session.Settle();
    }

    /// <summary>Takes what is durable into memory, where readers see it.</summary>
    private void Follow()
    {
        var (entries, changes, revision) = _step;
        _step = Step.None;
        if (entries.Count == 0 && revision <= _revision) return;
        if (entries.Count > 0)
        {
            _last = new EntryStamp(entries[^1].Position, entries[^1].RecordedAt);
            _head = new LedgerHead(_last.Position, _batches.Hash.ToArray(), _head.Epoch);
        }

        Volatile.Write(ref _revision, Math.Max(_revision, revision));
        _memory.Follow(entries, changes, _head, _revision);
    }

    /// <summary>What others wrote, admitted; a failure before it is durable takes it back.</summary>
    private Step Admit(WrittenByOthers written)
    {
        _looked = Stopwatch.GetTimestamp();
        var head = written.Head;
        if (head.Epoch != _head.Epoch || head.Position != Position + written.Entries.Count)
            throw new LedgerUnavailableException(
                $"The {_place.Name} is not the ledger that this server was writing. Nothing is written to "
                + "it; start the server again.");
        if (head.Position == Position && head.Revision == _revision) return Step.None;

        var entries = Admit(written.Entries);
        if (!_chain.Hash.SequenceEqual(head.Hash)) throw Changed(head.Position);
        if (entries.Count > 0)
            _batches.Start(new EntryStamp(head.Position, entries[^1].RecordedAt), head.Hash);
        var changes = written.Changes.ConvertAll(
            change => new RecentChange(change.Read(_films), change.Kind, change.Key));
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

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private LedgerUnavailableException Changed(long position) => new(
        $"Entry {position} of the {_place.Name} does not follow from the entries before it. Nothing is "
        + "written; stop the server and run verify.");
}
