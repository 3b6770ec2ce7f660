using System.Globalization;
using System.Text;

namespace Aggregator;

/// <summary>A grade's text made ready for reading: one spelling for what means the same.</summary>
internal static class RatingText
{
    private const string Quotes = "'\"`“”‘’«»";
    private static readonly string[] Headings = ["grade:", "rating:", "score:"];

    /// <summary>
    /// Fractions written out, dashes and slashes made plain, compatibility forms unified, lower case, single
    /// spaces, without quotes around it or a leading <c>grade:</c>. Empty when nothing is left.
    /// </summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";

        var plain = Plain(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var grade = SingleSpaced(plain).Trim(Quotes.ToCharArray()).Trim();
        foreach (var heading in Headings)
        {
            if (grade.StartsWith(heading, StringComparison.Ordinal)) return grade[heading.Length..].Trim();
        }

        return grade;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length + 8);

        // Rune by rune: half a surrogate pair becomes a replacement character instead of an exception.
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0xFE0F: break; // "Show the star before this as a picture": no mark of its own.
                case 0x2044: plain.Append('/'); break;
                case 0x2212 or (>= 0x2010 and <= 0x2015): plain.Append('-'); break;
                default: plain.Append(Fraction(rune.Value) ?? rune.ToString()); break;
            }
        }

        return plain.ToString();
    }

    private static string? Fraction(int rune) => rune switch
    {
        '½' => " 1/2",
        '¼' => " 1/4",
        '¾' => " 3/4",
        '⅓' => " 1/3",
        '⅔' => " 2/3",
        '⅛' => " 1/8",
        '⅜' => " 3/8",
        '⅝' => " 5/8",
        '⅞' => " 7/8",
        _ => null,
    };

    private static string SingleSpaced(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>An exact number that is not negative, as a fraction of whole ones.</summary>
internal readonly record struct Quantity(long Parts, long Of)
{
    private const int Full = 10_000;

    /// <summary>
    /// Reads what <see cref="RatingReader"/> takes for a number: digits, <c>2 1/2</c>, <c>1/2</c>,
    /// <c>five</c>.
    /// </summary>
    public static Quantity Read(string number)
    {
        if (number.Contains('/')) return ReadMixed(number);
        if (char.IsAsciiLetter(number[0])) return new(InLetters(number), 1);

        var point = number.IndexOfAny(['.', ',']);
        if (point < 0) return new(Whole10(number), 1);
        var places = number[(point + 1)..];
        var scale = Pow10(places.Length);
        return new(Whole10(number[..point]) * scale + Whole10(places), scale);
    }

    public bool IsZero => Parts == 0;

    /// <summary>The number when it is whole (and small), otherwise null.</summary>
    public int? Whole => Parts % Of == 0 && Parts / Of <= int.MaxValue ? (int)(Parts / Of) : null;

    public bool IsAbove(int limit) => Parts > limit * Of;

    /// <summary>In ten-thousandths of a scale, rounded half up. 7.0681328 of 10: 7068.</summary>
    public int ShareOf(int scale) => (int)((2 * Full * Parts + Of * scale) / (2 * Of * scale));

    public Quantity Plus(Quantity other) => new(Parts * other.Of + other.Parts * Of, Of * other.Of);

    private static Quantity ReadMixed(string number)
    {
        var part = new Quantity(number[^3] - '0', number[^1] - '0');
        return number.Length == 3 ? part : new Quantity(Whole10(number[..^4]), 1).Plus(part);
    }

    private static int InLetters(string number) => number switch
    {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        _ => 5,
    };

    private static long Whole10(string digits) =>
        digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);

    private static long Pow10(int places)
    {
        var power = 1L;
        for (var i = 0; i < places; i++) power *= 10;
        return power;
    }
}
