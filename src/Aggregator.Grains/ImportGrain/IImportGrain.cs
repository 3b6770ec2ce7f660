namespace Aggregator.Grains;

/// <summary>
/// Records an import's verdicts on many films in one commit, without bringing the films to memory: to wake a
/// film costs more than a few rows of it. Stateless workers, key 0. Throws <see
/// cref="LedgerUnavailableException"/> when the ledger is away.
/// </summary>
[Alias("import")]
public interface IImportGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// As <see cref="IFilmGrain.Import"/> of each film; outcomes film by film in the order given. Reads all
    /// that was said of these films before, and forgets it. Each film at most once. Durable when the task
    /// completes.
    /// </summary>
    [Alias("record"), Repeatable]
    Task<VerdictOutcome[][]> Record(FilmRows[] films);

    /// <summary>What <see cref="Record"/> would do of each row now. Does nothing.</summary>
    [Alias("foresee"), Repeatable]
    Task<VerdictOutcome[][]> Foresee(FilmRows[] films);
}

/// <summary>Rows of an import about one film.</summary>
[GenerateSerializer, Immutable, Alias("film-rows")]
public sealed record FilmRows([property: Id(0)] FilmId Film, [property: Id(1)] RecordVerdict[] Verdicts);
