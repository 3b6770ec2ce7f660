using System.Collections.Immutable;
using System.Globalization;

namespace Aggregator.Benchmarks;

/// <summary>
/// Invented films as a feed brings them: titles of one to four words out of twenty thousand, the common ones
/// often; two refs; at least seven verdicts, so that every film stands on the boards of its season and of all
/// time; every fourth on lists of its year. Every string is its own, as after reading a message.
/// </summary>
internal sealed class BoardFilms(int seed)
{
    private const int WordCount = 20_000;
    private const int YearFirst = 1950;
    private const int YearCount = 75;

    private static readonly string[] Onsets =
        ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"];

    private static readonly string[] Rhymes =
        ["a", "e", "i", "o", "u", "an", "er", "in", "on", "us", "ell", "ard", "ain", "oss"];

    private readonly Random _random = new(seed);
    private readonly List<string> _words = [];
    private readonly HashSet<string> _ids = [];

    public Film Film(int number)
    {
        var year = YearFirst + _random.Next(YearCount);
        var title = string.Join(' ', Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Word()));
        var suffix = year.ToString(CultureInfo.InvariantCulture);
        var id = Slug.Of(title, "film", suffix);
        while (!_ids.Add(id)) id = Slug.Of($"{title} {Word()}", "film", suffix);
        return new Film(FilmId.Of(new string(id)), title)
        {
            Year = year,
            Refs = [FilmRef.Of($"imdb:tt{number:0000000}"), FilmRef.Of($"tmdb:{number}")],
        };
    }

    public Standing Standing(Film film, long position)
    {
        var (verdicts, low) = (7 + _random.Next(300), _random.Next(9_000));
        var season = film.Year!.Value;
        return new Standing
        {
            Film = FilmId.Of(new string(film.Id.Value)),
            Position = position,
            Updated = DateTimeOffset.UnixEpoch.AddSeconds(position),
            Calibration = 1,
            Totals = new SeasonTotals(season, 149, 31, 1),
            Verdicts = new VerdictSums
            {
                Rated = verdicts,
                Ratings = verdicts * (long)_random.Next(10_000),
                Positive = _random.Next(verdicts + 1),
            },
            Credits = default,
            Years = _random.Next(4) == 0 ? [Year(season)] : ImmutableArray<YearSums>.Empty,
            Acclaim = new AcclaimNumbers { Low = low, Headline = low + _random.Next(1_000) },
        };
    }

    private YearSums Year(int year) => new()
    {
        Year = year,
        Mentions = 1 + _random.Next(100),
        HalfPoints = _random.Next(300),
        Borda = _random.Next(700_000_000),
        Dowdall = _random.Next(47_000_000),
        HonourCredit = _random.Next(100_000),
        HonourMentions = _random.Next(3),
    };

    private string Word()
    {
        while (_words.Count < WordCount)
        {
            var syllables = Enumerable.Range(0, 2 + _random.Next(2))
                .Select(_ => Onsets[_random.Next(Onsets.Length)] + Rhymes[_random.Next(Rhymes.Length)]);
            _words.Add(string.Concat(syllables));
        }

        // The square makes the first words common, as they are in titles.
        var share = _random.NextDouble();
        return _words[(int)(share * share * WordCount)];
    }
}
