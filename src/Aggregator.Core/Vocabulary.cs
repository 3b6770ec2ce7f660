namespace Aggregator;

/// <summary>A word of the vocabulary that fits one asked for, and how far it is from it.</summary>
internal readonly record struct FittingWord(int Number, int Distance);

/// <summary>
/// The words that fit one asked for, nearest first, how many bear them, and whether that is all of them.
/// </summary>
internal sealed record FittingWords(IReadOnlyList<FittingWord> Nearest, int Bearers, bool IsAll);

/// <summary>
/// The words of titles and names, and which things bear them: by their beginning, and by pairs of
/// neighbouring letters for words with typing errors. Every version stays readable.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>
    /// At most so many words are tried that begin as asked, or share letters with what was asked.
    /// </summary>
    private const int WordsMax = 512;
    private const int NeighboursMax = 20_000;

    private readonly Numbers _words;
    private readonly OrderTree _byLetters;
    private readonly OrderTree _byPairs;
    private readonly OrderTree _bearers;

    private Vocabulary(Numbers words, OrderTree byLetters, OrderTree byPairs, OrderTree bearers) =>
        (_words, _byLetters, _byPairs, _bearers) = (words, byLetters, byPairs, bearers);

    public static Vocabulary Empty()
    {
        var words = new Numbers();
        return new(words, OrderTree.Of(words), OrderTree.Of(null), OrderTree.Of(null));
    }

    public Vocabulary With(int bearer, IEnumerable<string> words, Edit edit)
    {
        var (byLetters, byPairs, bearers) = (_byLetters, _byPairs, _bearers);
        foreach (var word in words)
        {
            var (given, known) = (_words.Count, byLetters.Count);
            var number = _words.Give(word);
            bearers = bearers.With(new((ulong)number, 0, bearer), edit);
            // What is gathered cannot be counted; but its words were given all their numbers by it.
            if (edit.IsGathering && number < given) continue;
            byLetters = byLetters.With(new(Beginning(word), 0, number), edit);
            if (!edit.IsGathering && byLetters.Count == known) continue;
            foreach (var pair in Spelling.Pairs(word))
                byPairs = byPairs.With(new(pair, (uint)word.Length, number), edit);
        }

        return new(_words, byLetters, byPairs, bearers);
    }

    /// <summary>A word that nobody bears any more stays: it finds nothing.</summary>
    public Vocabulary Without(int bearer, IEnumerable<string> words, Edit edit)
    {
        var bearers = _bearers;
        foreach (var word in words)
        {
            var number = _words.Of(word);
            if (number >= 0) bearers = bearers.Without(new((ulong)number, 0, bearer), edit);
        }

        return new(_words, _byLetters, _byPairs, bearers);
    }

    /// <summary>
    /// Words equal to one asked for, beginning with it, or misspelt within bounds; nearest first.
    /// </summary>
    public FittingWords Fitting(string asked)
    {
        var fitting = new Dictionary<int, int>();
        var (beginning, neighbours) = (Beginning(asked, WordsMax), Neighbours(asked));
        foreach (var word in beginning)
            fitting[word] = Spelling.Distance(asked, _words.NameOf(word)) ?? Spelling.Beginning;
        foreach (var word in neighbours)
        {
            if (!fitting.ContainsKey(word) && Spelling.Distance(asked, _words.NameOf(word)) is { } distance)
                fitting[word] = distance;
        }

        var nearest = fitting
            .Select(pair => new FittingWord(pair.Key, pair.Value))
            .OrderBy(word => word.Distance)
            .ThenBy(word => _words.NameOf(word.Number), StringComparer.Ordinal)
            .ToList();
        var bearers = nearest.Sum(word => _bearers.Range((ulong)word.Number, 0, uint.MaxValue).Count);
        var isAll = beginning.Count < WordsMax && neighbours.Count < NeighboursMax;
        return new FittingWords(nearest, bearers, isAll);
    }

    /// <summary>Who bears any of the words, those of the nearest first, at most so many.</summary>
    public HashSet<int> BearersOf(FittingWords words, int countMax)
    {
        var bearers = new HashSet<int>();
        foreach (var word in words.Nearest)
        {
            if (bearers.Count >= countMax) break;
            bearers.UnionWith(_bearers.NumbersAt((ulong)word.Number, countMax - bearers.Count));
        }

        return bearers;
    }

    private List<int> Beginning(string asked, int countMax)
    {
        var words = new List<int>();
        var from = _byLetters.CountBefore(new OrderPoint(Beginning(asked), 0, -1, asked));
        var items = new OrderItem[64];
        while (words.Count < countMax)
        {
            var count = _byLetters.Read(from, items);
            foreach (var item in items.AsSpan(0, count))
            {
                if (!_words.NameOf(item.Number).StartsWith(asked, StringComparison.Ordinal)) return words;
                words.Add(item.Number);
            }

            if (count < items.Length) return words;
            from += count;
        }

        return words;
    }

    /// <summary>
    /// Words that share a pair of letters with the one asked for. One typing error spoils at most three
    /// pairs, so a word within the bound has one of any three pairs an error and one more: the rarest are
    /// looked at.
    /// </summary>
    private HashSet<int> Neighbours(string asked)
    {
        var words = new HashSet<int>();
        var errors = Spelling.ErrorsMax(asked);
        if (errors == 0) return words;

        var (lengthFrom, lengthTo) = ((uint)(asked.Length - errors), (uint)(asked.Length + errors));
        var stretches = Spelling.Pairs(asked)
            .Select(pair => _byPairs.Range(pair, lengthFrom, lengthTo + 1))
            .OrderBy(stretch => stretch.Count)
            .Take((Spelling.PairsSpoiltMax * errors) + 1);
        foreach (var (from, count) in stretches)
        {
            var items = new OrderItem[Math.Min(count, Math.Max(0, NeighboursMax - words.Count))];
            _byPairs.Read(from, items);
            foreach (var item in items) words.Add(item.Number);
        }

        return words;
    }

    /// <summary>The first four letters as a number that sorts as the word does.</summary>
    private static ulong Beginning(string word)
    {
        var beginning = 0UL;
        for (var i = 0; i < 4; i++) beginning = (beginning << 16) | (i < word.Length ? word[i] : 0u);
        return beginning;
    }
}
