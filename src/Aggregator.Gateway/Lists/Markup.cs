using System.Net;
using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Lines as they are read on a page, without what HTML and Markdown write for it: <c>**Her**</c>,
/// <c>1\. Her</c>, <c>[Her](https://example.org)</c> and <c>Am&amp;eacute;lie</c> are no titles. What titles
/// have, too, stays: <c>M*A*S*H</c>, <c>[REC] (2007)</c>, <c>*batteries not included</c>.
/// </summary>
internal static partial class Markup
{
    public static string Plain(string line)
    {
        var plain = Decoded(Tag().Replace(line, ""));
        // Where a link leads to names no film; nor does a picture.
        if (Target().IsMatch(plain)) return "";
        plain = Link().Replace(Picture().Replace(plain, ""), "${text}");
        plain = Box().Replace(plain, "${bullet}");
        // From the inner to the outer: **Her *and* him**.
        for (var nested = 0; nested < 3; nested++) plain = Emphasis().Replace(plain, "${text}");
        return NumberedHeading().Replace(Escaped().Replace(plain, "${mark}"), "");
    }

    /// <summary>Entities of HTML, and blanks of every kind.</summary>
    private static string Decoded(string line)
    {
        if (!line.Contains('&', StringComparison.Ordinal)) return line;
        return string.Concat(WebUtility.HtmlDecode(line)
            .Select(letter => char.IsWhiteSpace(letter) && letter != '\t' ? ' ' : letter));
    }

    [GeneratedRegex(@"</?(?:a|b|cite|em|font|i|img|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    /// <summary><c>[2]: https://example.org</c>, to which <c>[Her][2]</c> refers.</summary>
    [GeneratedRegex(@"^\s*\[[^][]+\]:\s+(?:<?https?://|/)\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Target();

    [GeneratedRegex(@"!\[[^][]*\]\([^()\s]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    /// <summary>In round brackets an address, in square ones a name that is no year.</summary>
    [GeneratedRegex(
        """
        \[(?<text>[^][]+)\](?:
        \s?\(<?(?:https?://|www\.)(?:[^()\s]|\([^()\s]*\))*(?:\s"[^"]*")?\)
        |\((?:\.{0,2}/|\#)[^()\s]*\)
        |\[(?!(?:1[89]|2[0-9])[0-9]{2}\])[^][]{0,40}\])
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*(?<bullet>[-*+]\s+)\[[ xX]\]\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Box();

    /// <summary>Marks that open before a word and close behind one.</summary>
    [GeneratedRegex(
        """
        (?<![\p{L}\p{N}\\*_])(?<mark>\*{1,3}|_{1,3})
        (?=[^\s*_])(?<text>[^*_]*[^\s*_\\])
        \k<mark>(?![\p{L}\p{N}*_])
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s*\#{1,6}\s+(?=[0-9]{1,3}[.):]\s)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedHeading();

    [GeneratedRegex(@"\\(?<mark>[!-/:-@[-`{-~])", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();
}
