using System.Collections.Immutable;

namespace Aggregator.Ledgers;

/// <summary>
/// Films as they are registered, whose each ref is, and which film answers for which, those of the
/// transaction under way included. Readers hear of a merge when it is durable. Used by the writer alone.
/// </summary>
internal sealed class AdmittedFilms(Roster<FilmId> roster)
{
    private readonly RefOwners _refs = new();
    // Of each film a digest of what is registered: to see that something else was decided on.
    private readonly LastPositions _are = new();
    private readonly AdmittedMerges<FilmId> _merges = new(roster);
    private readonly Stack<Action> _undo = [];
    private FilmId _found;
    private int[] _foundKey = [];

    /// <summary>
    /// Finds what may be spoken of; refuses what is not known, or for which another answers.
    /// </summary>
    public Refusal? Find(FilmId film, out int[] key)
    {
        // An import's verdicts on one film come together, and are told by the same words.
        key = _foundKey;
        if (key.Length > 0 && ReferenceEquals(film.Value, _found.Value)) return null;
        if (Find(film, out int found) is { } refusal) return refusal;
        (_found, _foundKey) = (film, [found]);
        key = _foundKey;
        return null;
    }

    /// <summary>
    /// Finds all films that an entry touches: those it names and those that answer for them. Those that it
    /// says something new of must answer for themselves.
    /// </summary>
    public Refusal? Touch(PendingEntry entry, IEnumerable<FilmId> spokenOf)
    {
        var touched = new int[entry.Touched.Length];
        for (var i = 0; i < touched.Length; i++)
            if (!roster.TryFind(entry.Touched[i], out touched[i]))
                return Refusals.FilmUnknown(entry.Touched[i]);
        entry.Films = [.. touched.Distinct()];
        if (_merges.IsEmpty) return null;

        foreach (var film in spokenOf)
            if (Find(film, out int _) is { } merged) return merged;
        entry.Films = [.. touched.SelectMany(WithAnswering).Distinct()];
        return null;
    }

    public Refusal? Register(PendingEntry entry, Film film, out int key)
    {
        if (roster.TryFind(film.Id, out key)) return Refusals.FilmExists(film.Id);
        if (Taken(entry, film, exceptBy: -1) is { } taken) return taken;
        key = roster.Enrol(film.Id);
        _undo.Push(roster.StrikeLast);
        Become(key, film);
        return null;
    }

    /// <summary>Refuses what <see cref="Draft.Known"/> says.</summary>
    public Refusal? Revise(PendingEntry entry, Film film, out int key)
    {
        if (Find(film.Id, out key) is { } refusal) return refusal;
        if (entry.Known is { Film: var known })
        {
            if (known is null || FilmDigest.Of(known) != _are[key]) return Refusals.FilmMoved(film.Id);
            if (known == film) return Refusals.Unchanged(film.Id.Value);
        }

        if (Taken(entry, film, exceptBy: key) is { } taken) return taken;
        Become(key, film);
        return null;
    }

    public Refusal? Merge(PendingEntry entry, FilmsMerged merged, long position)
    {
        if (Find(merged.From, out int from) is { } gone) return gone;
        if (!roster.TryFind(merged.Into, out var into)) return Refusals.IntoUnknown(merged.Into);
        if (Find(merged.Into, out into) is { } refusal) return refusal;
        if (from == into) return MergeRules.IntoItself(merged.From);

        entry.Films = [from, into];
        Set(entry, (from, into), new FilmMerge(merged.From, merged.Into, position));
        return null;
    }

    public Refusal? Split(PendingEntry entry, FilmsSplit split, long position)
    {
        if (!roster.TryFind(split.Film, out var film)) return Refusals.FilmUnknown(split.Film);
        if (!roster.TryFind(split.From, out var from)) return Refusals.FilmUnknown(split.From);
        if (film == from || _merges.Surviving(film) != from)
            return Refusals.FilmNotMerged(split.Film, split.From);

        entry.Films = [.. WithAnswering(film)];
        Set(entry, (film, null), new FilmMerge(split.Film, split.From, position));
        return null;
    }

    public void Keep()
    {
        _undo.Clear();
        _are.Keep();
        _merges.Keep();
    }

    public void Undo()
    {
        while (_undo.TryPop(out var undo)) undo();
        _are.Undo();
        _merges.Undo();
        // It may be a film that was just struck out, or merged.
        Forget();
    }

    /// <summary>What is already in the ledger, at start.</summary>
    public void Recall(int film, Film state)
    {
        _refs.Give(film, Names(state));
        _are.Set(film, FilmDigest.Of(state));
    }

    /// <summary>The same of a film that was merged or split off.</summary>
    public int Recall(FilmMergeChange change)
    {
        var merge = change.Merge;
        if (!roster.TryFind(merge.From, out var film) || !roster.TryFind(merge.Into, out var other))
            throw new LedgerFormatException(
                $"Entry {merge.Position} tells of \"{merge.From}\" and \"{merge.Into}\", and one of them is "
                + "not registered. Nothing is started; run verify.");
        roster.Merge(film, change.IsMerged ? other : null, merge.Position);
        return film;
    }

    private Refusal? Find(FilmId film, out int key)
    {
        if (!roster.TryFind(film, out key)) return Refusals.FilmUnknown(film);
        var answering = _merges.Surviving(key);
        return answering == key ? null : Refusals.FilmMerged(film, roster[answering]);
    }

    private void Set(PendingEntry entry, (int Film, int? Into) merge, FilmMerge told)
    {
        _merges.Set(merge.Film, merge.Into, told.Position);
        entry.FilmMerged = (merge.Film, new FilmMergeChange(told, IsMerged: merge.Into is not null));
        Forget();
    }

    /// <summary>The film, and each that answers for it on the way to the one that answers for all.</summary>
    private IEnumerable<int> WithAnswering(int film)
    {
        for (int? next = film; next is { } key; next = _merges.Next(key)) yield return key;
    }

    private void Forget() => (_found, _foundKey) = (default, []);

    // What is stored may be of a program that told refs apart by how they were written: two films may bear
    // one now.
    private Refusal? Taken(PendingEntry entry, Film film, int exceptBy)
    {
        if (entry.IsStored || film.Refs.IsDefaultOrEmpty) return null;
        foreach (var reference in film.Refs)
            if (_refs.IsTaken(reference, exceptBy, out var owner))
                return Refusals.RefTaken(reference, roster[owner.Value]);
        return null;
    }

    private void Become(int key, Film film)
    {
        _are.Move(key, FilmDigest.Of(film));
        var before = _refs.Give(key, Names(film));
        _undo.Push(() => _refs.Give(key, before));
    }

    private static ImmutableArray<FilmRef> Names(Film film) => film.Refs.IsDefault ? [] : film.Refs;
}
