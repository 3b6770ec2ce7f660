namespace Aggregator;

/// <summary>
/// The last that was said of one thing under one id, and its position; <paramref name="Stands"/> is null when
/// that took it back, or nothing was ever said.
/// </summary>
internal readonly record struct LastWord<T>(long Position, T? Stands)
    where T : class;

/// <summary>
/// Which critics, or which films, are one, as far as one fold has heard. Facts keep the id they were told
/// under; who is meant is found out when they are read, so that it does not matter whether a verdict or the
/// merge comes first. Of what was heard of one id the latest holds: that it was merged, or split off again.
/// </summary>
internal sealed class Merges<TId>
    where TId : struct
{
    private readonly record struct Merged(TId Id, long Position);

    // Nobody was merged into anybody: of nearly all films that is all there is to know.
    private Dictionary<TId, (TId? Into, long Position)>? _latest;
    private Dictionary<TId, List<Merged>>? _from;

    public bool IsEmpty => _latest is null;

    /// <summary>
    /// Hears that one id was merged into another, or (null) that it answers for itself again.
    /// </summary>
    public void Hear(TId from, TId? into, long position)
    {
        _latest ??= [];
        _from ??= [];
        var known = _latest.GetValueOrDefault(from);
        if (known.Position >= position) return;
        if (known.Into is { } before) _from[before].Remove(new Merged(from, known.Position));
        _latest[from] = (into, position);
        if (into is not { } now) return;
        if (!_from.TryGetValue(now, out var others)) _from[now] = others = [];
        others.Add(new Merged(from, position));
    }

    /// <summary>Who answers for an id.</summary>
    public TId SurvivorOf(TId id)
    {
        // Each step is later than the one before: only who answers for itself is merged into. So what was
        // not heard yet makes no circle.
        for (var last = 0L; NextOf(id) is { } next && next.Position > last;)
            (id, last) = (next.Id, next.Position);
        return id;
    }

    /// <summary>Each that answers for one of these ids, once.</summary>
    public IEnumerable<TId> Survivors(IEnumerable<TId> ids) =>
        IsEmpty ? ids : ids.Select(SurvivorOf).Distinct();

    /// <summary>The id itself and all that were merged into it, by whatever way.</summary>
    public IEnumerable<TId> IdsOf(TId id, long before = long.MaxValue) =>
        MergedInto(id).Where(merged => merged.Position < before)
            .SelectMany(merged => IdsOf(merged.Id, merged.Position)).Prepend(id);

    /// <summary>Whether one id led to another when something was recorded at a position.</summary>
    public bool Led(TId id, TId to, long at)
    {
        for (var last = 0L; !id.Equals(to);)
        {
            if (NextOf(id) is not { } next || next.Position <= last || next.Position >= at) return false;
            (id, last) = (next.Id, next.Position);
        }

        return true;
    }

    /// <summary>
    /// What stands of all that was said by a critic: what was said since a merge, by the critic as one; else
    /// the last of what stood under each id. So a merge never leaves a critic silent where one of the two had
    /// spoken: withdrawing under one id did not mean what stood under the other.
    /// </summary>
    public LastWord<T> LastWord<T>(TId id, Func<TId, LastWord<T>> under)
        where T : class
    {
        var own = under(id);
        var last = own;
        foreach (var merged in MergedInto(id))
        {
            if (own.Position > merged.Position) continue;
            var other = LastWord(merged.Id, under);
            if (other.Stands is null) continue;
            if (last.Stands is null || other.Position > last.Position) last = other;
        }

        return last;
    }

    private List<Merged> MergedInto(TId id) => _from?.GetValueOrDefault(id) ?? [];

    private Merged? NextOf(TId id) =>
        _latest is not null && _latest.TryGetValue(id, out var latest) && latest.Into is { } into
            ? new Merged(into, latest.Position)
            : null;
}

/// <summary>What was last said of one film by one critic, by the ids it was said under.</summary>
internal readonly record struct SaidUnder<T>(FilmId Film, CriticId Critic, LastWord<T> Word)
    where T : class;

internal static class SaidUnder
{
    /// <summary>
    /// What stands of all that one critic said of one film: the latest that nothing silenced. Whatever is
    /// said later silences what was said before it by the same critic of the same film, as they were known
    /// then: withdrawing under one id did not mean what stood under another that was merged only after.
    /// </summary>
    public static T? Stands<T>(
        IEnumerable<SaidUnder<T>> said, Merges<FilmId> films, Merges<CriticId> critics)
        where T : class
    {
        SaidUnder<T>[] latestFirst =
            [.. said.Where(one => one.Word.Position > 0).OrderByDescending(one => one.Word.Position)];
        for (var i = 0; i < latestFirst.Length; i++)
        {
            var one = latestFirst[i];
            if (one.Word.Stands is { } stands && !latestFirst[..i].Any(later =>
                    films.Led(one.Film, later.Film, later.Word.Position)
                    && critics.Led(one.Critic, later.Critic, later.Word.Position)))
                return stands;
        }

        return null;
    }
}

/// <summary>Which two may be one.</summary>
public static class MergeRules
{
    public static Refusal IntoItself<TId>(TId id) => new("merge-into-itself",
        $"\"{id}\" cannot be merged into itself, nor into one that was merged into it.");

    /// <summary>
    /// Refuses <c>merge-into-itself</c>, <c>merge-kinds</c> (a person is no collective) and
    /// <c>merge-sample</c> (verdicts that were invented must not pass for a real critic's, nor the other way
    /// round); null when nothing is against it.
    /// </summary>
    public static Refusal? Refuse(Critic from, Critic into)
    {
        if (from.Id == into.Id) return IntoItself(from.Id);

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
