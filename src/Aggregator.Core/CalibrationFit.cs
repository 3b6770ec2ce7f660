using System.Globalization;

namespace Aggregator;

/// <summary>
/// The constants of a <see cref="Calibration"/> that are measured, fitted anew to the verdicts at hand
/// (<c>method.md</c> §7): what a film is worth before anyone has spoken, how far marks of one film spread,
/// and how many verdicts that first guess counts as. The tables of thumbs and what is judgement stay.
/// </summary>
/// <param name="Films">Films with at least ten verdicts, one of them rated.</param>
/// <param name="Rated">Readable ratings of those films.</param>
/// <param name="PriorMean">The mean of the films' mean marks, in hundredths of a point.</param>
/// <param name="PriorStrengthHundredths">100 · the spread within a film / the spread between films.</param>
/// <param name="SpreadPrior">The variance of marks within a film, over all of them, in hundredths
/// squared.</param>
public sealed record CalibrationFit(
    int Films, long Rated, int PriorMean, int PriorStrengthHundredths, int SpreadPrior)
{
    /// <summary>A film with fewer verdicts is left out.</summary>
    public const int VerdictsMin = 10;

    public const int FilmsMin = 100;

    public const int RatedMin = 2000;

    private const int StrengthMax = 10_000;

    /// <summary>
    /// Fitted to the sums of films, in any order; or <c>verdicts-too-few</c>, with fewer than 2,000 ratings
    /// or 100 films, or where films differ no more than the verdicts on one film.
    /// </summary>
    public static Outcome<CalibrationFit> Of(IEnumerable<VerdictSums> films)
    {
        var counted = films.Where(film => film.Count >= VerdictsMin && film.Rated > 0).ToArray();
        var rated = counted.Sum(film => (long)film.Rated);
        if (counted.Length < FilmsMin || rated < RatedMin)
        {
            var (ratings, there) = (Count(rated), Count(counted.Length));
            return new Refusal("verdicts-too-few",
                $"There are {ratings} ratings of {there} films with at least {VerdictsMin} verdicts each; "
                + $"constants are fitted to at least {Count(RatedMin)} ratings of {FilmsMin} films.");
        }

        var within = counted.Sum(SquaresWithin) / (rated - counted.Length);
        var mean = counted.Average(MeanOf);
        var between = counted.Sum(film => Square(MeanOf(film) - mean)) / (counted.Length - 1)
            - counted.Average(film => within / film.Rated);
        // Or the strength would be more than a hundred verdicts.
        if (100 * within > between * StrengthMax)
        {
            return new Refusal(
                "verdicts-too-few", "The films differ no more than the verdicts on one film do: there is "
                + "nothing to tell a good film by.");
        }

        return new CalibrationFit(
            counted.Length, rated, Rounded(mean), Math.Max(1, Rounded(100 * within / between)),
            Math.Max(1, Rounded(within)));
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static decimal MeanOf(VerdictSums film) => (decimal)film.Marks / film.Rated;

    private static decimal SquaresWithin(VerdictSums film) => film.Squares - MeanOf(film) * film.Marks;

    private static decimal Square(decimal value) => value * value;

    private static int Rounded(decimal value) => (int)decimal.Round(value, MidpointRounding.AwayFromZero);
}
