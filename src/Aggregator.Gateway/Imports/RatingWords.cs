using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Imports;

/// <summary>Sentences that say why a rating cannot be read.</summary>
internal static class RatingWords
{
    public static string CodeOf(Rating rating) =>
        rating.Unreadable == UnreadableReason.AboveScale ? "rating-above-scale" : "rating-unreadable";

    public static string Unreadable(Rating rating) =>
        $"The rating \"{Shown.Short(rating.Text)}\" cannot be read ({Reason(rating.Unreadable)}): "
        + $"{Why(rating.Unreadable)}";

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

    private static string Why(UnreadableReason reason) => reason switch
    {
        UnreadableReason.Empty => "nothing is written.",
        UnreadableReason.UnknownLetter => "letters go from A+ to F-.",
        UnreadableReason.UnknownScale => "it is out of a number that no scale in use has.",
        UnreadableReason.AboveScale => "it is more than its scale allows.",
        UnreadableReason.NoScale => "it does not say out of how many.",
        UnreadableReason.Malformed => "it is not a number upon a scale.",
        _ => "a word is not a number.",
    };
}
