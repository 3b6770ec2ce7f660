namespace Aggregator;

/// <summary>A verdict that stands, and the entry that made it so.</summary>
public sealed record StandingVerdict(CriticId Critic, Verdict Verdict, long Position, DateTimeOffset RecordedAt);

/// <summary>
/// Where a film stands on one list: positions <paramref name="From"/>..<paramref name="To"/> (1-based, shared
/// with the films it ties with) of a list of <paramref name="Films"/> films, and the printed number.
/// </summary>
public sealed record Placement(
    CriticId Critic, CriticKind Kind, int Year, int? Number, int From, int To, int Films)
{
    public required bool Ranked { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public required long Position { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}

public enum VerdictStep
{
    /// <summary>The critic's first standing verdict of this film (also after a withdrawal).</summary>
    First,
    Revised,

    /// <summary>The same verdict stands already.</summary>
    Unchanged,

    /// <summary>Withdrawing what does not stand.</summary>
    Nothing,
    Withdrawn,

    /// <summary>An imported row that is dated before the verdict that stands.</summary>
    Superseded,
}

/// <summary>What a command would do. <paramref name="Position"/> is that of the entry that stands, if one does.</summary>
public readonly record struct VerdictDecision(VerdictStep Step, long Position);

/// <summary>
/// One film's verdicts and placements, folded from its entries. For each critic, and each critic's list of a
/// year, the entry with the highest position stands: order and repetition of delivery do not matter.
/// </summary>
public sealed class FilmTally(FilmId id)
{
    public FilmId Id { get; } = id;

    /// <summary>Null until its registration is applied.</summary>
    public Film? Film => throw new NotImplementedException();

    /// <summary>The highest position applied.</summary>
    public long Position => throw new NotImplementedException();

    /// <summary>When the entry at <see cref="Position"/> was recorded.</summary>
    public DateTimeOffset Updated => throw new NotImplementedException();

    public IEnumerable<StandingVerdict> Verdicts => throw new NotImplementedException();

    public IEnumerable<Placement> Placements => throw new NotImplementedException();

    /// <summary>The season it competes in (<c>method.md</c> §6a), null when nothing tells.</summary>
    public int? Season => throw new NotImplementedException();

    /// <summary>Folds an entry in. Entries that do not name this film change nothing.</summary>
    public void Apply(LedgerEntry entry) => throw new NotImplementedException();

    /// <summary>
    /// What recording this verdict would do. <paramref name="imported"/> rows give way to a verdict published
    /// later (an undated row to any dated one).
    /// </summary>
    public VerdictDecision Decide(CriticId critic, Verdict verdict, bool imported = false) =>
        throw new NotImplementedException();

    public VerdictDecision DecideWithdrawal(CriticId critic) => throw new NotImplementedException();

    /// <summary>
    /// The numbers as of <see cref="Position"/>. <paramref name="totals"/> answers a season's N and M.
    /// </summary>
    public Standing Score(Func<int, SeasonTotals> totals, Calibration calibration) =>
        throw new NotImplementedException();
}
