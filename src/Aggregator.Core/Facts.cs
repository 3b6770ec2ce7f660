using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// Something that was said or done, past tense and complete. Facts are never changed: a mistake is corrected
/// by a later fact.
/// </summary>
public abstract record Fact;

public sealed record FilmRegistered(Film Film) : Fact;

/// <summary>The whole film as it is from now on.</summary>
public sealed record FilmRevised(Film Film) : Fact;

/// <summary>The critic as it is from now on: registering a known id again revises it.</summary>
public sealed record CriticRegistered(Critic Critic) : Fact;

public sealed record VerdictRecorded(FilmId Film, CriticId Critic, Verdict Verdict) : Fact;

public sealed record VerdictWithdrawn(FilmId Film, CriticId Critic) : Fact;

/// <summary>
/// A list, whole. <paramref name="Revises"/> is the position of the entry it replaces (0 for a first list),
/// and the ledger refuses it when that is no longer the list's head. <paramref name="Dropped"/> names the
/// films that the replaced list held and this one does not: they are touched too.
/// </summary>
public sealed record ListPublished(YearList List, long Revises, ImmutableArray<FilmId> Dropped) : Fact;

/// <summary>A list taken back; <paramref name="Dropped"/> names all films it held.</summary>
public sealed record ListWithdrawn(
    CriticId Critic, CriticKind Kind, int Year, long Revises, ImmutableArray<FilmId> Dropped) : Fact;

/// <summary>
/// One critic went by two ids: from now on <paramref name="Into"/> answers for <paramref name="From"/> too,
/// which says nothing more. <paramref name="Films"/> names every film that anything was ever said of under
/// the id that goes, in ordinal order: they are touched. A critic is merged once, into one who is not merged.
/// </summary>
public sealed record CriticsMerged(CriticId From, CriticId Into, ImmutableArray<FilmId> Films) : Fact;

/// <summary>
/// Two ids of one film: from now on <paramref name="Into"/> answers for <paramref name="From"/> and its refs
/// too, and nothing more is said under the id that goes. A film is merged into one that answers for itself.
/// </summary>
public sealed record FilmsMerged(FilmId From, FilmId Into) : Fact;

/// <summary>
/// A film that had been merged answers for itself again, with all that was said under its id and under those
/// that had been merged into it. <paramref name="From"/> is the film that answered for it.
/// </summary>
public sealed record FilmsSplit(FilmId Film, FilmId From) : Fact;

/// <summary>
/// A fact in the ledger: its number, when it was recorded (UTC, whole milliseconds, never going backwards)
/// and who did it (<c>operator:a1b2c3d4</c>, role and key id).
/// </summary>
public sealed record LedgerEntry(long Position, DateTimeOffset RecordedAt, string Actor, Fact Fact)
{
    /// <summary>
    /// The day from which a judgement counts when past days are told: that of its publication where it is
    /// known, else the day it was recorded (UTC). Null for what says who and what there is, which holds for
    /// every day.
    /// </summary>
    public DateOnly? CountsFrom => Fact switch
    {
        VerdictRecorded { Verdict.Published: { } day } => day,
        ListPublished { List.Published: { } day } => day,
        VerdictRecorded or VerdictWithdrawn or ListPublished or ListWithdrawn =>
            DateOnly.FromDateTime(RecordedAt.UtcDateTime),
        _ => null,
    };
}
