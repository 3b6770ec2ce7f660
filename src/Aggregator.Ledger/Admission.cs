using System.Buffers;

namespace Aggregator.Ledgers;

/// <summary>
/// Decides which drafts may enter, and threads them into the ledger's links. Knows each film, critic, ref
/// and list head, including those of the transaction under way, so that a verdict may follow its film in
/// one batch. Nothing enters under an id for which another critic answers: whoever decided on it decides
/// again. Used by the writer alone.
/// </summary>
internal sealed class Admission(Roster<FilmId> films, Roster<CriticId> critics)
{
    private readonly LastPositions _filmLasts = new();
    private readonly LastPositions _criticLasts = new();
    private readonly Dictionary<(int Critic, int Year), ListState> _lists = [];
    private readonly LastPositions _saidElsewhere = new();
    private readonly LatestTitles _titles = new();
    private readonly AdmittedFilms _films = new(films);
    private readonly AdmittedCritics _critics = new(critics);
    private readonly Stack<Action> _undo = [];
    private long _callFrom;

    /// <summary>Links of the entry admitted last.</summary>
    public ArrayBufferWriter<byte> Links { get; } = new();

    /// <summary>The drafts of another call follow, the first of them at this position.</summary>
    public void Begin(long position) => _callFrom = position;

    /// <summary>
    /// Admits a draft at a position, or says why not; then nothing has changed and the position is still
    /// free.
    /// </summary>
    public Refusal? Admit(PendingEntry entry, long position)
    {
        entry.Critic = -1;
        entry.Turn = null;
        entry.Moved = [];
        entry.FilmMerged = null;
        var refusal = _titles.Moved(entry, _callFrom) ?? entry.Fact switch
        {
            VerdictRecorded said => AboutFilm(entry, said.Film, said.Critic),
            VerdictWithdrawn said => AboutFilm(entry, said.Film, said.Critic),
            FilmRegistered { Film: var film } =>
                Registered(entry, _films.Register(entry, film, out var key), key),
            FilmRevised { Film: var film } =>
                Registered(entry, _films.Revise(entry, film, out var key), key),
            FilmsMerged merged => _films.Merge(entry, merged, position),
            FilmsSplit split => _films.Split(entry, split, position),
            CriticRegistered registered => Register(entry, registered.Critic),
            CriticsMerged merged => Merge(entry, merged, position),
            ListPublished published => Publish(entry, published, position),
            ListWithdrawn withdrawn => Withdraw(entry, withdrawn, position),
            _ => throw new InvalidOperationException($"No rule admits a {entry.Fact.GetType().Name}."),
        };
        if (refusal is not null) return refusal;
        _titles.Move(entry, position);
        Thread(entry, position);
        return null;
    }

    /// <summary>The transaction is durable: what it changed stays.</summary>
    public void Keep()
    {
        _undo.Clear();
        _titles.Keep();
        _films.Keep();
        _critics.Keep();
        _filmLasts.Keep();
        _criticLasts.Keep();
        _saidElsewhere.Keep();
    }

    /// <summary>The transaction failed: everything is as before it.</summary>
    public void Undo()
    {
        while (_undo.TryPop(out var undo)) undo();
        _titles.Undo();
        _films.Undo();
        _critics.Undo();
        _filmLasts.Undo();
        _criticLasts.Undo();
        _saidElsewhere.Undo();
    }

    /// <summary>What is already in the ledger, at start.</summary>
    public void Recall(int film, Film state) => _films.Recall(film, state);

    /// <summary>Answers the key of the film that was merged or split off.</summary>
    public int Recall(FilmMergeChange change) => _films.Recall(change);

    public void Recall(int critic, Critic state) => _critics.Recall(critic, state);

    /// <summary>Answers what is known of the critic from then on.</summary>
    public CriticChange RecallMerge(int critic, CriticId into, long position) =>
        _critics.RecallMerge(critic, into, position);

    public void RecallFilm(int film, long last) => _filmLasts.Set(film, last);

    public void RecallCritic(int critic, long last) => _criticLasts.Set(critic, last);

    public void RecallList(int critic, int year, ListState state) => _lists[(critic, year)] = state;

    /// <summary>
    /// Another process recorded this entry, or this one without an answer. Two activations of one film live
    /// in two processes, so what one decided must be decided again when the other was quicker: a silo that
    /// was stopped, or declared dead without knowing, would say a second time what has been said.
    /// </summary>
    public void NoteElsewhere(PendingEntry entry)
    {
        if (entry.Fact is not (VerdictRecorded or VerdictWithdrawn)) return;
        foreach (var film in entry.Films) _saidElsewhere.Move(film, entry.Position);
    }

    private Refusal? AboutFilm(PendingEntry entry, FilmId film, CriticId critic)
    {
        if (_films.Find(film, out var key) is { } unknown) return unknown;
        if (_critics.Find(critic, out var criticKey) is { } refusal) return refusal;
        if (entry.DecidedAt is { } known && HasMoved(entry, key[0], known))
            return Refusals.FilmMoved(film, known);
        entry.Critic = criticKey;
        entry.Films = key;
        return null;
    }

