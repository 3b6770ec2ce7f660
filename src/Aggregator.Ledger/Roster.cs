using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Aggregator.Ledgers;

/// <summary>
/// Films and critics by id and by the small number they have inside. Numbers are given in the order of
/// registration, so that a replay gives the same ones. Written by the writer alone, read by everyone.
/// </summary>
internal sealed class Roster<TId>
    where TId : struct
{
    private readonly ConcurrentDictionary<TId, int> _keys = new(concurrencyLevel: 1, capacity: 1024);
    private readonly ConcurrentDictionary<int, (int Into, long Position)> _merged = new(1, 0);
    private TId[] _ids = new TId[1024];
    private volatile bool _hasMerges;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public TId this[int key] => Volatile.Read(ref _ids)[key];

    public bool TryFind(TId id, out int key) => _keys.TryGetValue(id, out key);

    public int Enrol(TId id)
    {
        var key = _count;
        if (key == _ids.Length)
        {
            var longer = new TId[key * 2];
            _ids.CopyTo(longer, 0);
            Volatile.Write(ref _ids, longer);
        }

        _ids[key] = id;
        _keys[id] = key;
        Volatile.Write(ref _count, key + 1);
        return key;
    }

    /// <summary>
    /// One of these answers for the other from a position on, durably; with null the other answers for itself
    /// again.
    /// </summary>
    public void Merge(int key, int? into, long position)
    {
        if (into is not { } survivor)
        {
            _merged.TryRemove(key, out _);
            return;
        }

        _hasMerges = true;
        _merged[key] = (survivor, position);
    }

    /// <summary>
    /// Whether anything ever was merged. Asked of every verdict: a dictionary that is empty takes a lock to
    /// say so.
    /// </summary>
    public bool HasMerges => _hasMerges;

    /// <summary>
    /// Into whom a key was merged directly, and at which position; null if it answers for itself.
    /// </summary>
    public (int Into, long Position)? MergeOf(int key) =>
        _merged.TryGetValue(key, out var merged) ? merged : null;

    /// <summary>
    /// Who answers for a key, and the position at which it was merged: itself and 0 if it never was.
    /// </summary>
    public (int Key, long MergedAt) Surviving(int key)
    {
        if (!_merged.TryGetValue(key, out var merged)) return (key, 0);
        var survivor = merged.Into;
        while (_merged.TryGetValue(survivor, out var further)) survivor = further.Into;
        return (survivor, merged.Position);
    }

    /// <summary>Takes back the latest enrolment: its transaction failed.</summary>
    public void StrikeLast()
    {
        var key = _count - 1;
        _keys.TryRemove(_ids[key], out _);
        Volatile.Write(ref _count, key);
    }
}

/// <summary>
/// A number for each key, with the way back to before a transaction that failed.
/// </summary>
internal sealed class LastPositions
{
    private readonly List<(int Key, long Before)> _undo = [];
    private long[] _last = new long[1024];

    public long this[int key] => key < _last.Length ? _last[key] : 0;

    /// <summary>Sets the last position of a key and says which stood before.</summary>
    public long Move(int key, long position)
    {
        var before = Set(key, position);
        _undo.Add((key, before));
        return before;
    }

    /// <summary>Sets without a way back.</summary>
    public long Set(int key, long position)
    {
        if (key >= _last.Length) Array.Resize(ref _last, Math.Max(key + 1, _last.Length * 2));
        var before = _last[key];
        _last[key] = position;
        return before;
    }

    public void Keep() => _undo.Clear();

    public void Undo()
    {
        for (var i = _undo.Count - 1; i >= 0; i--) _last[_undo[i].Key] = _undo[i].Before;
        _undo.Clear();
    }
}

/// <summary>Which film a ref belongs to.</summary>
internal sealed class RefOwners
{
    private readonly Dictionary<FilmRef, int> _owners = [];
    private readonly Dictionary<int, ImmutableArray<FilmRef>> _refs = [];

    /// <summary>Whether it is another film's; not where this one bears it too.</summary>
    public bool IsTaken(FilmRef reference, int exceptBy, [NotNullWhen(true)] out int? owner)
    {
        owner = _owners.TryGetValue(reference, out var found) && found != exceptBy
            && !_refs.GetValueOrDefault(exceptBy, []).Contains(reference) ? found : null;
        return owner is not null;
    }

    /// <summary>Gives a film these refs instead of those it had, which are returned.</summary>
    public ImmutableArray<FilmRef> Give(int film, ImmutableArray<FilmRef> refs)
    {
        var before = _refs.GetValueOrDefault(film, []);
        foreach (var reference in before)
            if (_owners.GetValueOrDefault(reference, film) == film) _owners.Remove(reference);
        foreach (var reference in refs) _owners[reference] = film;
        if (refs.Length == 0) _refs.Remove(film);
        else _refs[film] = refs;
        return before;
    }
}
