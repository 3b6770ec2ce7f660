namespace Aggregator.Grains;

/// <summary>Holds nothing; reentrant, so that registrations share the ledger's commits.</summary>
[Reentrant, StatelessWorker]
internal sealed class LedgerGrain(ILedger ledger) : Grain, ILedgerGrain
{
    private const int LinesMax = 5_000;

    public Task<LedgerHead> Head() => ledger.Head().AsTask();

    public async Task<LedgerLine[]> Lines(long after, int countMax) =>
        [.. await ledger.Lines(after, Math.Clamp(countMax, 1, LinesMax))];

    public Task<Receipt[]> Register(Registration[] registrations) =>
        ledger.Append(Array.ConvertAll(registrations, asked => new Draft(asked.Actor, Fact(asked))));

    private static Fact Fact(Registration registration) => registration switch
    {
        { Film: { } film, Revises: true } => new FilmRevised(film),
        { Film: { } film } => new FilmRegistered(film),
        { Critic: { } critic } => new CriticRegistered(critic),
        _ => throw new ArgumentException("It names neither a film nor a critic.", nameof(registration)),
    };
}
