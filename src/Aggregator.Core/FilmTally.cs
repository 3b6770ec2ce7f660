using System.Runtime.InteropServices;

namespace Aggregator;

/// <summary>A verdict that stands, and the entry that made it so.</summary>
public sealed record StandingVerdict(
    CriticId Critic, Verdict Verdict, long Position, DateTimeOffset RecordedAt);

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

/// <summary>
/// What a command would do. <paramref name="Position"/> is that of the entry that stands, if one does.
/// </summary>
public readonly record struct VerdictDecision(VerdictStep Step, long Position);

/// <summary>
/// One film's verdicts and placements, folded from its entries. For each critic, and each critic's list of a
/// year, the entry with the highest position stands, whoever was merged into the critic included (see
/// <see cref="Merges"/>): order and repetition of delivery do not matter. Folding an entry costs the same
/// however many there are.
/// </summary>
public sealed class FilmTally
{
    // By the id it was said under. A withdrawn verdict keeps its position, so that an older entry delivered
    // late cannot bring one back.
    private readonly Dictionary<CriticId, LastWord<StandingVerdict>> _verdicts = [];
    private readonly Merges _merges;
    private readonly PlacementTally _placements;
    private VerdictSums _sums;
    private int _samples;
    private long _filmPosition;
    private Calibration _calibration = Calibration.BuiltIn;

    public FilmTally(FilmId id)
    {
        (Id, _merges) = (id, new Merges());
        _placements = new PlacementTally(id, _merges);
    }

    public FilmId Id { get; }

    /// <summary>Null until its registration is applied.</summary>
    public Film? Film { get; private set; }

    /// <summary>The highest position applied.</summary>
    public long Position { get; private set; }

    /// <summary>When the entry at <see cref="Position"/> was recorded.</summary>
    public DateTimeOffset Updated { get; private set; }

    public IEnumerable<StandingVerdict> Verdicts =>
        _merges.Survivors(_verdicts.Keys).Select(StandingOf).OfType<StandingVerdict>();

    public IEnumerable<Placement> Placements => _placements.Standing;

    /// <summary>
    /// Everyone who ever had to do with the film; of those who were merged, who answers for them as far as
    /// the film has heard.
    /// </summary>
    public IEnumerable<CriticId> Critics =>
        _merges.Survivors(_verdicts.Keys.Concat(_placements.Critics)).Distinct();

    /// <summary>The season it competes in (<c>method.md</c> §6a), null when nothing tells.</summary>
    public int? Season => Aggregator.Season.Of(Film, _placements.Years);

    /// <summary>Folds an entry in. Entries that do not name this film change nothing.</summary>
    public void Apply(LedgerEntry entry)
    {
        switch (entry.Fact)
        {
            case FilmRegistered { Film: var film } when film.Id == Id: Register(entry, film); break;
            case FilmRevised { Film: var film } when film.Id == Id: Register(entry, film); break;
            case VerdictRecorded fact when fact.Film == Id: Record(entry, fact.Critic, fact.Verdict); break;
            case VerdictWithdrawn fact when fact.Film == Id: Record(entry, fact.Critic, null); break;
            case ListPublished or ListWithdrawn: Place(entry); break;
            case CriticsMerged fact when fact.Films.Contains(Id): Merge(entry, fact); break;
        }
    }

    /// <summary>
    /// What recording this verdict would do. <paramref name="imported"/> rows give way to a verdict published
    /// later (an undated row to any dated one).
    /// </summary>
    public VerdictDecision Decide(CriticId critic, Verdict verdict, bool imported = false)
    {
        if (StandingOf(critic) is not { } standing) return new(VerdictStep.First, 0);
        if (standing.Verdict == verdict) return new(VerdictStep.Unchanged, standing.Position);
        var older = imported && standing.Verdict.Published is { } day && !(verdict.Published >= day);
        return new(older ? VerdictStep.Superseded : VerdictStep.Revised, standing.Position);
    }

    public VerdictDecision DecideWithdrawal(CriticId critic) =>
        StandingOf(critic) is { } standing
            ? new(VerdictStep.Withdrawn, standing.Position)
            : new(VerdictStep.Nothing, 0);

    /// <summary>
    /// The numbers as of <see cref="Position"/>. <paramref name="totals"/> answers a season's N and M.
    /// </summary>
    public Standing Score(Func<int, SeasonTotals> totals, Calibration calibration)
    {
        if (!calibration.SumsLike(_calibration)) SumAgain(calibration);

        var season = Season is { } year ? totals(year) : null;
        return new Standing
        {
            Film = Id,
            Position = Position,
            Updated = Updated,
            Calibration = calibration.Number,
            Totals = season,
            Sample = _samples + _placements.Samples > 0,
            Verdicts = _sums,
            Credits = _placements.Credits,
            Years = _placements.Years,
            Acclaim = Standing.AcclaimOf(_sums, _placements.Credits, season, calibration),
        };
    }

    private StandingVerdict? StandingOf(CriticId critic)
    {
        if (_merges.IsEmpty) return LastWordOf(critic).Stands;
        var survivor = _merges.SurvivorOf(critic);
        return _merges.LastWord(survivor, LastWordOf).Stands is { } stands
            ? stands with { Critic = survivor }
            : null;
    }

    private LastWord<StandingVerdict> LastWordOf(CriticId critic) => _verdicts.GetValueOrDefault(critic);

    private void Register(LedgerEntry entry, Film film)
    {
        Touch(entry.Position, entry.RecordedAt);
        if (entry.Position <= _filmPosition) return;
        _filmPosition = entry.Position;
        Film = film;
    }

    private void Record(LedgerEntry entry, CriticId critic, Verdict? verdict)
    {
        Touch(entry.Position, entry.RecordedAt);
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_verdicts, critic, out _);
        if (entry.Position <= slot.Position) return;

        Count(StandingOf(critic), -1);
        var standing = verdict is null
            ? null
            : new StandingVerdict(critic, verdict, entry.Position, entry.RecordedAt);
        slot = new LastWord<StandingVerdict>(entry.Position, standing);
        Count(StandingOf(critic), 1);
    }

    private void Merge(LedgerEntry entry, CriticsMerged merged)
    {
        Touch(entry.Position, entry.RecordedAt);
        if (_merges.SurvivorOf(merged.From) == _merges.SurvivorOf(merged.Into)) return;

        Count(merged.From, -1);
        Count(merged.Into, -1);
        _merges.Hear(merged, entry.Position);
        Count(merged.Into, 1);
    }

    private void Place(LedgerEntry entry)
    {
        if (_placements.Apply(entry) is { } latest) Touch(latest.Position, latest.RecordedAt);
    }

    private void Count(CriticId critic, int times)
    {
        Count(StandingOf(critic), times);
        _placements.Count(critic, times);
    }

    private void Count(StandingVerdict? verdict, int times)
    {
        if (verdict is null) return;
        var sums = VerdictSums.Of(verdict.Verdict, _calibration);
        _sums = times > 0 ? _sums + sums : _sums - sums;
        if (verdict.Critic.IsSample) _samples += times;
    }

    private void Touch(long position, DateTimeOffset recordedAt)
    {
        if (position <= Position) return;
        (Position, Updated) = (position, recordedAt);
    }

    // Another line or other credits: the sums are made again, once, from what stands.
    private void SumAgain(Calibration calibration)
    {
        _calibration = calibration;
        _sums = default;
        foreach (var verdict in Verdicts) _sums += VerdictSums.Of(verdict.Verdict, calibration);
        _placements.SumAgain(calibration);
    }
}
