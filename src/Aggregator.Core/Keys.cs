namespace Aggregator;

public enum KeyRole
{
    Reader,
    Critic,
    Editor,
    Operator,
}

/// <summary>
/// Who may do what. Only the SHA-256 of the secret is ever stored. <see cref="Subject"/> is the critic that a
/// critic's key writes for.
/// </summary>
public sealed record ApiKey(string Id, KeyRole Role, string Name)
{
    /// <summary>SHA-256 of the key's 32 secret bytes.</summary>
    public required ReadOnlyMemory<byte> SecretHash { get; init; }

    public CriticId? Subject { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateOnly? Expires { get; init; }

    public DateTimeOffset? Revoked { get; init; }

    public DateOnly? LastUsed { get; init; }
}

/// <summary>Where keys are kept. Not part of the ledger: a key is not a fact about films.</summary>
public interface IKeyRing
{
    ValueTask<ApiKey?> Find(string id, CancellationToken cancel = default);

    ValueTask<IReadOnlyList<ApiKey>> All(CancellationToken cancel = default);

    /// <summary>Inserts or replaces the key of this id; durable when the task completes.</summary>
    Task Save(ApiKey key, CancellationToken cancel = default);
}
