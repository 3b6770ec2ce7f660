using System.Runtime.InteropServices;

namespace Aggregator;

/// <summary>A verdict that stands, and the entry that made it so.</summary>
public sealed record StandingVerdict(
    CriticId Critic, Verdict Verdict, long Position, DateTimeOffset RecordedAt);

/// <summary>
/// One film's verdicts and placements, folded from its entries. For each critic, and each critic's list of a
/// year, the entry with the highest position stands, whoever was merged into the critic, and whatever into
/// the film, included (see <see cref="Merges{TId}"/>): order and repetition of delivery do not matter.
/// Folding an entry costs the same however many there are; a merge of films, as much as summing up again.
/// </summary>
public sealed class FilmTally
{
    // By the id it was said under. A withdrawn verdict keeps its position, so that an older entry delivered
    // late cannot bring one back.
    private readonly Dictionary<CriticId, LastWord<StandingVerdict>> _verdicts = [];
    private readonly Merges<CriticId> _merges = new();
    private readonly FilmIds _ids;
    private readonly PlacementTally _placements;

    // What was said under ids that were merged into this one; null of nearly all films.
    private Dictionary<(FilmId Film, CriticId Critic), LastWord<StandingVerdict>>? _elsewhere;
    private VerdictSums _sums;
    private int _samples;
    private long _filmPosition;
    private Calibration _calibration = Calibration.BuiltIn;

    public FilmTally(FilmId id) : this(new FilmIds(id))
    {
    }

    private FilmTally(FilmIds ids)
    {
        (Id, _ids) = (ids.Own, ids);
        _placements = new PlacementTally(ids, _merges);
    }

    public FilmId Id { get; }

    /// <summary>Null until its registration is applied.</summary>
    public Film? Film { get; private set; }

    /// <summary>The highest position applied.</summary>
    public long Position { get; private set; }

    /// <summary>When the entry at <see cref="Position"/> was recorded.</summary>
    public DateTimeOffset Updated { get; private set; }

    public IEnumerable<StandingVerdict> Verdicts =>
        _merges.Survivors(Judges).Distinct().Select(StandingOf).OfType<StandingVerdict>();

    public IEnumerable<Placement> Placements => _placements.Standing;

    /// <summary>What stands of a critic; of one who was merged, what stands of whoever answers.</summary>
    public StandingVerdict? StandingOf(CriticId critic) => IsUnmerged
        ? _verdicts.GetValueOrDefault(critic).Stands
        : StandingOfMerged(_merges.SurvivorOf(critic));

    /// <summary>
    /// Everyone who ever had to do with the film, under the ids that count for it; of those who were merged,
    /// who answers for them as far as the film has heard.
    /// </summary>
    public IEnumerable<CriticId> Critics =>
        _merges.Survivors(Judges.Concat(_placements.Critics)).Distinct();

    /// <summary>
    /// Whether a film was ever merged into this one whose entries were not to be expected: what is folded is
    /// not the whole then, and <see cref="Of"/> makes it.
    /// </summary>
    public bool LacksOthers => _ids.LacksOthers;

    /// <summary>The season it competes in (<c>method.md</c> §6a), null when nothing tells.</summary>
    public int? Season => Aggregator.Season.Of(Film, _placements.Years);

    /// <summary>
    /// Folds a film's entries, those of the films that were ever merged into it among them, up to a position.
    /// </summary>
    public static FilmTally Of(
        FilmId id, IReadOnlyCollection<LedgerEntry> entries, long upTo = long.MaxValue)
    {
        var merged = entries.Select(entry => entry.Fact).OfType<FilmsMerged>().Select(fact => fact.From);
        var tally = new FilmTally(new FilmIds(id, [.. merged.Where(from => from != id)]));
        foreach (var entry in entries)
            if (entry.Position <= upTo) tally.Apply(entry);
        return tally;
    }

    /// <summary>
    /// Folds an entry in. Entries that name neither this film nor one that may be merged into it change
    /// nothing.
    /// </summary>
    public void Apply(LedgerEntry entry)
    {
        switch (entry.Fact)
        {
            case FilmRegistered { Film: var film } when film.Id == Id: Register(entry, film); break;
            case FilmRevised { Film: var film } when film.Id == Id: Register(entry, film); break;
            case VerdictRecorded fact when _ids.Names(fact.Film):
                Record(entry, (fact.Film, fact.Critic), fact.Verdict);
                break;
            case VerdictWithdrawn fact when _ids.Names(fact.Film):
                Record(entry, (fact.Film, fact.Critic), null);
                break;
            case ListPublished or ListWithdrawn: Place(entry); break;
            case CriticsMerged fact when fact.Films.Any(_ids.Names): Merge(entry, fact); break;
            case FilmsMerged fact: Hear(entry, fact.From, fact.Into); break;
            case FilmsSplit fact: Hear(entry, fact.Film, null); break;
        }
    }

