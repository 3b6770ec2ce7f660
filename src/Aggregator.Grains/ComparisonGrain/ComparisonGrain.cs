namespace Aggregator.Grains;

/// <summary>Holds nothing.</summary>
[Reentrant, StatelessWorker]
internal sealed class ComparisonGrain(ILedger ledger) : Grain, IComparisonGrain
{
    // Tallies of films with a thousand verdicts each are some megabytes.
    private const int FilmsAtOnce = 20;

    public async Task<NearestCritics> Nearest(CriticId critic, FilmId[] films)
    {
        var nearness = new Nearness(critic, Calibration.BuiltIn);
        foreach (var some in films.Chunk(FilmsAtOnce))
            foreach (var tally in await ledger.Tallies(some)) nearness.Compare(tally);
        var items = nearness.Nearest()
            .Select(near => new NearCriticFound(near.Critic, near.Shared, near.Distance, near.Agreement));
        return new([.. items], nearness.Films, nearness.Verdicts, nearness.Agreement);
    }
}
