namespace Aggregator.Client;

/// <summary>
/// A page of something: <c>next</c> goes into <c>after</c> for the page that follows.
/// </summary>
public record Page<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Null on the last page.</summary>
    public string? Next { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public long Total { get; init; }
}
