namespace Aggregator.Gateway.Http;

/// <summary>Texts that people write, and how long they may be, in UTF-16 units.</summary>
internal static class PlainText
{
    public const int TitleLengthMax = 300;
    public const int NameLengthMax = 200;
    public const int RatingLengthMax = 100;

    /// <summary>A quote or the address of a verdict.</summary>
    public const int QuoteLengthMax = 2_000;

    /// <summary>A note or the address of a list.</summary>
    public const int NoteLengthMax = 4_000;

    /// <summary>
    /// Whether it holds no control characters but tabs and line ends: a NUL in a title is a broken file.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
            if (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) return false;
        return true;
    }

    /// <summary>
    /// The text as it is; refuses one that is longer than <paramref name="lengthMax"/>, by the code of its
    /// field: <c>title-too-long</c>, <c>name-too-long</c>, else <c>text-too-long</c>.
    /// </summary>
    public static string NotLong(string field, string text, int lengthMax)
    {
        if (text.Length <= lengthMax) return text;
        var sentence =
            $"The {field} \"{Shown.Short(text)}\" has {text.Length} characters; {lengthMax} is most.";
        throw new RefusedException(field switch
        {
            "title" or "film" => new Refusal("title-too-long", sentence),
            "name" or "critic" => new Refusal("name-too-long", sentence),
            _ => new Refusal("text-too-long", sentence),
        });
    }
}
