namespace Aggregator.Grains;

/// <summary>
/// What a critic wants of a film: a verdict, or none any more (<paramref name="Verdict"/> is null).
/// </summary>
internal readonly record struct VerdictChange(CriticId Critic, Verdict? Verdict, FreeText? Text, string Actor)
{
    /// <inheritdoc cref="RecordVerdict.AskedAt"/>
    public long? AskedAt { get; init; }

    public static VerdictChange Of(RecordVerdict command) =>
        new(command.Critic, command.Verdict, command.Text, command.Actor) { AskedAt = command.AskedAt };

    public static VerdictChange Of(WithdrawVerdict command) =>
        new(command.Critic, null, null, command.Actor) { AskedAt = command.AskedAt };

    public VerdictDecision Decide(FilmTally film)
    {
        var decision = Verdict is { } verdict
            ? film.Decide(Critic, verdict)
            : film.DecideWithdrawal(Critic);
        return decision.UnlessOvertaken(film, Critic, AskedAt);
    }

    /// <summary>The same wish, told to another film.</summary>
    public Task<VerdictOutcome> TellTo(IFilmGrain film) => Verdict is { } verdict
        ? film.Record(new RecordVerdict(Critic, verdict, Text, Actor) { AskedAt = AskedAt })
        : film.Withdraw(new WithdrawVerdict(Critic, Actor) { AskedAt = AskedAt });

    public Draft Draft(FilmTally film) => Verdict is { } verdict
        ? new(Actor, new VerdictRecorded(film.Id, Critic, verdict), Text) { DecidedAt = film.Position }
        : new(Actor, new VerdictWithdrawn(film.Id, Critic)) { DecidedAt = film.Position };
}

internal static class VerdictDecisions
{
    /// <summary>Whether the draft was decided on something that has moved since.</summary>
    public static bool MustBeDecidedAgain(this Refusal refusal) =>
        refusal.Code is "film-moved" or "critic-moved" or "film-merged" || refusal.IsOfMerged();

    /// <summary>The same of whoever answers for their critics.</summary>
    public static RecordVerdict[] OfSurvivors(this ILedger ledger, RecordVerdict[] commands) =>
        Array.ConvertAll(
            commands, command => command with { Critic = ledger.Surviving(command.Critic).Critic });

    /// <summary>Whether another critic answers for the one who was named.</summary>
    public static bool IsOfMerged(this Refusal refusal) => refusal.Code == "critic-merged";

    /// <summary>Whether the decision becomes an entry.</summary>
    public static bool IsWritten(this VerdictDecision decision) =>
        decision.Step is VerdictStep.First or VerdictStep.Revised or VerdictStep.Withdrawn;

    /// <summary>Nothing is written over what the critic said after this was asked.</summary>
    public static VerdictDecision UnlessOvertaken(
        this VerdictDecision decision, FilmTally film, CriticId critic, long? askedAt) =>
        decision.IsWritten() && film.LastSaid(critic) is var said && said > askedAt
            ? new(VerdictStep.Overtaken, said)
            : decision;
}

/// <summary>
/// Rows of an import for one film: what is decided of each, and the drafts of those that change something.
/// </summary>
internal sealed class ImportBatch
{
    private readonly List<int> _rows = [];

    /// <param name="isApart">Decided beside the film's grain.</param>
    public ImportBatch(FilmTally film, RecordVerdict[] commands, bool isApart = false)
    {
        Outcomes = new VerdictOutcome[commands.Length];
        for (var row = 0; row < commands.Length; row++)
        {
            var (critic, verdict, text, actor) = commands[row];
            var decision = film.Decide(critic, verdict, imported: true)
                .UnlessOvertaken(film, critic, commands[row].AskedAt);
            Outcomes[row] = new(null, decision.Step, decision.Position, null);
            if (!decision.IsWritten()) continue;

            _rows.Add(row);
            Critics.Add(critic);
            Drafts.Add(new(actor, new VerdictRecorded(film.Id, critic, verdict), text)
            {
                DecidedAt = film.Position,
                IsApart = isApart,
            });
        }
    }

    /// <summary>In the order of the rows.</summary>
    public VerdictOutcome[] Outcomes { get; }

    public List<Draft> Drafts { get; } = [];

    /// <summary>Of the drafts, in their order.</summary>
    public List<CriticId> Critics { get; } = [];

    /// <summary>Of the last entry recorded; 0 if none was.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// Whether another activation of the film was quicker, or a critic was merged: all is to be decided
    /// again.
    /// </summary>
    public bool HasMoved { get; private set; }

    public void Settle(int draft, in Receipt receipt)
    {
        var row = _rows[draft];
        HasMoved |= receipt.Refusal?.MustBeDecidedAgain() is true;
        Outcomes[row] = receipt.Refusal is { } refusal
            ? VerdictOutcome.Refused(refusal)
            : Outcomes[row] with { Position = receipt.Position };
        Position = Math.Max(Position, receipt.Position);
    }
}
