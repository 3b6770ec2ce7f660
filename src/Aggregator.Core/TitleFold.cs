using System.Buffers;
using System.Globalization;
using System.Text;

namespace Aggregator;

/// <summary>
/// Titles and names as they are compared. The weak fold forgets case, accents and punctuation; the strong
/// fold also leading (or trailing) articles, <c>&amp;</c> for "and", and roman for arabic numerals. Only
/// Latin and Greek letters lose their marks: in other scripts a mark is a letter's own (<c>й</c> is not
/// <c>и</c>).
/// </summary>
internal static class TitleFold
{
    private const string And = "and";

    private static readonly SearchValues<char> Apostrophes = SearchValues.Create("'’‘ʼ`´′");

    private static readonly SearchValues<char> Hyphens = SearchValues.Create("-‐‑");

    private static readonly HashSet<string> Articles =
    [
        "the", "a", "an", "le", "la", "les", "l", "un", "une", "el", "los", "las", "una", "il", "lo", "gli",
        "der", "die", "das", "den", "ein", "eine", "einen", "det", "het", "een",
    ];

    private static readonly string[] Roman =
    [
        "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
        "xvii", "xviii", "xix", "xx",
    ];

    /// <summary>
    /// Case, accents and punctuation aside: <c>L'Avventura!</c> and <c>l avventura</c> are one.
    /// </summary>
    public static string Weak(string title) =>
        OrAsWritten(Joined(Words(title, forgetsApostrophes: true)), title);

    /// <summary>Articles, ampersands and numerals aside, too.</summary>
    public static string Strong(string title) => OrAsWritten(Joined(StrongWords(title)), title);

    /// <summary>
    /// The strong fold with the article behind it, wherever it is written: <c>Grandmaster, The</c> is
    /// <c>The Grandmaster</c>, and no <c>Grandmaster</c>.
    /// </summary>
    public static string Same(string title)
    {
        var (article, others) = Parted(title);
        var strong = OrAsWritten(Joined(Numbered(others)), title);
        return article is null ? strong : $"{strong}, {article}";
    }

    /// <summary>The article that the strong fold leaves out, or null.</summary>
    public static string? Article(string title) => Parted(title).Article;

    /// <summary>The strong fold and the words of one title, for whoever needs both.</summary>
    public static (string Strong, List<string> SearchWords) Both(string title)
    {
        var words = StrongWords(title);
        return (OrAsWritten(Joined(words), title), Telling(words));
    }

    /// <summary>
    /// The words by which a title or name is searched: those of the strong fold, without any article where
    /// other words are left, each once; and behind them those that its hyphens part, joined.
    /// </summary>
    public static List<string> SearchWords(string title)
    {
        var words = Telling(StrongWords(title));
        words.AddRange(Hyphenated(title).Except(words));
        return words;
    }

    /// <summary>
    /// What hyphens part, as one word: many write <c>Spiderman</c> for <c>Spider-Man</c>. Numbers stay apart.
    /// </summary>
    public static IEnumerable<string> Hyphenated(string title) => !title.AsSpan().ContainsAny(Hyphens) ? [] :
        from written in title.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where written.AsSpan().ContainsAny(Hyphens)
        let words = Words(written, forgetsApostrophes: true)
        where words.Count > 1
        let joined = Joined(words)
        where !joined.Contains(' ', StringComparison.Ordinal)
        select joined;

    private static List<string> Telling(List<string> all)
    {
        var words = new List<string>(all.Count);
        foreach (var word in all)
            if (!words.Contains(word)) words.Add(word);
        var telling = words.FindAll(word => !IsArticle(word));
        return telling.Count > 0 ? telling : words;
    }

    private static bool IsArticle(string word) => Articles.Contains(word);

    private static List<string> StrongWords(string title) => Numbered(Parted(title).Others);

    /// <summary>The words with arabic for roman numerals.</summary>
    private static List<string> Numbered(List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var isAlone = words[i] is "v" or "x" && i == 0;
            var roman = isAlone ? -1 : Array.IndexOf(Roman, words[i]);
            if (roman >= 0) words[i] = (roman + 2).ToString(CultureInfo.InvariantCulture);
        }

