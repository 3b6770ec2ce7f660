using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

/// <summary>
/// Reentrant: many callers share one commit of the ledger. Between a decision and its entry no other write of
/// the same critic begins, so what was decided still holds when it is recorded.
/// </summary>
[Reentrant]
internal sealed partial class FilmGrain : Grain, IFilmGrain
{
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FilmReplay _replay;
    private readonly FilmStanding _standing;
    private readonly Dictionary<CriticId, Task> _inFlight = [];

    public FilmGrain(
        ILedger ledger, [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
        ILogger<FilmGrain> logger, IGrainContext context)
    {
        (_ledger, _time, _logger) = (ledger, time, logger);
        _replay = new(FilmId.Of(context.GrainId.Key.ToString()!), ledger);
        _standing = new(_replay, ledger);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _replay.Reach(long.MaxValue);
        }
        catch (LedgerUnavailableException)
        {
            // Each call reads again and says so to its caller; a failed activation would only say that it
            // failed.
        }
    }

    public Task<VerdictOutcome> Record(RecordVerdict command)
    {
        var change = VerdictChange.Of(command);
        return TryWrite(change) ?? Decide(change);
    }

    public Task<VerdictOutcome> Withdraw(WithdrawVerdict command)
    {
        var change = VerdictChange.Of(command);
        return TryWrite(change) ?? Decide(change);
    }

    public async Task<VerdictOutcome[]> Import(RecordVerdict[] commands)
    {
        if (!await IsKnown()) return Array.ConvertAll(commands, _ => VerdictOutcome.FilmUnknown(Tally.Id));

        for (var batch = new ImportBatch(commands); ; batch.AskSurvivors(_ledger))
        {
            // What does not change anything must not do so by the ledger, not only by what this activation
            // has seen.
            await _replay.Reach(await _ledger.LastPosition(Tally.Id));
            if (Answering is { } other) batch.Settle(await other.Import(batch.Left));
            else if (FirstAhead(batch.Left) is { } critic) await Applied(critic);
            else await Write(batch);
            if (!batch.IsSettled) continue;

            if (batch.Position > 0) await Show();
            return batch.Outcomes;
        }
    }

    public async Task CatchUp(long position)
    {
        // Also when all of it was saved once: the ledger may have left that for newer totals.
        await _replay.Reach(position);
        if (await IsKnown()) await _standing.Save();
    }

    private FilmTally Tally => _replay.Tally;

    /// <summary>An unknown film may have been registered since: only the ledger knows.</summary>
    private async ValueTask<bool> IsKnown()
    {
        if (_replay.IsKnown) return true;

        await _replay.Reach(long.MaxValue);
        if (!_replay.IsKnown) DeactivateOnIdle();
        return _replay.IsKnown;
    }

    /// <summary>What was recorded beside this grain is to be shown as well.</summary>
    private async ValueTask<bool> IsUpToDate()
    {
        if (await IsKnown()) await _replay.Reach(await _ledger.LastPosition(Tally.Id));
        return _replay.IsKnown;
    }

    /// <summary>
    /// The way of nearly all writes: decided at once. Null when the decision has to wait for something.
    /// </summary>
    private Task<VerdictOutcome>? TryWrite(VerdictChange change)
    {
        if (!_replay.IsKnown || IsAhead(change.Critic)) return null;

        var decision = change.Decide(Tally);
        return decision.IsWritten() ? Begin(change, decision.Step) : null;
    }

    private async Task<VerdictOutcome> Decide(VerdictChange change)
    {
        if (!await IsKnown()) return VerdictOutcome.FilmUnknown(Tally.Id);

        for (var confirmed = false; ; confirmed = true)
        {
            while (IsAhead(change.Critic)) await Applied(change.Critic);
            if (Answering is { } other) return await change.TellTo(other);
            var decision = change.Decide(Tally);
            if (decision.IsWritten()) return await Begin(change, decision.Step);
            if (confirmed) return await Unwritten(change, decision);

            // "Nothing to do" is said only when the ledger confirms that nothing newer was said.
            await _replay.Reach(await _ledger.LastPosition(Tally.Id));
            change = change with { Critic = _ledger.Surviving(change.Critic).Critic };
        }
    }

    /// <summary>Whether the ledger may hold something of a critic that the tally does not.</summary>
    private bool IsAhead(CriticId critic) => _inFlight.ContainsKey(critic) || _replay.Parked(critic) > 0;

