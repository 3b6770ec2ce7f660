namespace Aggregator;

/// <summary>
/// The last that was said of one thing under one id, and its position; <paramref name="Stands"/> is null when
/// that took it back, or nothing was ever said.
/// </summary>
internal readonly record struct LastWord<T>(long Position, T? Stands)
    where T : class;

/// <summary>
/// Which critics are one, as far as one fold has heard. Facts keep the id they were told under; who speaks is
/// found out when they are read, so that it does not matter whether a verdict or the merge comes first.
/// </summary>
internal sealed class Merges
{
    private readonly record struct Merged(CriticId Critic, long Position);

    // Nobody was merged into anybody: of nearly all films that is all there is to know.
    private Dictionary<CriticId, CriticId>? _into;
    private Dictionary<CriticId, List<Merged>>? _from;

    public bool IsEmpty => _into is null;

    /// <summary>Hears of a merge. The ledger admits no circle, and no critic twice.</summary>
    public void Hear(CriticsMerged merged, long position)
    {
        _into ??= [];
        _from ??= [];
        _into[merged.From] = merged.Into;
        if (!_from.TryGetValue(merged.Into, out var from)) _from[merged.Into] = from = [];
        from.Add(new Merged(merged.From, position));
    }

    /// <summary>Who answers for an id.</summary>
    public CriticId SurvivorOf(CriticId id)
    {
        while (_into is not null && _into.TryGetValue(id, out var into)) id = into;
        return id;
    }

    /// <summary>Each critic who answers for one of these ids, once.</summary>
    public IEnumerable<CriticId> Survivors(IEnumerable<CriticId> ids) =>
        IsEmpty ? ids : ids.Select(SurvivorOf).Distinct();

    /// <summary>The id itself and all that were merged into it, by whatever way.</summary>
    public IEnumerable<CriticId> IdsOf(CriticId critic) =>
        MergedInto(critic).SelectMany(merged => IdsOf(merged.Critic)).Prepend(critic);

    /// <summary>
    /// What stands of all that was said by a critic: what was said since a merge, by the critic as one; else
    /// the last of what stood under each id. So a merge never leaves a critic silent where one of the two had
    /// spoken: withdrawing under one id did not mean what stood under the other.
    /// </summary>
    public LastWord<T> LastWord<T>(CriticId critic, Func<CriticId, LastWord<T>> under)
        where T : class
    {
        var own = under(critic);
        var last = own;
        foreach (var merged in MergedInto(critic))
        {
            if (own.Position > merged.Position) continue;
            var other = LastWord(merged.Critic, under);
            if (other.Stands is null) continue;
            if (last.Stands is null || other.Position > last.Position) last = other;
        }

        return last;
    }

    private List<Merged> MergedInto(CriticId critic) => _from?.GetValueOrDefault(critic) ?? [];
}

/// <summary>Which two critics may be one.</summary>
public static class MergeRules
{
    /// <summary>
    /// Refuses <c>merge-into-itself</c>, <c>merge-kinds</c> (a person is no collective) and
    /// <c>merge-sample</c> (verdicts that were invented must not pass for a real critic's, nor the other way
    /// round); null when nothing is against it.
    /// </summary>
    public static Refusal? Refuse(Critic from, Critic into)
    {
        if (from.Id == into.Id)
        {
            return new Refusal("merge-into-itself",
                $"\"{from.Id}\" cannot be merged into itself, nor into one who was merged into it.");
        }

        if (from.Kind != into.Kind)
        {
            return new Refusal("merge-kinds",
                $"\"{from.Id}\" and \"{into.Id}\" are not one critic: a person is no collective.");
        }

        return from.Id.IsSample == into.Id.IsSample
            ? null
            : new Refusal("merge-sample",
                $"\"{from.Id}\" and \"{into.Id}\" are not one critic: one of them was invented.");
    }
}