        return words;
    }

    private static (string? Article, List<string> Others) Parted(string title)
    {
        var comma = title.LastIndexOf(',');
        if (comma > 0 && Words(title[(comma + 1)..], true) is [var last] && IsArticle(last))
            return (last, Words(Spelt(title[..comma]), true));

        // An elided article is one word with what follows unless it is parted at its apostrophe.
        var spelt = Spelt(title);
        var words = Words(spelt, forgetsApostrophes: true);
        var parted = spelt.AsSpan().ContainsAny(Apostrophes)
            ? Words(spelt, forgetsApostrophes: false)
            : words;
        if (parted is ["l", ..] && words is not ["l", ..] && words.Count > 0)
        {
            words[0] = words[0][1..];
            return ("l", words);
        }

        if (words.Count < 2 || !IsArticle(words[0])) return (null, words);
        var article = words[0];
        words.RemoveAt(0);
        return (article, words);
    }

    private static string Spelt(string title) => title.Replace("&", $" {And} ", StringComparison.Ordinal);

    /// <summary>
    /// Words run together, so that <c>Spider-Man</c> is <c>Spiderman</c> and <c>E.T.</c> is <c>ET</c>; only
    /// numbers stay apart.
    /// </summary>
    private static string Joined(List<string> words)
    {
        if (words is [var only]) return only;
        var joined = new StringBuilder();
        foreach (var word in words)
        {
            if (joined.Length > 0 && char.IsDigit(joined[^1]) && char.IsDigit(word[0])) joined.Append(' ');
            joined.Append(word);
        }

        return joined.ToString();
    }

    private static string OrAsWritten(string fold, string title) =>
        fold.Length > 0 ? fold : title.Trim().ToLowerInvariant();

    private static List<string> Words(string title, bool forgetsApostrophes)
    {
        if (IsPlain(title)) return PlainWords(title.ToLowerInvariant());

        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Letterwise(title).EnumerateRunes())
        {
            if (IsOfWord(rune)) word.Append(rune);
            else if (!forgetsApostrophes || !IsApostrophe(rune))
                Close(words, word);
        }

        Close(words, word);
        JoinInitials(words);
        return words;
    }

    private static bool IsApostrophe(Rune rune) => rune.IsBmp && Apostrophes.Contains((char)rune.Value);

    /// <summary>Most titles: nothing in them has to be taken apart or left out.</summary>
    private static bool IsPlain(string title) =>
        Ascii.IsValid(title) && !title.AsSpan().ContainsAny(Apostrophes);

    private static List<string> PlainWords(string title)
    {
        var words = new List<string>(4);
        for (int i = 0, from = 0; i <= title.Length; i++)
        {
            if (i < title.Length && char.IsAsciiLetterOrDigit(title[i])) continue;
            if (i > from) words.Add(title[from..i]);
            from = i + 1;
        }

        JoinInitials(words);
        return words;
    }

    /// <summary>
    /// Letters that stand alone side by side are one word: <c>A.O.</c> is <c>AO</c>, and no article.
    /// </summary>
    private static void JoinInitials(List<string> words)
    {
        var wasInitial = false;
        for (var i = words.Count - 1; i >= 0; i--)
        {
            var isInitial = words[i] is [var letter] && char.IsLetter(letter);
            if (isInitial && wasInitial)
            {
                words[i] += words[i + 1];
                words.RemoveAt(i + 1);
            }

            wasInitial = isInitial;
        }
    }

    private static void Close(List<string> words, StringBuilder word)
    {
        if (word.Length > 0) words.Add(word.ToString());
        word.Clear();
    }

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber;

    private static string Letterwise(string title)
    {
        if (Ascii.IsValid(title)) return title.ToLowerInvariant();

        var letters = new StringBuilder(title.Length);
        var losesMarks = true;
        foreach (var rune in Letters.Normal(title).Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;
            if (!isMark) losesMarks = LosesMarks(rune);
            if (!losesMarks) letters.Append(Rune.ToLowerInvariant(rune));
            else if (!isMark) letters.Append(Letters.Fold(rune.ToString()));
        }

        return letters.ToString();
    }

    /// <summary>Latin and Greek letters, and whatever is not a letter (digits, fractions, signs).</summary>
    private static bool LosesMarks(Rune rune)
    {
        if (!Rune.IsLetter(rune)) return true;
        var letter = rune.ToString().Normalize(NormalizationForm.FormKD)[0];
        return letter is < '\u0250' or (>= '\u0370' and < '\u0400') or (>= '\u1E00' and < '\u2000');
    }
}
