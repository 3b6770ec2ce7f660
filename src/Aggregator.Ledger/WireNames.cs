namespace Aggregator.Ledgers;

/// <summary>The words that stand in stored bodies for the values of enumerations.</summary>
internal static class WireNames
{
    private static readonly string[] Reasons =
        ["", "empty", "unknown-letter", "unknown-scale", "above-scale", "no-scale", "malformed", "word"];

    public static string Of(UnreadableReason reason) => Reasons[(int)reason];

    public static string Of(CriticKind kind) => kind == CriticKind.Collective ? "collective" : "person";

    public static UnreadableReason Reason(string word) =>
        Array.IndexOf(Reasons, word) is var at and > 0
            ? (UnreadableReason)at
            : throw Unknown(word, "a reason why a rating cannot be read");

    public static CriticKind Kind(string word) => word switch
    {
        "person" => CriticKind.Person,
        "collective" => CriticKind.Collective,
        _ => throw Unknown(word, "a kind of critic"),
    };

    public static Thumb Thumb(string word) => word switch
    {
        "up" => Aggregator.Thumb.Up,
        "down" => Aggregator.Thumb.Down,
        _ => throw Unknown(word, "a thumb"),
    };

    private static LedgerFormatException Unknown(string word, string what) => new(
        $"\"{word}\" is not {what} that this program knows: a newer one wrote it. Reading stops here; "
        + "nothing is changed.");
}
