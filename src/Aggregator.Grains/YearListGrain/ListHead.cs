using System.Collections.Immutable;

namespace Aggregator.Grains;

/// <summary>
/// The head of a critic's list of a year. <paramref name="Position"/> is that of the entry which a next one
/// revises (0 if there was never one); after a withdrawal <paramref name="List"/> is null. It names films as
/// the entry does: what is dropped is dropped under the id it was listed under.
/// </summary>
internal sealed record ListHead(long Position, YearList? List, FreeText? Text)
{
    /// <summary>A critic's head; it may have been published under an id that was merged since.</summary>
    public static ListHead Of(EntryWithText? head, CriticId critic) => new(
        head?.Entry.Position ?? 0,
        head?.Entry.Fact is ListPublished { List: var list } ? list with { Critic = critic } : null,
        head?.Text)
    {
        IsRedacted = head?.IsRedacted ?? false,
    };

    public bool IsRedacted { get; private init; }

    public ImmutableArray<FilmId> Films => List is { } list ? [.. list.Films] : [];

    /// <summary>Whether a caller asked for another position than the one at which the list stands.</summary>
    public bool IsNotAt(long? asked) => asked is { } position && position != (List is null ? 0 : Position);

    /// <summary>
    /// Whether this was said after something was asked: which of the two is meant to stand is not known.
    /// </summary>
    public bool Overtakes(long? askedAt) => Position > askedAt;

    /// <summary>
    /// Whether the same list as <paramref name="list"/> stands with the words of the command beside it; no
    /// words given ask for none. <paramref name="answering"/> says which film answers for one that it names.
    /// </summary>
    public bool Says(YearList list, PublishList command, Func<FilmId, FilmId> answering) =>
        List is { } standing && standing.Over(answering).SaysTheSameAs(list)
        && (command.Text is null or { IsEmpty: true } || command.Text == Text
            || (IsRedacted && command.LeavesRedacted));

    public ImmutableArray<FilmId> FilmsNotOn(YearList list)
    {
        var kept = list.Films.ToHashSet();
        return [.. Films.Where(film => !kept.Contains(film))];
    }
}

internal static class StandingLists
{
    /// <summary>
    /// A critic's list that stands, of the films that answer now; null after a withdrawal or before the
    /// first.
    /// </summary>
    public static StandingList? Standing(this ILedger ledger, EntryWithText? head, CriticId critic) =>
        head is { Entry: { Fact: ListPublished published } entry }
            ? new(
                published.List.Over(ledger.Answering) with { Critic = critic }, head.Text, entry.Position,
                entry.RecordedAt)
            : null;
}
