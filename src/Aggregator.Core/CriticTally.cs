namespace Aggregator;

/// <summary>
/// One critic's verdicts and lists, folded from its entries and from those of whoever was merged into it, in
/// whatever order. What was said under another id is shown as the critic's own.
/// </summary>
public sealed class CriticTally(CriticId id)
{
    private readonly Dictionary<(FilmId Film, CriticId Under), LastWord<StandingVerdict>> _verdicts = [];
    private readonly Dictionary<(int Year, CriticId Under), LastWord<LedgerEntry>> _lists = [];
    private readonly HashSet<FilmId> _films = [];
    private readonly Merges<CriticId> _merges = new();
    private Merges<FilmId> _filmMerges = new();

    public CriticId Id { get; } = id;

    /// <summary>Every film that anything was ever said of, withdrawn or not.</summary>
    public IReadOnlyCollection<FilmId> Films => _films;

    public IEnumerable<(FilmId Film, StandingVerdict Verdict)> Verdicts =>
        from film in _filmMerges.Survivors(_verdicts.Keys.Select(said => said.Film)).Distinct()
        let stands = StandingOf(film)
        where stands is not null
        select (film, stands with { Critic = Id });

    /// <summary>Entries that published the lists that stand, latest year first.</summary>
    public IEnumerable<LedgerEntry> Lists =>
        from year in _lists.Keys.Select(list => list.Year).Distinct().OrderDescending()
        let stands = LastWord(_lists, year).Stands
        where stands is not null
        let published = (ListPublished)stands.Fact
        select stands with { Fact = published with { List = published.List with { Critic = Id } } };

    public void Apply(LedgerEntry entry)
    {
        switch (entry.Fact)
        {
            case VerdictRecorded said:
                var verdict = new StandingVerdict(Id, said.Verdict, entry.Position, entry.RecordedAt);
                Keep(_verdicts, (said.Film, said.Critic), new(entry.Position, verdict));
                _films.Add(said.Film);
                break;
            case VerdictWithdrawn unsaid:
                Keep(_verdicts, (unsaid.Film, unsaid.Critic), new(entry.Position, null));
                _films.Add(unsaid.Film);
                break;
            case ListPublished published:
                Keep(_lists, (published.List.Year, published.List.Critic), new(entry.Position, entry));
                _films.UnionWith(published.List.Films);
                break;
            case ListWithdrawn withdrawn:
                Keep(_lists, (withdrawn.Year, withdrawn.Critic), new(entry.Position, null));
                break;
            case CriticsMerged merged:
                if (_merges.SurvivorOf(merged.From) != _merges.SurvivorOf(merged.Into))
                    _merges.Hear(merged.From, merged.Into, entry.Position);
                _films.UnionWith(merged.Films);
                break;
        }
    }

    /// <summary>
    /// Which of the films are one, as of now: critics are not told. Replaces what was said of that before.
    /// </summary>
    public void Follow(IEnumerable<FilmMerge> merges)
    {
        _filmMerges = new();
        foreach (var (from, into, position) in merges) _filmMerges.Hear(from, into, position);
    }

    private StandingVerdict? StandingOf(FilmId film) => _filmMerges.IsEmpty
        ? LastWord(_verdicts, film).Stands
        : SaidUnder.Stands(
            from id in _filmMerges.IdsOf(film)
            from under in _merges.IdsOf(Id)
            select new SaidUnder<StandingVerdict>(id, under, _verdicts.GetValueOrDefault((id, under))),
            _filmMerges, _merges);

    private LastWord<T> LastWord<TKey, T>(Dictionary<(TKey, CriticId), LastWord<T>> said, TKey of)
        where T : class => _merges.LastWord(Id, under => said.GetValueOrDefault((of, under)));

    private static void Keep<TKey, T>(
        Dictionary<(TKey, CriticId), LastWord<T>> said, (TKey, CriticId) key, LastWord<T> word)
        where T : class
    {
        if (word.Position > said.GetValueOrDefault(key).Position) said[key] = word;
    }
}
