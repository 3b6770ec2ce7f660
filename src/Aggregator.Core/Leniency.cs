namespace Aggregator;

/// <summary>
/// "How much higher than others a critic rates the films both rated" (<c>method.md</c> §2.5), in hundredths
/// of a point: above 0 a lenient critic, below 0 a strict one. No score rests on it.
/// </summary>
/// <param name="Value">λ, from −1500 to 1500.</param>
/// <param name="Ratings">How many ratings it was made of.</param>
public readonly record struct Leniency(int Value, int Ratings)
{
    /// <summary>Of fewer ratings nothing is said.</summary>
    public const int RatingsMin = 5;

    private const int ValueMax = 1500;

    /// <summary>So many ratings of an average critic are added: few ratings tell little.</summary>
    private const int PseudoRatings = 10;

    /// <summary>
    /// Of all readable ratings of a critic, each with its thumb, if any, and the sums of its film, of which
    /// it is part; null of fewer than five. Five ratings of 80, each of a film at 71.00 without it:
    /// 5·9.00 / (5 + 10) = 3.00.
    /// </summary>
    public static Leniency? Of(
        IEnumerable<(int Rating, Thumb? Thumb, VerdictSums Film)> ratings, Calibration calibration)
    {
        var (count, residuals) = (0, 0L);
        foreach (var (rating, thumb, film) in ratings)
        {
            // What the rating counts as, less what the film is worth to all others.
            var own = VerdictSums.OfRating(rating, thumb, calibration.UpLine);
            residuals += own.Marks - CriticsComponent.Of(film - own, calibration).Score;
            count++;
        }

        if (count < RatingsMin) return null;
        var value = Rounded(residuals, count + PseudoRatings);
        return new((int)Math.Clamp(value, -ValueMax, ValueMax), count);
    }

    /// <summary>Half away from 0.</summary>
    private static long Rounded(long dividend, long divisor) =>
        Math.Sign(dividend) * ((2 * Math.Abs(dividend) + divisor) / (2 * divisor));
}
