namespace Aggregator;

public enum KeyRole
{
    Reader,
    Critic,
    Editor,
    Operator,
}

/// <summary>The words for roles: as they are stored, sent and typed.</summary>
public static class KeyRoles
{
    public static string Word(this KeyRole role) => role switch
    {
        KeyRole.Reader => "reader",
        KeyRole.Critic => "critic",
        KeyRole.Editor => "editor",
        KeyRole.Operator => "operator",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
    };

    /// <summary>The role that a word stands for; null for any other text.</summary>
    public static KeyRole? Read(string text) => text switch
    {
        "reader" => KeyRole.Reader,
        "critic" => KeyRole.Critic,
        "editor" => KeyRole.Editor,
        "operator" => KeyRole.Operator,
        _ => null,
    };
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

    /// <summary>The last day on which it was shown, UTC; told at most once a day.</summary>
    public DateOnly? LastUsed { get; init; }

    /// <summary>Whether it opens anything on a day: neither revoked nor past its last day.</summary>
    public bool IsOpen(DateOnly day) => Revoked is null && (Expires is null || Expires >= day);
}

/// <summary>A key as somebody asks for it, in words; the subject is a critic's id.</summary>
public sealed record KeyAsked(string? Role, string? Name, string? Subject, DateOnly? Expires);

/// <summary>A key that was made: what its holder keeps, and what is stored of it.</summary>
public sealed record MadeKey(string Key, ApiKey Stored);

/// <summary>What may be done with keys.</summary>
public static class KeyRules
{
    /// <summary>
    /// A new key. <paramref name="subject"/> is who answers for the subject asked for, null where nobody is
    /// known by it. Refuses <c>role-unknown</c>, <c>name-empty</c>, <c>subject-unfit</c>,
    /// <c>expires-in-past</c> and <c>critic-unknown</c>.
    /// </summary>
    public static Outcome<MadeKey> Make(KeyAsked asked, CriticId? subject, DateTimeOffset now)
    {
        if (KeyRoles.Read(asked.Role ?? "") is not { } role)
            return new Refusal(
                "role-unknown", $"The role is reader, critic, editor or operator, not \"{asked.Role}\".");
        if (string.IsNullOrWhiteSpace(asked.Name))
            return new Refusal("name-empty", "A key needs a name, to be told apart.");
        if ((role == KeyRole.Critic) != (asked.Subject is not null))
            return new Refusal(
                "subject-unfit", "A critic's key needs the critic as its subject; no other key has one.");
        if (asked.Expires < DateOnly.FromDateTime(now.UtcDateTime))
            return new Refusal(
                "expires-in-past", $"The key would have expired on {asked.Expires:yyyy-MM-dd}.");
        if (asked.Subject is not null && subject is null)
        {
            var unknown = $"No critic is known as \"{asked.Subject}\".";
            return new Refusal("critic-unknown", unknown)
            {
                Errors = [new RefusalAt("subject", "critic-unknown", unknown)],
            };
        }

        var (key, made) = ApiKeys.Make(role, asked.Name.Trim(), now);
        return new MadeKey(key, made with { Subject = subject, Expires = asked.Expires });
    }

    /// <summary>
    /// A new key, kept. One of its id that is kept already stays as it is: a request that arrives late must
    /// not open again what was revoked since.
    /// </summary>
    public static Outcome<ApiKey> Keep(IReadOnlyList<ApiKey> all, ApiKey made) =>
        all.FirstOrDefault(key => key.Id == made.Id) ?? made;

    /// <summary>
    /// The first operator's key: the one that was made, or that of a server which was faster on the same
    /// ledger.
    /// </summary>
    public static Outcome<ApiKey> First(IReadOnlyList<ApiKey> all, ApiKey made) =>
        all.FirstOrDefault(key => key.Role == KeyRole.Operator) ?? made;

    /// <summary>
    /// A key, revoked; the same when it was already. Refuses <c>key-absent</c> and <c>last-operator-key</c>:
    /// when nobody is left who can make keys, nobody can mend it over the network.
    /// </summary>
    public static Outcome<ApiKey> Revoke(IReadOnlyList<ApiKey> all, string id, DateTimeOffset now)
    {
        if (all.FirstOrDefault(key => key.Id == id) is not { } revoked)
            return new Refusal("key-absent", $"No key has the id \"{id}\".");
        if (revoked.Revoked is not null) return revoked;

        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var isLast = IsOperator(revoked, day) && !all.Any(key => key.Id != id && IsOperator(key, day));
        return isLast
            ? new Refusal(
                "last-operator-key",
                $"The key {id} is the only operator's that is valid: make another before you revoke it.")
            : revoked with { Revoked = now };
    }

    private static bool IsOperator(ApiKey key, DateOnly day) =>
        key.Role == KeyRole.Operator && key.IsOpen(day);
}

/// <summary>Where keys are kept. Not part of the ledger: a key is not a fact about films.</summary>
public interface IKeyRing
{
    ValueTask<ApiKey?> Find(string id, CancellationToken cancel = default);

    ValueTask<IReadOnlyList<ApiKey>> All(CancellationToken cancel = default);

    /// <summary>Inserts or replaces the key of this id; durable when the task completes.</summary>
    Task Save(ApiKey key, CancellationToken cancel = default);

    /// <summary>
    /// Decides on all keys as they are and keeps what was decided, durably: no key changes in between.
    /// <paramref name="decide"/> is pure and may be asked more than once. Answers what it decided.
    /// </summary>
    Task<Outcome<ApiKey>> Change(
        Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>> decide, CancellationToken cancel = default);

    /// <summary>
    /// Notes that keys were used on a day, where no later day is noted. Nobody is told: what they open is
    /// the same.
    /// </summary>
    Task Use(IReadOnlyList<string> ids, DateOnly day, CancellationToken cancel = default);
}
