namespace Aggregator.Gateway.Http;

/// <summary>What somebody wrote, fit for a sentence.</summary>
internal static class Shown
{
    private const int LengthMax = 80;

    public static string Short(string? text) =>
        text is null || text.Length <= LengthMax ? text ?? "" : string.Concat(text.AsSpan(0, LengthMax), "…");
}
