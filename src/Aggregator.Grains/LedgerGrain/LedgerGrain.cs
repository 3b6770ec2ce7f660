using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Grains;

/// <summary>Holds nothing; reentrant, so that registrations share the ledger's commits.</summary>
[Reentrant, StatelessWorker]
internal sealed class LedgerGrain(
    ILedger ledger, IKeyRing keys, [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time)
    : Grain, ILedgerGrain
{
    private const int LinesMax = 5_000;
    // Well within the time that a caller waits for an answer.
    private const int PagesSearchedMax = 10;
    private const int RevisedFilmsToldMax = 100;

    // Beyond so many it is cheaper to read them all.
    private const int KeysSoughtSinglyMax = 20;

    public Task<LedgerHead> Head() => ledger.Head().AsTask();

    public async Task<LedgerLine[]> Lines(long after, int countMax) =>
        [.. await ledger.Lines(after, Math.Clamp(countMax, 1, LinesMax))];

    public async Task<LinesBySomebody> LinesBy(string actor, long after, int countMax)
    {
        var found = new List<LedgerLine>();
        var wanted = Math.Clamp(countMax, 1, LinesMax);
        for (var (page, to) = (0, after); ; page++)
        {
            if (page == PagesSearchedMax) return new([.. found], to, false);
            var lines = await ledger.Lines(to, LinesMax);
            foreach (var line in lines)
            {
                to = line.Position;
                if (!line.IsBy(actor)) continue;
                found.Add(line);
                if (found.Count == wanted) return new([.. found], to, false);
            }

            if (lines.Count < LinesMax) return new([.. found], to, true);
        }
    }

    public async Task<Receipt[]> Register(Registration[] registrations)
    {
        var receipts = await ledger.Append(Array.ConvertAll(
            registrations,
            asked => new Draft(asked.Actor, Fact(asked))
            {
                Known = Known(asked),
                DecidedAt = asked.DecidedAt,
            }));
        await ShowRevised(registrations, receipts);
        return receipts;
    }

    public async Task<ApiKey[]> Keys() => [.. await keys.All()];

    public async Task<ApiKey[]> KeysOf(string[] ids)
    {
        if (ids.Length > KeysSoughtSinglyMax)
            return [.. (await keys.All()).IntersectBy(ids, key => key.Id)];

        var found = new List<ApiKey>(ids.Length);
        foreach (var id in ids)
            if (await keys.Find(id) is { } key) found.Add(key);
        return [.. found];
    }

    public Task UseKeys(string[] ids, DateOnly day) => keys.Use(ids, day);

    private static Known? Known(Registration registration) => registration switch
    {
        // A gateway of an older version does not say what it decided on.
        { Revises: true, FilmBefore: null, CriticBefore: null } => null,
        _ => new Known(registration.FilmBefore, registration.CriticBefore),
    };

    private static Fact Fact(Registration registration) => registration switch
    {
        { Film: { } film, Revises: true } => new FilmRevised(film),
        { Film: { } film } => new FilmRegistered(film),
        { Critic: { } critic } => new CriticRegistered(critic),
        _ => throw new ArgumentException("It names neither a film nor a critic.", nameof(registration)),
    };

    /// <summary>
    /// A revised film may compete in another season now, so its numbers change. An import's many are left to
    /// settling: telling them would bring them all to memory at once.
    /// </summary>
    private async Task ShowRevised(Registration[] registrations, Receipt[] receipts)
    {
        var told = new List<Task>();
        for (var i = 0; i < receipts.Length && told.Count < RevisedFilmsToldMax; i++)
        {
            if (receipts[i].Refusal is null && registrations[i] is { Film: { } film, Revises: true })
                told.Add(GrainFactory.Film(film.Id).CatchUp(receipts[i].Position));
        }

        if (told.Count > 0) await Hints.Heard(told, time);
    }
}
