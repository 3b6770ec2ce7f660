using System.Diagnostics;
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

    // Entries that whoever is further behind reads at once.
    private const int StretchCount = 10_000;

    // The server's word for ending a transaction whose process was stopped for a while.
    private const string TooLongSilent = "25P03";

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly PostgresPlace _place;
    private readonly BatchWriter _batches;
    private readonly Admission _admission;
    private readonly LedgerMemory _memory;
    private readonly StandingsBehind _standings;
    private readonly OthersAdmission _others;
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
        _revision = recalled.Head.Revision;
        (_last, _head) = (_batches.Last, _memory.Head);
        _standings = new StandingsBehind(_memory, recalled.Films);
        _others = new OthersAdmission(place, recalled);
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
        Reconnect(uncertain);
        return uncertain?.IsRecorded ?? false;
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
    private void Reconnect(CommitBatch? uncertain)
    {
        var patience = _isAway ? TimeSpan.Zero : _place.Options.ConnectPatience;
        _isAway = true;
        for (var began = Stopwatch.GetTimestamp(); _isAway;)
        {
            try
            {
                _session = PostgresSession.Open(_place);
                CatchUp(uncertain);
                _isAway = false;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(began) < patience)
            {
                Disconnect();
                _never.Wait(AgainAfter);
            }
        }
    }

    /// <summary>
    /// Reads what others wrote, and what this process wrote without an answer, up to an end that the head row
    /// tells while it is held. Whoever is far behind reads in stretches before, which hold nobody up and are
    /// not read again whatever fails after.
    /// </summary>
    private void CatchUp(CommitBatch? uncertain)
    {
        while (true)
        {
            while (Session.Stretch(Position, _revision, StretchCount) is { } stretch)
                Take(stretch, uncertain);
            var held = Session.Lock(Position, _revision, BehindMax);
            Session.Rollback();
            Take(held.IsWhole ? held : Session.Look(Position, _revision), uncertain);
            if (held.IsWhole) return;
        }
    }

    private void Take(WrittenByOthers written, CommitBatch? uncertain)
    {
        // The batch that had no answer may be committed and not on the disk.
        Settle(written);
        if (uncertain?.FirstHash is { } hash && written.Entries.Exists(
            entry => entry.Position == uncertain.Admitted[0].Position && hash.SequenceEqual(entry.Hash)))
            uncertain.IsRecorded = true;
        _step = Admit(written);
        _admission.Keep();
        Follow(isAhead: !written.IsWhole);
    }

    /// <summary>Whoever is far behind catches up without holding anyone up, and takes the row then.</summary>
    private (WrittenByOthers Written, Step Others) Lock()
    {
        while (true)
        {
            var written = Session.Lock(Position, _revision, BehindMax);
            if (written.IsWhole) return (written, Admit(written));
            Session.Rollback();
            Take(Session.Look(Position, _revision), uncertain: null);
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
    private void Follow(bool isAhead = false)
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
        if (isAhead) _memory.FollowAhead(entries, _head);
        else _memory.Follow(entries, changes, _head, _revision);
    }

    /// <summary>What others wrote, admitted; a failure before it is durable takes it back.</summary>
    private Step Admit(WrittenByOthers written)
    {
        _looked = Stopwatch.GetTimestamp();
        return _others.Admit(written, _head, _revision);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
