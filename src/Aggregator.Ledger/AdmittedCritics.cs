namespace Aggregator.Ledgers;

/// <summary>
/// Critics as they are registered and who answers for whom, those of the transaction under way included.
/// Readers hear of a merge when it is durable. Used by the writer alone.
/// </summary>
internal sealed class AdmittedCritics(Roster<CriticId> roster)
{
    private readonly Dictionary<int, Critic> _states = [];
    private readonly AdmittedMerges<CriticId> _merges = new(roster);
    private readonly Stack<Action> _undo = [];

    public Critic this[int key] => _states[key];

    /// <summary>Finds who may speak; refuses one who is not known, or for whom another answers.</summary>
    public Refusal? Find(CriticId critic, out int key)
    {
        if (!roster.TryFind(critic, out key)) return Refusals.CriticUnknown(critic);
        var survivor = _merges.Surviving(key);
        return survivor == key ? null : Refusals.CriticMerged(critic, roster[survivor]);
    }

    public bool IsToChangeKind(Critic critic, out int key) =>
        Find(critic.Id, out key) is null && _states[key].Kind != critic.Kind;

    /// <summary>Refuses what <see cref="Draft.Known"/> says.</summary>
    public Refusal? Register(Critic critic, Known? decidedOn, out int key)
    {
        if (!roster.TryFind(critic.Id, out key))
        {
            key = roster.Enrol(critic.Id);
            _undo.Push(roster.StrikeLast);
            Recall(key, critic);
            return null;
        }

        if (Find(critic.Id, out key) is { } refusal) return refusal;
        var before = _states[key];
        if (decidedOn is { Critic: var known })
        {
            if (known != before) return Refusals.CriticMoved(critic.Id);
            if (known == critic) return Refusals.Unchanged(critic.Id.Value);
        }

        Recall(key, critic);
        var revised = key;
        _undo.Push(() => Recall(revised, before));
        return null;
    }

    public CriticChange Merge(int from, int into, long position)
    {
        _merges.Set(from, into, position);
        return new CriticChange(_states[from], position) { MergedInto = roster[into] };
    }

    public void Keep()
    {
        _merges.Keep();
        _undo.Clear();
    }

    public void Undo()
    {
        _merges.Undo();
        while (_undo.TryPop(out var undo)) undo();
    }

    /// <summary>What is already in the ledger, at start.</summary>
    public void Recall(int key, Critic critic) => _states[key] = critic;

    public CriticChange RecallMerge(int key, CriticId into, long position)
    {
        if (!roster.TryFind(into, out var survivor))
            throw new LedgerFormatException(
                $"Entry {position} merges a critic into \"{into}\", who is not registered. Nothing is "
                + "started; run verify.");
        roster.Merge(key, survivor, position);
        return new CriticChange(_states[key], position) { MergedInto = into };
    }
}

/// <summary>
/// Which keys are merged, and split again, in the transaction under way too. Readers hear of it when it is
/// durable.
/// </summary>
internal sealed class AdmittedMerges<TId>(Roster<TId> roster)
    where TId : struct
{
    private readonly Dictionary<int, (int? Into, long Position)> _pending = [];

    public bool IsEmpty => _pending.Count == 0 && !roster.HasMerges;

    /// <summary>Merges a key, or lets it answer for itself again.</summary>
    public void Set(int key, int? into, long position) => _pending[key] = (into, position);

    public int Surviving(int key)
    {
        if (IsEmpty) return key;
        while (Next(key) is { } next) key = next;
        return key;
    }

    /// <summary>Into whom a key was merged directly, null for one that answers for itself.</summary>
    public int? Next(int key) =>
        _pending.TryGetValue(key, out var merge) ? merge.Into : roster.MergeOf(key)?.Into;

    public void Keep()
    {
        foreach (var (key, (into, position)) in _pending) roster.Merge(key, into, position);
        _pending.Clear();
    }

    public void Undo() => _pending.Clear();
}
