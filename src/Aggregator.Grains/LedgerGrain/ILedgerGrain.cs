namespace Aggregator.Grains;

/// <summary>
/// Pages of the open record, and what is registered without a grain of its own. Stateless, key 0.
/// </summary>
[Alias("ledger")]
public interface ILedgerGrain : IGrainWithIntegerKey
{
    [Alias("head"), Repeatable]
    Task<LedgerHead> Head();

    [Alias("lines"), Repeatable]
    Task<LedgerLine[]> Lines(long after, int countMax);

    /// <summary>
    /// The entries that somebody made, after a position: of the next few ten thousand entries, at most so
    /// many. Whoever wants more asks again after <see cref="LinesBySomebody.To"/>.
    /// </summary>
    [Alias("lines-by")]
    Task<LinesBySomebody> LinesBy(string actor, long after, int countMax);

    /// <summary>
    /// Registers or revises films and critics, each for itself; durable when the task completes. Refuses
    /// <c>film-exists</c>, <c>film-unknown</c>, <c>ref-taken</c>, <c>critic-has-lists</c>, and what
    /// <see cref="Draft.Known"/> says: then it is to be decided again. Activates no film.
    /// </summary>
    [Alias("register")]
    Task<Receipt[]> Register(Registration[] registrations);

    /// <summary>
    /// Every key there is, revoked ones too. Keys are not in the ledger, but kept beside it.
    /// </summary>
    [Alias("keys"), Repeatable]
    Task<ApiKey[]> Keys();

    /// <summary>Those of some keys that there are, as they are now, in any order.</summary>
    [Alias("keys-of")]
    Task<ApiKey[]> KeysOf(string[] ids);

    /// <summary>Notes the day on which keys were used, where no later one is noted.</summary>
    [Alias("use-keys")]
    Task UseKeys(string[] ids, DateOnly day);
}

/// <summary><paramref name="To"/>: up to where there are no others; the head, at the end.</summary>
[GenerateSerializer, Immutable, Alias("lines-by-somebody")]
public sealed record LinesBySomebody(
    [property: Id(0)] LedgerLine[] Lines, [property: Id(1)] long To, [property: Id(2)] bool IsEnd);

/// <summary>
/// One of the two is there. <paramref name="Revises"/>: the film or critic is known, as one of those before.
/// </summary>
[GenerateSerializer, Immutable, Alias("registration")]
public sealed record Registration(
    [property: Id(0)] Film? Film, [property: Id(1)] Critic? Critic, [property: Id(2)] bool Revises,
    [property: Id(3)] string Actor)
{
    [Id(4)] public Film? FilmBefore { get; init; }

    [Id(5)] public Critic? CriticBefore { get; init; }

    /// <summary>See <see cref="FilmDecision.DecidedAt"/>.</summary>
    [Id(6)] public long? DecidedAt { get; init; }

    public static Registration Of(FilmDecision decided, string actor) =>
        new(decided.Film, null, decided.Before is not null, actor)
        {
            FilmBefore = decided.Before,
            DecidedAt = decided.DecidedAt,
        };

    public static Registration Of(CriticDecision decided, string actor) =>
        new(null, decided.Critic, decided.Before is not null, actor) { CriticBefore = decided.Before };
}