    /// <summary>
    /// What recording this verdict would do. <paramref name="imported"/> rows give way to a verdict published
    /// later (an undated row to any dated one); <paramref name="askedAt"/> as in
    /// <see cref="UnlessOvertaken"/>.
    /// </summary>
    public VerdictDecision Decide(
        CriticId critic, Verdict verdict, bool imported = false, long? askedAt = null)
    {
        if (StandingOf(critic) is not { } standing)
            return UnlessOvertaken(new(VerdictStep.First, 0), critic, askedAt);
        if (standing.Verdict == verdict) return new(VerdictStep.Unchanged, standing.Position);
        var older = imported && standing.Verdict.Published is { } day && !(verdict.Published >= day);
        return older
            ? new(VerdictStep.Superseded, standing.Position)
            : UnlessOvertaken(new(VerdictStep.Revised, standing.Position), critic, askedAt);
    }

    /// <summary>What withdrawing would do; <paramref name="askedAt"/> as of a verdict.</summary>
    public VerdictDecision DecideWithdrawal(CriticId critic, long? askedAt = null) =>
        StandingOf(critic) is { } standing
            ? UnlessOvertaken(new(VerdictStep.Withdrawn, standing.Position), critic, askedAt)
            : new(VerdictStep.Nothing, 0);

    /// <summary>
    /// The decision, unless the critic said anything after <paramref name="askedAt"/>: which of the two is
    /// meant to stand is not known then. Null asks nothing.
    /// </summary>
    public VerdictDecision UnlessOvertaken(VerdictDecision decision, CriticId critic, long? askedAt) =>
        LastSaid(critic) is var said && said > askedAt ? new(VerdictStep.Overtaken, said) : decision;

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

    /// <summary>The position of what a critic said last, a withdrawal included; 0 when that was nothing.
    /// </summary>
    private long LastSaid(CriticId critic) => IsUnmerged
        ? _verdicts.GetValueOrDefault(critic).Position
        : SaidBy(_merges.SurvivorOf(critic)).Select(said => said.Word.Position).DefaultIfEmpty().Max();

    /// <summary>Whether no critic, and no other film, was ever merged here.</summary>
    private bool IsUnmerged => _merges.IsEmpty && _ids.AreOne;

    private StandingVerdict? StandingOfMerged(CriticId survivor) =>
        SaidUnder.Stands(SaidBy(survivor), _ids.Merges, _merges) is { } stands
            ? stands with { Critic = survivor }
            : null;

    // By itself: what the query holds on to would be made for every verdict of every film otherwise.
    private IEnumerable<SaidUnder<StandingVerdict>> SaidBy(CriticId survivor) =>
        from film in _ids.Counted
        from under in _merges.IdsOf(survivor)
        select new SaidUnder<StandingVerdict>(film, under, LastWordOf(film, under));

    private IEnumerable<CriticId> Judges => _elsewhere is null
        ? _verdicts.Keys
        : _verdicts.Keys.Concat(
            from said in _elsewhere.Keys where _ids.Counted.Contains(said.Film) select said.Critic);

    private LastWord<StandingVerdict> LastWordOf(FilmId film, CriticId critic) => film == Id
        ? _verdicts.GetValueOrDefault(critic)
        : _elsewhere?.GetValueOrDefault((film, critic)) ?? default;

    private void Register(LedgerEntry entry, Film film)
    {
        Touch(entry.Position, entry.RecordedAt);
        if (entry.Position <= _filmPosition) return;
        _filmPosition = entry.Position;
        Film = film;
    }

    private void Record(LedgerEntry entry, (FilmId Film, CriticId Critic) said, Verdict? verdict)
    {
        Touch(entry.Position, entry.RecordedAt);
        var critic = said.Critic;
        ref var slot = ref said.Film == Id
            ? ref CollectionsMarshal.GetValueRefOrAddDefault(_verdicts, critic, out _)
            : ref CollectionsMarshal.GetValueRefOrAddDefault(_elsewhere ??= [], said, out _);
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
        _merges.Hear(merged.From, merged.Into, entry.Position);
        Count(merged.Into, 1);
    }

    /// <summary>
    /// Folds in lists of which it hears every entry, and the merges of their critics, whether or not they
    /// ever had to do with the film (see <see cref="PlacementTally.HearsAll"/>).
    /// </summary>
    internal void HearAllOf(StrayLists lists)
    {
        _placements.HearsAll = true;
        foreach (var merge in lists.Merges)
            _merges.Hear(merge.From, merge.Into, merge.Position);
    }

    // Which ids count is another thing now: the sums are made again, once, from what stands.
    private void Hear(LedgerEntry entry, FilmId film, FilmId? into)
    {
        Touch(entry.Position, entry.RecordedAt);
        _ids.Hear(film, into, entry.Position);
        SumAgain(_calibration);
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
        (_sums, _samples) = (default, 0);
        foreach (var verdict in Verdicts) Count(verdict, 1);
        _placements.SumAgain(calibration);
    }
}
