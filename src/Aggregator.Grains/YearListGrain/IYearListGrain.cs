namespace Aggregator.Grains;

/// <summary>
/// One critic's list of one year. Key: <c>critic-id/year</c>. A list is published whole or not at all.
/// </summary>
[Alias("year-list")]
public interface IYearListGrain : IGrainWithStringKey
{
    /// <summary>
    /// Publishes or revises the list; durable when the task completes, and its films show it unless they take
    /// longer than a second. Refuses <c>critic-unknown</c>, <c>film-unknown</c> (with errors saying where),
    /// <c>list-changed</c> (<see cref="PublishList.IfPosition"/> is not the list's position). Nothing is done
    /// where this is overtaken (<see cref="ISaidOutcome"/>).
    /// </summary>
    [Alias("publish")]
    Task<ListOutcome> Publish(PublishList command);

    /// <summary>
    /// What <see cref="Publish"/> would do now, whoever else says anything; the position is that of the list
    /// that stands. Does nothing.
    /// </summary>
    [Alias("foresee"), AlwaysInterleave, Repeatable]
    Task<ListOutcome> Foresee(PublishList command);

    /// <summary>
    /// Takes the list back, unless this is overtaken. Refuses <c>list-unknown</c>, <c>list-changed</c>.
    /// </summary>
    [Alias("withdraw")]
    Task<ListOutcome> Withdraw(WithdrawList command);

    /// <summary>
    /// Takes away, for good, the words beside the list, all its revisions included. Refuses
    /// <c>list-unknown</c>.
    /// </summary>
    [Alias("redact"), Repeatable]
    Task<ListOutcome> Redact();

    /// <summary>The list that stands, or null. Never waits for a list that is being published.</summary>
    [Alias("read"), AlwaysInterleave, Repeatable]
    Task<StandingList?> Read();
}

/// <summary>
/// <paramref name="IfPosition"/>: refuse unless the list stands at this position (0: unless there is none),
/// or this very list stands; null asks nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("publish-list")]
public sealed record PublishList(
    [property: Id(0)] YearList List,
    [property: Id(1)] FreeText? Text,
    [property: Id(2)] long? IfPosition,
    [property: Id(3)] string Actor)
{
    /// <inheritdoc cref="RecordVerdict.AskedAt"/>
    [Id(4)]
    public long? AskedAt { get; init; }

    /// <summary>
    /// Words that were taken away stay away where the list is the same: a file that is sent again must not
    /// bring them back.
    /// </summary>
    [Id(5)]
    public bool LeavesRedacted { get; init; }
}

[GenerateSerializer, Immutable, Alias("withdraw-list")]
public sealed record WithdrawList([property: Id(0)] long? IfPosition, [property: Id(1)] string Actor)
{
    /// <inheritdoc cref="RecordVerdict.AskedAt"/>
    [Id(2)]
    public long? AskedAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("list-outcome")]
public sealed record ListOutcome(
    [property: Id(0)] Refusal? Refusal, [property: Id(1)] ListStep Step, [property: Id(2)] long Position)
    : ISaidOutcome
{
    public bool IsOvertaken => Step == ListStep.Overtaken;
}

public enum ListStep
{
    Published,
    Revised,
    Unchanged,
    Withdrawn,

    /// <summary>
    /// The list was revised or withdrawn since this was asked: nothing is done, unless it is asked again.
    /// </summary>
    Overtaken,

    /// <summary>Redacting where there are no words.</summary>
    Nothing,
}

[GenerateSerializer, Immutable, Alias("standing-list")]
public sealed record StandingList(
    [property: Id(0)] YearList List, [property: Id(1)] FreeText? Text, [property: Id(2)] long Position,
    [property: Id(3)] DateTimeOffset RecordedAt);
