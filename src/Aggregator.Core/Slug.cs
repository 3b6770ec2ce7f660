using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Aggregator;

/// <summary>
/// Names as they stand in addresses: lower-case ASCII letters, digits and single hyphens, at most
/// <see cref="LengthMax"/> characters, cut at a word. <c>Amélie</c> becomes <c>amelie</c>, <c>8½</c> becomes
/// <c>8-1-2</c>.
/// </summary>
public static class Slug
{
    public const int LengthMax = 96;

    public static bool IsSlug([NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length is 0 or > LengthMax) return false;
        if (text[0] == '-' || text[^1] == '-') return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '-' ? text[i - 1] == '-' : !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The slug of some words; <paramref name="whenNothingIsLeft"/> if they hold no letter or digit that
    /// ASCII has. <paramref name="suffix"/> (a year, <c>2</c>) is never cut off.
    /// </summary>
    public static string Of(string words, string whenNothingIsLeft, string? suffix = null)
    {
        var room = LengthMax - (suffix is null ? 0 : suffix.Length + 1);
        var slug = Cut(Hyphenate(words), room);
        if (slug.Length == 0) slug = whenNothingIsLeft;
        return suffix is null ? slug : $"{slug}-{suffix}";
    }

    private static string Hyphenate(string words)
    {
        var slug = new StringBuilder(words.Length);
        foreach (var c in Letters.Fold(words))
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }

    private static string Cut(string slug, int room)
    {
        if (slug.Length <= room) return slug;
        var word = slug.LastIndexOf('-', room);
        return word > 0 ? slug[..word] : slug[..room];
    }
}

/// <summary>Letters without their accents and ligatures, in lower case.</summary>
public static class Letters
{
    /// <summary>
    /// Lower case, accents dropped, letters that do not decompose spelt out (<c>ø</c> → <c>o</c>,
    /// <c>ß</c> → <c>ss</c>), fractions written with a slash (<c>8½</c> → <c>8 1/2</c>).
    /// </summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Normal(text).EnumerateRunes())
        {
            if (IsVulgarFraction(rune)) folded.Append(' ');
            foreach (var c in rune.ToString().Normalize(NormalizationForm.FormKD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark) continue;
                folded.Append(Spelling(char.ToLowerInvariant(c)));
            }
        }

        return folded.ToString();
    }

    /// <summary>
    /// The text without what cannot be normalised: half a surrogate pair, and U+FFFE, which is no character.
    /// </summary>
    public static string Normal(string text) =>
        string.Concat(text.EnumerateRunes()).Replace('\uFFFE', '\uFFFD');

    private static bool IsVulgarFraction(Rune rune) =>
        rune.Value is >= 0xBC and <= 0xBE or >= 0x2150 and <= 0x215F;

    private static string Spelling(char c) => c switch
    {
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        '\u2044' => "/",
        _ => c.ToString(),
    };
}