    /// <summary>
    /// What was recorded and could not be applied, because entries before it could not be read, is read now:
    /// its caller was told to try again, and must not record it twice.
    /// </summary>
    private async Task Applied(CriticId critic)
    {
        if (_inFlight.TryGetValue(critic, out var earlier)) await Finished(earlier);
        else await _replay.Reach(_replay.Parked(critic));
    }

    private async Task<VerdictOutcome> Unwritten(VerdictChange change, VerdictDecision decision)
    {
        if (decision.Step is VerdictStep.Nothing) return VerdictOutcome.Refused(NoVerdict(change.Critic));

        if (decision.Step is VerdictStep.Unchanged && change.Text is { IsEmpty: false } text)
        {
            // The verdict is the same, but its words may not be; and they are not part of what the tally
            // holds.
            var texts = await _ledger.Texts([decision.Position]);
            if (texts.GetValueOrDefault(decision.Position) != text)
            {
                // Meanwhile the critic may have said something else, or just this.
                var isMoved = IsAhead(change.Critic) || change.Decide(Tally) != decision;
                if (isMoved) return await Decide(change);
                decision = change.DecideWords(Tally, decision);
                if (decision.IsWritten()) return await Begin(change, decision.Step);
            }
        }

        var standing = decision.Step is VerdictStep.Overtaken ? null : _standing.Current();
        return new(null, decision.Step, decision.Position, standing);
    }

    private Refusal NoVerdict(CriticId critic) =>
        new("verdict-unknown", $"No verdict of \"{critic}\" on \"{Tally.Id}\" stands.");

    private Task<VerdictOutcome> Begin(VerdictChange change, VerdictStep step)
    {
        var write = Write(change, step);
        if (!write.IsCompleted) _inFlight.Add(change.Critic, write);
        return write;
    }

    private async Task<VerdictOutcome> Write(VerdictChange change, VerdictStep step)
    {
        try
        {
            var draft = change.Draft(Tally);
            var receipt = (await AfterBegin(_ledger.Append([draft])))[0];
            if (receipt.Refusal?.MustBeDecidedAgain() is not true) return await Written(receipt, draft, step);
        }
        finally
        {
            // The last thing before the task completes: whoever waits for it finds it gone.
            _inFlight.Remove(change.Critic);
        }

        // Another activation of this film lives for a moment, and was quicker; or the critic was merged:
        // decided again on what stands now, for whoever answers for the critic.
        await _replay.Reach(await _ledger.LastPosition(Tally.Id));
        return await Decide(change with { Critic = _ledger.Surviving(change.Critic).Critic });
    }

    private async Task<VerdictOutcome> Written(Receipt receipt, Draft draft, VerdictStep step)
    {
        if (receipt.Refusal is { } refusal) return VerdictOutcome.Refused(refusal);

        // Durable before visible: the entry is committed, so no reader sees an acclaim that a crash takes
        // back.
        _replay.Take(receipt, draft);
        await _replay.Reach(receipt.Position);
        await Show();
        return new(null, step, receipt.Position, _standing.Current());
    }

    private async Task Write(ImportBatch batch)
    {
        batch.Decide(Tally);
        if (batch.Drafts.Count == 0) return;
        var write = Append(batch);
        if (!write.IsCompleted)
            foreach (var said in batch.Critics) _inFlight[said] = write;
        await write;
    }

    private async Task Append(ImportBatch batch)
    {
        try
        {
            var receipts = await _ledger.Append(batch.Drafts);
            for (var i = 0; i < receipts.Length; i++)
            {
                batch.Settle(i, receipts[i]);
                if (receipts[i].Refusal is null) _replay.Take(receipts[i], batch.Drafts[i]);
            }

            await _replay.Reach(batch.Position);
        }
        finally
        {
            foreach (var critic in batch.Critics) _inFlight.Remove(critic);
        }
    }

    private async Task Show()
    {
        try
        {
            await _standing.Save();
        }
        catch (LedgerUnavailableException)
        {
            // The fact is durable, and that is what was promised; its standing is left to settling.
        }
    }

    private CriticId? FirstAhead(RecordVerdict[] commands)
    {
        foreach (var command in commands)
            if (IsAhead(command.Critic)) return command.Critic;
        return null;
    }

    /// <summary>
    /// Also where the ledger has answered already, as it soon does when it refuses: were the critic let go
    /// before <see cref="Begin"/> holds it, the write would be decided again waiting for itself.
    /// </summary>
    private static ConfiguredTaskAwaitable<Receipt[]> AfterBegin(Task<Receipt[]> append) =>
        append.ConfigureAwait(
            ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>Whatever became of it: its own caller hears of a failure.</summary>
    private static ConfiguredTaskAwaitable Finished(Task earlier) => earlier.ConfigureAwait(
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
