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

    public VerdictDecision Decide(FilmTally film) => Verdict is { } verdict
        ? film.Decide(Critic, verdict, askedAt: AskedAt)
        : film.DecideWithdrawal(Critic, AskedAt);

    /// <summary>Decides on words that differ from those beside the same verdict, which stands.</summary>
    public VerdictDecision DecideWords(FilmTally film, VerdictDecision unchanged) =>
        film.UnlessOvertaken(unchanged with { Step = VerdictStep.Revised }, Critic, AskedAt);

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
}

/// <summary>
/// Rows of an import for one film: what is decided of each, and the drafts of those that change something.
/// Decided again, and again, until each is settled; one that was recorded is never decided again.
/// </summary>
internal sealed class ImportBatch(RecordVerdict[] commands, bool isApart = false)
{
    private readonly List<int> _drafted = [];
    private RecordVerdict[] _commands = commands;
    private List<int> _left = [.. Enumerable.Range(0, commands.Length)];

    /// <summary>In the order of the rows.</summary>
    public VerdictOutcome[] Outcomes { get; } = new VerdictOutcome[commands.Length];

    /// <summary>Of what was decided last.</summary>
    public List<Draft> Drafts { get; } = [];

    /// <summary>Of the drafts, in their order.</summary>
    public List<CriticId> Critics { get; } = [];

    /// <summary>Of the last entry recorded; 0 if none was.</summary>
    public long Position { get; private set; }

    /// <summary>The rows that are to be decided.</summary>
    public RecordVerdict[] Left => [.. _left.Select(row => _commands[row])];

    /// <summary>
    /// False while rows are left: another activation of the film was quicker, or their critic was merged.
    /// </summary>
    public bool IsSettled => _left.Count == 0;

    /// <summary>Decides the rows that are left; each draft is to be settled.</summary>
    /// <param name="film">As far as it was read.</param>
    public void Decide(FilmTally film)
    {
        Drafts.Clear();
        Critics.Clear();
        _drafted.Clear();
        foreach (var row in _left)
        {
            var (critic, verdict, text, actor) = _commands[row];
            var decision = film.Decide(critic, verdict, imported: true, _commands[row].AskedAt);
            Outcomes[row] = new(null, decision.Step, decision.Position, null);
            if (!decision.IsWritten()) continue;

            _drafted.Add(row);
            Critics.Add(critic);
            Drafts.Add(new(actor, new VerdictRecorded(film.Id, critic, verdict), text)
            {
                DecidedAt = film.Position,
                IsApart = isApart,
            });
        }

        _left = [];
    }

    public void Settle(int draft, in Receipt receipt)
    {
        var row = _drafted[draft];
        if (receipt.Refusal?.MustBeDecidedAgain() is true) _left.Add(row);
        else if (receipt.Refusal is { } refusal) Outcomes[row] = VerdictOutcome.Refused(refusal);
        else Outcomes[row] = Outcomes[row] with { Position = receipt.Position };
        Position = Math.Max(Position, receipt.Position);
    }

    /// <summary>Settles the rows that are left by what somebody else decided of them.</summary>
    public void Settle(IEnumerable<VerdictOutcome> outcomes)
    {
        foreach (var (row, outcome) in _left.Zip(outcomes)) Outcomes[row] = outcome;
        _left = [];
    }

    /// <summary>Whoever answers for the critics now says what is left.</summary>
    public void AskSurvivors(ILedger ledger) => _commands = ledger.OfSurvivors(_commands);
}
