using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

/// <summary>
/// Keeps what it has folded between asks and reads on from there: the ledger is asked every time.
/// </summary>
internal sealed partial class CriticGrain : Grain, ICriticGrain
{
    /// <summary>
    /// A try fails only where the critic has said something since it was begun, and costs what a commit
    /// costs: a critic whose verdicts are being imported one by one is still merged.
    /// </summary>
    private const int TriesMax = 100;

    // The others are left to settling: telling them would bring them all to memory at once.
    private const int FilmsToldMax = 100;

    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CriticTally _tally;
    private long _position;

    public CriticGrain(
        ILedger ledger, [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
        ILogger<CriticGrain> logger, IGrainContext context)
    {
        (_ledger, _time, _logger) = (ledger, time, logger);
        _tally = new CriticTally(CriticId.Of(context.GrainId.Key.ToString()!));
    }

    public async Task<CriticVerdicts> Verdicts(PageAsk page)
    {
        await ReadOn();

        var (verdicts, total, more) = Page<(FilmId Film, StandingVerdict Verdict)>.Of(
            _tally.Verdicts, said => said.Verdict.Position, page);
        var texts = await _ledger.Texts(Array.ConvertAll(verdicts, said => said.Verdict.Position));
        var items = Array.ConvertAll(verdicts, said => new CriticVerdict(
            said.Film, new(said.Verdict, texts.GetValueOrDefault(said.Verdict.Position))));
        return new(items, total, more, _position);
    }

    public async Task<CriticMarks> Marks()
    {
        await ReadOn();

        var marks = _tally.Verdicts.OrderByDescending(said => said.Verdict.Position).Select(said =>
            new CriticMark(
                said.Film, said.Verdict.Verdict.Rating?.Value, said.Verdict.Verdict.Thumb,
                said.Verdict.Position));
        return new([.. marks], _position, _tally.Lists.Count());
    }

    public async Task<StandingList[]> Lists()
    {
        await ReadOn();

        var lists = _tally.Lists.ToArray();
        var texts = await _ledger.Texts(Array.ConvertAll(lists, list => list.Position));
        return Array.ConvertAll(lists, list => _ledger.Standing(
            new(list, texts.GetValueOrDefault(list.Position)), _tally.Id)!);
    }

    public async Task<MergeOutcome> MergeInto(MergeCritic command)
    {
        for (var tries = 1; ; tries++)
        {
            await ReadOn();
            var into = _ledger.Surviving(command.Into).Critic;
            var merged = new CriticsMerged(_tally.Id, into, [.. _tally.Films.Order()]);
            var draft = new Draft(command.Actor, merged) { DecidedAt = _position };
            var receipt = (await _ledger.Append([draft]))[0];
            if (receipt.Refusal is not { } refusal)
            {
                await Show(receipt.Position);
                return new(null, into, receipt.Position);
            }

            if (refusal.IsOfMerged() && Merged(command.Into) is { } before) return before;
            // Either of the two has moved since: decided again on what is so now.
            if (!refusal.MustBeDecidedAgain() || IsMerged || tries == TriesMax) return new(refusal, into, 0);
        }
    }

    private bool IsMerged => _ledger.Surviving(_tally.Id).MergedAt > 0;

    /// <summary>The outcome of a merge that took place before; null if it did not.</summary>
    private MergeOutcome? Merged(CriticId into)
    {
        var (survivor, mergedAt) = _ledger.Surviving(_tally.Id);
        return mergedAt > 0 && survivor == _ledger.Surviving(into).Critic
            ? new(null, survivor, mergedAt)
            : null;
    }

    private async Task ReadOn()
    {
        await ReadOn(_tally.Id);
        _tally.Follow(_tally.Films.SelectMany(MergesOf));
    }

    private IEnumerable<FilmMerge> MergesOf(FilmId film)
    {
        for (var next = _ledger.MergeOf(film); next is not null; next = _ledger.MergeOf(next.Into))
            yield return next;
    }

    private async Task ReadOn(CriticId critic)
    {
        var isSelf = critic == _tally.Id;
        foreach (var entry in await _ledger.CriticEntries(critic, isSelf ? _position : 0))
        {
            // Whoever was merged says nothing more: read once, as a whole.
            if (entry.Fact is CriticsMerged merged) await ReadOn(merged.From);
            _tally.Apply(entry);
            if (isSelf) _position = entry.Position;
        }
    }

    private async Task Show(long position)
    {
        var told = _ledger.WithAnswering(_tally.Films).Take(FilmsToldMax)
            .Select(film => GrainFactory.Film(film).CatchUp(position));
        if (await Hints.Heard(told, _time) is { } reason) LeftToSettling(_logger, position, reason);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The merge at position {Position} is recorded; settling does what is left: {Reason}")]
    private static partial void LeftToSettling(ILogger logger, long position, string reason);
}
