using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// The latest state of one thing that readers keep in memory. Of two for one id the later revision stands.
/// </summary>
public abstract record Change
{
    /// <summary>Monotonic over all changes of one epoch; not gapless.</summary>
    public long Revision { get; init; }
}

/// <summary>
/// A film as registered, and when. <paramref name="Position"/> is that of the entry that made it so.
/// </summary>
public sealed record FilmChange(Film Film, long Position, DateTimeOffset RecordedAt) : Change;

/// <summary>A critic as registered, and who answers for the critic since a merge.</summary>
public sealed record CriticChange(Critic Critic, long Position) : Change
{
    public CriticId? MergedInto { get; init; }
}

/// <summary>
/// That a film was merged into another, or split from it again (<paramref name="IsMerged"/> is false): the
/// latest of the two for each film that ever was.
/// </summary>
public sealed record FilmMergeChange(FilmMerge Merge, bool IsMerged) : Change;

public sealed record StandingChange(Standing Standing) : Change;

public sealed record SeasonChange(SeasonTotals Totals) : Change;

/// <summary>A key was made, revoked or changed: whoever keeps it in memory must ask again.</summary>
public sealed record KeyChange(string KeyId) : Change;

/// <summary>
/// A stretch of the feed. <see cref="Settled"/>: every entry up to that position is in the standings up to
/// <see cref="HeadRevision"/>. A follower may publish what it has only when <see cref="ReachesHead"/>.
/// </summary>
public sealed record FeedChunk(string Epoch, long HeadRevision, long Settled, ImmutableArray<Change> Changes)
{
    public bool ReachesHead { get; init; }

    /// <summary>
    /// Whoever tells of it does not reach the ledger at the moment, and others may have written: what it
    /// tells was so, and its head may be behind.
    /// </summary>
    public bool IsCutOff { get; init; }
}
