using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator;

public sealed partial class Catalogue
{
    /// <summary>
    /// So many words of a question are looked at, and so many films and critics compared with it.
    /// </summary>
    private const int WordsMax = 12;
    private const int ComparedMax = 1_000;

    /// <summary>So few are sooner compared than sifted.</summary>
    private const int ComparedMin = 50;
    private const int BearersMax = 20_000;

    /// <summary>
    /// Forgiving of accents, case, articles, the order of words and small typing errors; words may be begun
    /// and not ended. Best first: the film that bears the ref which the words are, the nearest, then the one
    /// with the fewest words besides, then by id; behind them films of the year that stands behind a title.
    /// At most a thousand names are compared, those nearest the question's rarest word.
    /// </summary>
    public IReadOnlyList<Found> Search(string words, int first)
    {
        if (first <= 0) return [];
        var called = FilmRef.TryReadAlone(words.Trim(), out var reference)
            ? AnsweringOf(NumberCalled(reference))
            : null;
        var found = BestFirst(words).Concat(OfItsYear(words))
            .DistinctBy(candidate => (candidate.Id, candidate.Film is null))
            .Where(candidate => called is null || candidate.Film != called)
            .Select(candidate => new Found(candidate.Film, candidate.Critic, candidate.Distance));
        return [.. (called is null ? found : found.Prepend(new Found(called, null, 0))).Take(first)];
    }

    /// <summary>
    /// The films that could be meant if a title that nobody knows were misspelt, nearest first: those of as
    /// many words, with two typing errors at most in all of them, or of another year by two at most. Without
    /// any, those of the very title that a list of that year cannot mean, for the year may be the mistake, or
    /// those of the title that is left without what stands in brackets or apart behind it, where people write
    /// the director.
    /// </summary>
    public ImmutableArray<Film> Near(FilmAsked asked, int first)
    {
        if (string.IsNullOrWhiteSpace(asked.Title)) return [];
        ImmutableArray<Film> near = [.. BestFirst(asked.Title)
            .Where(candidate => candidate.IsNear && candidate.Film is { } film
                && CanBeMeant(film, asked, YearsOffNear))
            .Take(first)
            .Select(candidate => candidate.Film!)];
        if (near is [] && asked.Year is null && asked.ListYear is not null)
            near = [.. Titled(asked.Title).Where(film => CanBeMeant(film, asked with { ListYear = null }))
                .Select(AnsweringFor).DistinctBy(film => film.Id).OrderBy(film => film.Year).Take(first)];
        if (near is not [] || TitleAndMore().Match(asked.Title) is not { Success: true } read) return near;
        var match = Resolve(asked with { Title = read.Groups["title"].Value });
        return match.Film is { } film ? [film] : [.. match.Candidates.Take(first)];
    }

    [GeneratedRegex(@"^(?<title>.*?\w\W*?)(?:\s[([–—-]|,)")]
    private static partial Regex TitleAndMore();

    /// <summary>Where a year stands behind a title, <c>Her (2013)</c>: films that may be of it.</summary>
    private IEnumerable<Candidate> OfItsYear(string words)
    {
        if (TitleAndYear().Match(words) is not { Success: true } read) return [];
        var year = int.Parse(read.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        return
            from candidate in BestFirst(read.Groups["title"].Value)
            let yearsOff = Math.Abs(candidate.Film?.Year - year ?? int.MaxValue)
            where yearsOff <= YearsOffMax
            orderby candidate.Distance, yearsOff
            select candidate;
    }

    [GeneratedRegex(@"^(?<title>.*\w)\W+(?<year>[12][0-9]{3})\W*$")]
    private static partial Regex TitleAndYear();

    private IEnumerable<Candidate> BestFirst(string words)
    {
        var (fold, asked) = TitleFold.Both(words);
        if (asked.Count > WordsMax) asked.RemoveRange(WordsMax, asked.Count - WordsMax);

        return Bearers(asked, fold)
            .Select(bearer => Compared(bearer, asked, fold))
            .Where(candidate => candidate.Distance >= 0)
            // Whoever has others merged into it is found by each of their names too: by the nearest.
            .GroupBy(candidate => (candidate.Id, candidate.Film is null))
            .Select(same => same.MinBy(candidate => (candidate.Distance, candidate.WordsBesides)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.WordsBesides)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .ThenBy(candidate => candidate.Film is null);
    }

    /// <summary>Those called exactly so, and those who bear a word that fits each one asked for.</summary>
    private IEnumerable<int> Bearers(List<string> asked, string fold)
    {
        var called = _parts.FilmsByTitle.NumbersAt(TextHash.Of(fold), ComparedMax)
            .Select(number => number * KindsOfBearer);
        // "$" is a title, and no word is in it.
        if (asked.Count == 0) return called;

        var vocabulary = _parts.Vocabulary;
        var rarestFirst = asked.Select(vocabulary.Fitting).OrderBy(words => words.Bearers).ToList();
        var bearers = vocabulary.BearersOf(rarestFirst[0], BearersMax);
        foreach (var words in rarestFirst.Skip(1))
        {
            // A word of which not every bearer is at hand cannot rule anybody out.
            if (bearers.Count <= ComparedMin || !words.IsAll || words.Bearers > BearersMax) break;
            bearers.IntersectWith(vocabulary.BearersOf(words, BearersMax));
        }

        return called.Union(bearers).Take(ComparedMax);
    }

    private readonly record struct Candidate(Film? Film, Critic? Critic, int Distance, int WordsBesides)
    {
        /// <summary>How many more letters its words have than those asked for.</summary>
        public int LettersBesides { get; init; }

        public string Id => Film?.Id.Value ?? Critic!.Id.Value;

        /// <summary>
        /// A word may be begun and not ended, but then no more than two letters are missing.
        /// </summary>
        public bool IsNear => WordsBesides == 0 && Distance <= Spelling.NearMax
            && LettersBesides <= Spelling.ErrorsNearMax;
    }

    /// <summary>A negative distance where some word asked for is not there.</summary>
    private Candidate Compared(int bearer, List<string> asked, string fold)
    {
        var isFilm = bearer % KindsOfBearer == 0;
        var film = isFilm ? AnsweringOf(bearer / KindsOfBearer) : null;
        var critic = isFilm ? null : SurvivorOf(bearer / KindsOfBearer);
        var name = isFilm
            ? FilmOf(bearer / KindsOfBearer)!.Title
            : _parts.Critics[bearer / KindsOfBearer]!.Name;
        var (strong, words) = TitleFold.Both(name);
        if (strong == fold) return new(film, critic, 0, 0);
        if (asked.Count == 0) return new(film, critic, -1, 0);

        var distance = 0;
        List<string> spelt = [.. words, .. TitleFold.Hyphenated(name)];
        foreach (var word in asked)
        {
            if (spelt.Min(candidate => Spelling.Distance(word, candidate)) is not { } nearest)
                return new(film, critic, -1, 0);
            distance += nearest;
        }

        return new(film, critic, distance, Math.Max(0, words.Count - asked.Count))
        {
            LettersBesides = words.Sum(word => word.Length) - asked.Sum(word => word.Length),
        };
    }
}
