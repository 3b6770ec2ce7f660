using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>What a search found, best first.</summary>
public sealed record SearchAnswer
{
    public required IReadOnlyList<FoundItem> Items { get; init; }
}

/// <summary>One thing found: a film or a critic, whichever <c>kind</c> says.</summary>
public sealed record FoundItem
{
    /// <summary><c>film</c> or <c>critic</c>.</summary>
    public required string Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FilmItem? Film { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CriticItem? Critic { get; init; }
}

/// <summary>Every profile.</summary>
public sealed record ProfilesAnswer
{
    public required IReadOnlyList<ProfileView> Items { get; init; }
}

/// <summary>A rule that turns facts into numbers, as it introduces itself.</summary>
public sealed record ProfileView
{
    public required string Name { get; init; }

    public int Version { get; init; }

    public required string Sentence { get; init; }

    public required string Formula { get; init; }

    public required string Unit { get; init; }
}

/// <summary>The end of the open record.</summary>
public sealed record LedgerHeadView
{
    public long Position { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public required string Epoch { get; init; }
}

/// <summary>A refusal as it is sent: <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    public string Type { get; init; } = "about:blank";

    public string Title { get; init; } = "";

    public int Status { get; init; }

    /// <summary>A sentence with the values in it.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Stable, in kebab case.</summary>
    public string Code { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemAt>? Errors { get; init; }
}

/// <summary>
/// One thing refused inside a larger body; <c>at</c> reads like <c>places[3][0]</c>.
/// </summary>
public sealed record ProblemAt
{
    public required string At { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }
}
