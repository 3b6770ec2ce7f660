namespace Aggregator.Gateway.Keys;

/// <summary>What needs a key, beside what always does.</summary>
public sealed record KeyOptions
{
    /// <summary>Whether what is read, pages included, is for those with a key of any role alone.</summary>
    public bool ReadsNeedKey { get; init; }
}
