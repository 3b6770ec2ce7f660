namespace Aggregator;

public enum Thumb
{
    Down,
    Up,
}

/// <summary>
/// A grade as a critic wrote it, and how it was read. <see cref="Value"/> is in ten-thousandths of its scale
/// (0..10000); null when it cannot be read, and then <see cref="Unreadable"/> says why. An unreadable grade
/// is kept and costs nothing: the verdict falls back to its thumb.
/// </summary>
/// <param name="Text">Exactly what the critic wrote.</param>
/// <param name="Scale">The scale it was read on, such as <c>x/5</c> or <c>letter</c>; empty if
/// unreadable.</param>
public sealed record Rating(string Text, string Scale, int? Value, UnreadableReason Unreadable)
{
    public bool IsReadable => Value is not null;
}

/// <summary>
/// Why a grade cannot be read (<c>method.md</c> §1). On the wire in kebab case: <c>no-scale</c>.
/// </summary>
public enum UnreadableReason
{
    None,
    Empty,
    UnknownLetter,
    UnknownScale,
    AboveScale,
    NoScale,
    Malformed,
    Word,
}

/// <summary>
/// One critic's judgement of one film: a rating, a thumb, or both. <see cref="Published"/> is the day it
/// appeared, where known.
/// </summary>
public sealed record Verdict(Rating? Rating, Thumb? Thumb)
{
    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }
}

/// <summary>Words of others, kept beside the ledger so that they can be redacted for cause.</summary>
public sealed record FreeText
{
    public string? Quote { get; init; }

    public string? Note { get; init; }

    public string? Url { get; init; }

    public bool IsEmpty => Quote is null && Note is null && Url is null;
}
