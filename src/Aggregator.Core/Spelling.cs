namespace Aggregator;

/// <summary>How far apart two words are for somebody who types fast.</summary>
public static class Spelling
{
    /// <summary>The distance of a word to one that begins with it.</summary>
    public const int Beginning = 1;

    /// <summary>The distance that one typing error makes.</summary>
    private const int PerError = 2;

    /// <summary>So many typing errors in all its words leave a title near, and so far away.</summary>
    public const int ErrorsNearMax = 2;
    public const int NearMax = ErrorsNearMax * PerError;

    /// <summary>
    /// Neighbouring letters exchanged spoil three pairs of letters; every other error fewer.
    /// </summary>
    public const int PairsSpoiltMax = 3;

    private const int ShortMax = 2;
    private const int MiddlingMax = 5;
    private const uint WordBegins = 1;
    private const uint WordEnds = 2;

    /// <summary>
    /// Typing errors forgiven: none in one or two letters or in a number, one up to five letters, else two.
    /// </summary>
    public static int ErrorsMax(string word)
    {
        if (word.Length <= ShortMax || word.All(char.IsDigit)) return 0;
        return word.Length <= MiddlingMax ? 1 : 2;
    }

    /// <summary>
    /// 0 for equal words, 1 where <paramref name="word"/> begins with what was asked, 2 for each typing
    /// error (a letter too many, missing, wrong, or exchanged with its neighbour); null beyond <see
    /// cref="ErrorsMax"/>.
    /// </summary>
    public static int? Distance(string asked, string word)
    {
        if (asked == word) return 0;
        if (word.StartsWith(asked, StringComparison.Ordinal)) return Beginning;
        var errorsMax = ErrorsMax(asked);
        if (errorsMax == 0 || Math.Abs(asked.Length - word.Length) > errorsMax) return null;
        var errors = Errors(asked, word);
        return errors <= errorsMax ? errors * PerError : null;
    }

    /// <summary>
    /// Each pair of neighbouring letters once, with the word's two ends as letters of their own.
    /// </summary>
    public static List<ulong> Pairs(string word)
    {
        var pairs = new List<ulong>(word.Length + 1);
        var last = WordBegins;
        for (var i = 0; i <= word.Length; i++)
        {
            var letter = i < word.Length ? word[i] : WordEnds;
            var pair = (ulong)last << 16 | letter;
            // Words are short: looking is quicker than hashing.
            if (!pairs.Contains(pair)) pairs.Add(pair);
            last = letter;
        }

        return pairs;
    }

    /// <summary>
    /// Damerau and Levenshtein's distance (optimal string alignment), with three rows of memory.
    /// </summary>
    private static int Errors(string asked, string word)
    {
        const int LongMax = 64;
        if (word.Length >= LongMax) return int.MaxValue;
        Span<int> beforeLast = stackalloc int[LongMax];
        Span<int> last = stackalloc int[LongMax];
        Span<int> now = stackalloc int[LongMax];
        for (var j = 0; j <= word.Length; j++) last[j] = j;
        for (var i = 1; i <= asked.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= word.Length; j++)
            {
                var change = last[j - 1] + (asked[i - 1] == word[j - 1] ? 0 : 1);
                now[j] = Math.Min(change, Math.Min(last[j], now[j - 1]) + 1);
                var isExchange = i > 1 && j > 1 && asked[i - 1] == word[j - 2] && asked[i - 2] == word[j - 1];
                if (isExchange) now[j] = Math.Min(now[j], beforeLast[j - 2] + 1);
            }

            last.CopyTo(beforeLast);
            now.CopyTo(last);
        }

        return last[word.Length];
    }
}
