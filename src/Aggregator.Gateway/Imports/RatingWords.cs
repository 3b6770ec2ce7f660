using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Imports;

/// <summary>Sentences that say why a rating cannot be read.</summary>
internal static class RatingWords
{
    public static string CodeOf(Rating rating) =>
        rating.Unreadable == UnreadableReason.AboveScale ? "rating-above-scale" : "rating-unreadable";

    public static string Unreadable(Rating rating)
    {
        var written = $"The rating \"{Shown.Short(rating.Text)}\"";
        return rating.Unreadable == UnreadableReason.AboveScale
            ? $"{written} is more than its scale allows."
            : $"{written} cannot be read: {Why(rating)}";
    }

    public static string Reason(UnreadableReason reason) => reason switch
    {
        UnreadableReason.Empty => "empty",
        UnreadableReason.UnknownLetter => "unknown-letter",
        UnreadableReason.UnknownScale => "unknown-scale",
        UnreadableReason.AboveScale => "above-scale",
        UnreadableReason.NoScale => "no-scale",
        UnreadableReason.Malformed => "malformed",
        _ => "word",
    };

    private static string Why(Rating rating) => rating.Unreadable switch
    {
        UnreadableReason.Empty => "nothing is written.",
        UnreadableReason.UnknownLetter => "letters go from A+ to F-.",
        UnreadableReason.UnknownScale => $"no scale is out of that number. Scales are of {Scales}.",
        UnreadableReason.NoScale when OnePointHalf(rating.Text) is { } whole =>
            $"it is taken for {whole}½, which does not say out of how many. Write {whole}.5/4, or of "
            + "whichever scale it is.",
        UnreadableReason.NoScale =>
            "it does not say out of how many. Write 3.5/4, or ★★★½☆ with the stars that are not given.",
        UnreadableReason.Malformed => "it is not a number upon a scale. Write 3.5/4, B+ or ★★★½☆.",
        _ => "a word is not a number. Write 3.5/4, B+ or ★★★½☆.",
    };

    private static string Scales
    {
        get
        {
            var scales = Calibration.BuiltIn.Denominators.Order().ToList();
            return $"{string.Join(", ", scales.SkipLast(1))} or {scales[^1]}";
        }
    }

    /// <summary>
    /// The 2 of <c>2.1/2</c>: critics write two and a half so, and who reads it as 2.1 of 2 is astonished.
    /// </summary>
    private static string? OnePointHalf(string text)
    {
        const string Half = ".1/2";
        var written = text.Trim();
        if (!written.EndsWith(Half, StringComparison.Ordinal)) return null;
        var whole = written[..^Half.Length];
        return whole.All(char.IsAsciiDigit) ? whole : null;
    }
}
