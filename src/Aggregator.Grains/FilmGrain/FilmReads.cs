namespace Aggregator.Grains;

// What was said of the film, for whoever reads it or redacts its words.
internal sealed partial class FilmGrain
{
    public async Task<VerdictOutcome> Redact(CriticId critic)
    {
        if (!await IsUpToDate()) return VerdictOutcome.FilmUnknown(Tally.Id);
        if (Answering is { } other) return await other.Redact(critic);

        var whose = _ledger.Surviving(critic).Critic;
        var entries = await _ledger.FilmEntries(Tally.Id, 0);
        // Films that were split off again keep their words.
        var said = entries.Where(entry => entry.Fact is VerdictRecorded verdict
            && _ledger.Answering(verdict.Film) == Tally.Id
            && _ledger.Surviving(verdict.Critic).Critic == whose).Select(entry => entry.Position).ToArray();
        if (said.Length == 0)
        {
            return VerdictOutcome.Refused(new(
                "verdict-unknown", $"\"{critic}\" never said anything of \"{Tally.Id}\"."));
        }

        var step = (await _ledger.Texts(said)).Count > 0 ? VerdictStep.Unchanged : VerdictStep.Nothing;
        await _ledger.Redact(said);
        return new(null, step, said[^1], _standing.Current());
    }

    public async Task<Standing?> Standing()
    {
        if (!await IsUpToDate()) return null;
        return Answering is { } other ? await other.Standing() : _standing.Current();
    }

    public async Task<FilmVerdicts?> Verdicts(PageAsk page)
    {
        if (!await IsUpToDate()) return null;
        if (Answering is { } other) return await other.Verdicts(page);

        var position = Tally.Position;
        var (verdicts, total, more) = Page<StandingVerdict>.Of(Tally.Verdicts, said => said.Position, page);
        var texts = await _ledger.Texts(Array.ConvertAll(verdicts, verdict => verdict.Position));
        var items = Array.ConvertAll(
            verdicts, verdict => new VerdictWithText(verdict, texts.GetValueOrDefault(verdict.Position)));
        return new(items, total, more, position);
    }

    public async Task<CriticsVerdict?> Verdict(CriticId critic)
    {
        if (!await IsUpToDate()) return null;
        if (Answering is { } other) return await other.Verdict(critic);

        var position = Tally.Position;
        if (Tally.StandingOf(_ledger.Surviving(critic).Critic) is not { } stands)
            return new(NoVerdict(critic), null, position);
        var texts = await _ledger.Texts([stands.Position]);
        return new(null, new(stands, texts.GetValueOrDefault(stands.Position)), position);
    }

    public async Task<FilmPlacements?> Placements(PageAsk page)
    {
        if (!await IsUpToDate()) return null;
        if (Answering is { } other) return await other.Placements(page);

        var position = Tally.Position;
        var (items, total, more) = Page<Placement>.Of(Tally.Placements, placed => placed.Position, page);
        var texts = await _ledger.Texts(Array.ConvertAll(items, placed => placed.Position));
        return new(items, total, more, position)
        {
            Texts = Array.ConvertAll(items, placed => texts.GetValueOrDefault(placed.Position)),
        };
    }

    public async Task<FilmContributions?> Contributions()
    {
        if (!await IsUpToDate()) return null;
        return Answering is { } other
            ? await other.Contributions()
            : new(_standing.Current(), [.. Tally.Verdicts], [.. Tally.Placements]);
    }
}
