namespace Aggregator;

public sealed partial class Catalogue
{
    /// <summary>
    /// So many words of a question are looked at, and so many films and critics compared with it.
    /// </summary>
    private const int WordsMax = 12;
    private const int ComparedMax = 2_000;

    /// <summary>
    /// Forgiving of accents, case, articles, the order of words and small typing errors; words may be begun
    /// and not ended. Best first: the nearest, then the one with the fewest words besides, then by id. At
    /// most a few thousand names are compared, those nearest the question's rarest word.
    /// </summary>
    public IReadOnlyList<Found> Search(string words, int first)
    {
        var asked = TitleFold.SearchWords(words);
        if (asked.Count == 0 || first <= 0) return [];
        if (asked.Count > WordsMax) asked.RemoveRange(WordsMax, asked.Count - WordsMax);

        var fold = TitleFold.Strong(words);
        return [.. Bearers(asked, fold)
            .Select(bearer => Compared(bearer, asked, fold))
            .Where(candidate => candidate.Distance >= 0)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.WordsBesides)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .ThenBy(candidate => candidate.Film is null)
            .Take(first)
            .Select(candidate => new Found(candidate.Film, candidate.Critic, candidate.Distance))];
    }

    private HashSet<int> Bearers(List<string> asked, string fold)
    {
        var bearers = new HashSet<int>();
        foreach (var number in _parts.FilmsByTitle.NumbersAt(TextHash.Of(fold), ComparedMax))
            bearers.Add(number * KindsOfBearer);

        var vocabulary = _parts.Vocabulary;
        var rarest = asked
            .Select(vocabulary.Fitting)
            .MinBy(fitting => fitting.Sum(vocabulary.BearersOf))!;
        foreach (var word in rarest)
        {
            var room = ComparedMax - bearers.Count;
            if (room <= 0) break;
            bearers.UnionWith(vocabulary.BearersOf(word, room));
        }

        return bearers;
    }

    private readonly record struct Candidate(Film? Film, Critic? Critic, int Distance, int WordsBesides)
    {
        public string Id => Film?.Id.Value ?? Critic!.Id.Value;
    }

    /// <summary>A negative distance where some word asked for is not there.</summary>
    private Candidate Compared(int bearer, List<string> asked, string fold)
    {
        var isFilm = bearer % KindsOfBearer == 0;
        var film = isFilm ? FilmOf(bearer / KindsOfBearer) : null;
        var critic = isFilm ? null : _parts.Critics[bearer / KindsOfBearer];
        var name = film?.Title ?? critic!.Name;
        if (TitleFold.Strong(name) == fold) return new(film, critic, 0, 0);

        var words = TitleFold.SearchWords(name);
        var distance = 0;
        foreach (var word in asked)
        {
            if (words.Min(candidate => Spelling.Distance(word, candidate)) is not { } nearest)
                return new(film, critic, -1, 0);
            distance += nearest;
        }

        return new(film, critic, distance, Math.Max(0, words.Count - asked.Count));
    }
}
