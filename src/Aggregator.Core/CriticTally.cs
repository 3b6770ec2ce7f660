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
    private readonly Merges _merges = new();

    public CriticId Id { get; } = id;

    /// <summary>Every film that anything was ever said of, withdrawn or not.</summary>
    public IReadOnlyCollection<FilmId> Films => _films;

    public IEnumerable<(FilmId Film, StandingVerdict Verdict)> Verdicts =>
        from film in _verdicts.Keys.Select(said => said.Film).Distinct()
        let stands = LastWord(_verdicts, film).Stands
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
                    _merges.Hear(merged, entry.Position);
                _films.UnionWith(merged.Films);
                break;
        }
    }

    private LastWord<T> LastWord<TKey, T>(Dictionary<(TKey, CriticId), LastWord<T>> said, TKey of)
        where T : class => _merges.LastWord(Id, under => said.GetValueOrDefault((of, under)));

    private static void Keep<TKey, T>(
        Dictionary<(TKey, CriticId), LastWord<T>> said, (TKey, CriticId) key, LastWord<T> word)
        where T : class
    {
        if (word.Position > said.GetValueOrDefault(key).Position) said[key] = word;
    }
}
