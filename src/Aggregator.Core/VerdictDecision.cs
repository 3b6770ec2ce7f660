namespace Aggregator;

/// <summary>What a command about a verdict comes to.</summary>
public enum VerdictStep
{
    /// <summary>The critic's first standing verdict of this film (also after a withdrawal).</summary>
    First,
    Revised,

    /// <summary>The same verdict stands already.</summary>
    Unchanged,

    /// <summary>Withdrawing what does not stand; redacting where there are no words.</summary>
    Nothing,
    Withdrawn,

    /// <summary>An imported row that is dated before the verdict that stands.</summary>
    Superseded,

    /// <summary>
    /// The critic said something else since this was asked: nothing is done, unless it is asked again.
    /// </summary>
    Overtaken,
}

/// <summary>
/// What a command would do. <paramref name="Position"/> is that of the entry that stands, if one does.
/// </summary>
public readonly record struct VerdictDecision(VerdictStep Step, long Position);
