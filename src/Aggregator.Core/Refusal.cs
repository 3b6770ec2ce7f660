using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// An expected "no": a stable code in kebab case and a sentence with the values in it. Where one request
/// holds many things, <see cref="Errors"/> says which of them and where.
/// </summary>
public sealed record Refusal(string Code, string Detail)
{
    public ImmutableArray<RefusalAt> Errors { get; init; } = [];
}

/// <summary>
/// One thing refused inside a larger body; <paramref name="At"/> reads like <c>places[3][0]</c>.
/// </summary>
public sealed record RefusalAt(string At, string Code, string Detail);

/// <summary>Either what was asked for or the reason it is refused; exactly one of the two is there.</summary>
public readonly record struct Outcome<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
