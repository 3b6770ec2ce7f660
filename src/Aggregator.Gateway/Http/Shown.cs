namespace Aggregator.Gateway.Http;

/// <summary>What somebody wrote, fit for a sentence.</summary>
internal static class Shown
{
    private const int LengthMax = 80;

    public static string Short(string? text)
    {
        if (text is null || text.Length <= LengthMax) return text ?? "";
        // Never half a character: a sentence must be text.
        var length = char.IsHighSurrogate(text[LengthMax - 1]) ? LengthMax - 1 : LengthMax;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
