namespace Aggregator.Ledgers;

/// <summary>
/// Derives again, at start, what lay in memory when the program ended. Repeats change nothing.
/// </summary>
internal sealed class Replay(
    LedgerMemory memory, (Roster<FilmId> Films, Roster<CriticId> Critics) rosters, Admission admission)
{
    private readonly FilmMarks _films = memory.Recalled.Films;
    private readonly LastPositions _critics = memory.Recalled.Critics;
    private readonly Tail _tail = memory.Recalled.Tail;

    /// <summary>Whether the table of changes lacks what the entries replayed changed.</summary>
    public required bool TellsChanges { get; init; }

    public void Apply(StoredEntry stored)
    {
        if (stored.Kind is FactKinds.FilmRegistered or FactKinds.FilmRevised or FactKinds.CriticRegistered
            or FactKinds.CriticsMerged or FactKinds.FilmsMerged or FactKinds.FilmsSplit)
            Enrol(stored.Position, stored.RecordedAt, FactReader.Read(stored.Kind, stored.Body));

        var links = new VarintReader(stored.Links);
        var critic = links.Int() - 1;
        links.Long();
        if (critic >= 0) _critics.Set(critic, stored.Position);
        while (!links.AtEnd)
        {
            _films.Touch(links.Int(), stored.Position, scored: stored.Kind != FactKinds.FilmRegistered);
            links.Long();
        }
    }

    private void Enrol(long position, long recordedAt, Fact fact)
    {
        switch (fact)
        {
            case FilmRegistered registered: Enrol(position, recordedAt, registered.Film); break;
            case FilmRevised revised: Enrol(position, recordedAt, revised.Film); break;
            case CriticRegistered registered: Enrol(position, registered.Critic); break;
            case CriticsMerged merged: Merge(position, merged); break;
            case FilmsMerged merged:
                Merge(new(new(merged.From, merged.Into, position), IsMerged: true));
                break;
            case FilmsSplit split:
                Merge(new(new(split.Film, split.From, position), IsMerged: false));
                break;
        }
    }

    private void Enrol(long position, long recordedAt, Film film)
    {
        if (!rosters.Films.TryFind(film.Id, out var key))
        {
            key = rosters.Films.Enrol(film.Id);
            _films[key].RegisteredAt = recordedAt;
        }

        // What the table of changes told already is at least as new.
        if (_films[key].Last >= position) return;
        admission.Recall(key, film);
        if (!TellsChanges) return;
        var registered = DateTimeOffset.FromUnixTimeMilliseconds(_films[key].RegisteredAt);
        _tail.Append(new FilmChange(film, position, registered), ChangeKind.Film, key);
    }

    private void Enrol(long position, Critic critic)
    {
        var isKnown = rosters.Critics.TryFind(critic.Id, out var key);
        if (!isKnown) key = rosters.Critics.Enrol(critic.Id);
        admission.Recall(key, critic);
        if (!TellsChanges || (isKnown && _critics[key] >= position)) return;
        _tail.Append(new CriticChange(critic, position), ChangeKind.Critic, key);
    }

    private void Merge(FilmMergeChange change)
    {
        var film = admission.Recall(change);
        if (TellsChanges) _tail.Append(change, ChangeKind.FilmMerge, film);
    }

    private void Merge(long position, CriticsMerged merged)
    {
        if (!rosters.Critics.TryFind(merged.From, out var key))
            throw new LedgerFormatException(
                $"Entry {position} merges \"{merged.From}\", who is not registered. Nothing is started; run "
                + "verify.");
        var change = admission.RecallMerge(key, merged.Into, position);
        if (TellsChanges) _tail.Append(change, ChangeKind.Critic, key);
    }
}