    private bool HasMoved(PendingEntry entry, int film, long known)
    {
        if (!entry.IsApart) return _saidElsewhere[film] > known;
        var last = _filmLasts[film];
        return last > known && last < _callFrom;
    }

    private static Refusal? Registered(PendingEntry entry, Refusal? refusal, int film)
    {
        if (refusal is null) entry.Films = [film];
        return refusal;
    }

    private Refusal? Register(PendingEntry entry, Critic critic)
    {
        if (!entry.IsStored && _critics.IsToChangeKind(critic, out var who))
        {
            var standing = _lists.Where(list => list.Key.Critic == who && list.Value.Stands);
            if (critic.HasLists(standing.Select(list => (list.Key.Year, list.Value.Kind))) is { } no)
                return no;
        }

        if (_critics.Register(critic, entry.Known, out var key) is { } refusal) return refusal;
        entry.Critic = key;
        entry.Films = [];
        return null;
    }

    private Refusal? Merge(PendingEntry entry, CriticsMerged merged, long position)
    {
        if (_critics.Find(merged.From, out var from) is { } gone) return gone;
        if (!critics.TryFind(merged.Into, out var into)) return Refusals.IntoUnknown(merged.Into);
        if (_critics.Find(merged.Into, out into) is { } refusal) return refusal;
        if (MergeRules.Refuse(_critics[from], _critics[into]) is { } unfit) return unfit;

        var lists = _lists.Where(list => list.Key.Critic == from && list.Value.Stands).ToList();
        var both = lists.Where(list => _lists.GetValueOrDefault((into, list.Key.Year)).Stands).ToList();
        if (both.Count > 0)
        {
            var years = both.Select(list => list.Key.Year).Order();
            return Refusals.ListsCollide(merged.From, merged.Into, years);
        }

        if (entry.DecidedAt is { } known && _criticLasts[from] > known)
            return Refusals.CriticMoved(merged.From, known);
        if (_films.Touch(entry, []) is { } unknown) return unknown;

        entry.Critic = into;
        entry.Merged = (from, _critics.Merge(from, into, position));
        entry.Moved = [.. lists.SelectMany(list => Give(list.Key.Year, list.Value, (from, into)))];
        return null;
    }

    /// <summary>
    /// The heads change places, so that the latest position of the season's lists stays what it was.
    /// </summary>
    private IEnumerable<ListTurn> Give(int year, ListState list, (int From, int Into) critics)
    {
        var there = _lists.TryGetValue((critics.Into, year), out var found) ? found : (ListState?)null;
        yield return Head((critics.From, year), there ?? list with { Stands = false });
        yield return Head((critics.Into, year), list);
    }

    private Refusal? Publish(PendingEntry entry, ListPublished published, long position)
    {
        var list = published.List;
        return ReviseList(entry, list.Critic, (list.Year, published.Revises, list.Films))
            ?? Turn(entry, list.Year, new ListState(position, list.Kind, true));
    }

    private Refusal? Withdraw(PendingEntry entry, ListWithdrawn withdrawn, long position) =>
        ReviseList(entry, withdrawn.Critic, (withdrawn.Year, withdrawn.Revises, []))
            ?? Turn(entry, withdrawn.Year, new ListState(position, withdrawn.Kind, false));

    private Refusal? ReviseList(
        PendingEntry entry, CriticId critic, (int Year, long Revises, IEnumerable<FilmId> Films) list)
    {
        if (_critics.Find(critic, out var key) is { } refusal) return refusal;
        if (_films.Touch(entry, list.Films) is { } unknown) return unknown;

        var head = _lists.GetValueOrDefault((key, list.Year)).Position;
        if (head != list.Revises) return Refusals.ListChanged(critic, list.Year, head);
        entry.Critic = key;
        return null;
    }

    private Refusal? Turn(PendingEntry entry, int year, ListState after)
    {
        entry.Turn = Head((entry.Critic, year), after);
        return null;
    }

    private ListTurn Head((int Critic, int Year) list, ListState after)
    {
        var before = _lists.TryGetValue(list, out var found) ? found : (ListState?)null;
        _lists[list] = after;
        _undo.Push(() =>
        {
            if (before is { } state) _lists[list] = state;
            else _lists.Remove(list);
        });
        return new ListTurn(list.Critic, list.Year, before, after);
    }

    private void Thread(PendingEntry entry, long position)
    {
        Links.ResetWrittenCount();
        var back = entry.Critic < 0 ? 0 : Back(_criticLasts.Move(entry.Critic, position), position);
        Ledgers.Links.Write(Links, entry.Critic, back);
        foreach (var film in entry.Films)
        {
            entry.Previous = _filmLasts.Move(film, position);
            // The film's grain, if there is one, has not seen it: for that one it was said elsewhere.
            if (entry.IsApart || entry.Fact is CriticsMerged or FilmsMerged or FilmsSplit)
                _saidElsewhere.Move(film, position);
            Ledgers.Links.WriteFilm(Links, film, Back(entry.Previous, position));
        }
    }

    private static long Back(long before, long position) => before == 0 ? 0 : position - before;
}
