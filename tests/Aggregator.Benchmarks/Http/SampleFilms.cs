
namespace Aggregator.Benchmarks.Http;

/// <summary>Invented films, critics and verdicts as rows of the native files; alike in every run.</summary>
internal static class SampleFilms
{
    public const int CriticCount = 2_000;
    private const int YearFirst = 1950;
    private const int YearCount = 75;
    private static readonly string[] Ratings =
        ["1/5", "2/5", "3/5", "4/5", "5/5", "B+", "C", "3.5/4", "70%", "8/10"];

    public static int YearOf(int film) => YearFirst + film % YearCount;

    public static void Films(TextWriter rows, int count)
    {
        rows.WriteLine("title,year,refs");
        for (var film = 0; film < count; film++)
            rows.WriteLine($"Film {film},{YearOf(film)},imdb:tt{film:0000000} tmdb:{film}");
    }

    public static void Critics(TextWriter rows)
    {
        rows.WriteLine("name,kind,publication");
        for (var critic = 0; critic < CriticCount; critic++)
            rows.WriteLine($"Sample Critic {critic},person,");
    }

    /// <summary>
    /// Verdicts in the order critics write: each critic's together, on films here and there.
    /// </summary>
    public static void Verdicts(TextWriter rows, int films, int count)
    {
        rows.WriteLine("critic,film_ref,rating");
        var random = new Random(7);
        var each = (count + CriticCount - 1) / CriticCount;
        // A stride without a common divisor visits every film before it visits one again.
        const long Stride = 7_919;
        for (var i = 0; i < count; i++)
        {
            var (critic, film) = (i / each, i * Stride % films);
            var rating = Ratings[random.Next(Ratings.Length)];
            rows.WriteLine($"sample-critic-{critic},imdb:tt{film:0000000},{rating}");
        }
    }
}
