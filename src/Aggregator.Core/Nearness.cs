namespace Aggregator;

/// <summary>
/// How much one critic agrees with another, in hundredths of a percent: 10000 says the same of every film.
/// </summary>
/// <param name="Shared">Films of those compared that both judged.</param>
/// <param name="Distance">How far their verdicts are apart in the mean, in hundredths of a point.</param>
public readonly record struct NearCritic(CriticId Critic, int Shared, int Distance, int Agreement);

/// <summary>
/// Who agrees most with a critic: 100 points less the mean distance between what the two verdicts on a film
/// count as, over the films that both judged. Few shared films tell little, so ten are added on which the two
/// are as far apart as the critic is from everybody. Fed film by film, in any order. Why so:
/// <c>docs/decisions/critics-compared.md</c>.
/// </summary>
public sealed class Nearness(CriticId critic, Calibration calibration)
{
    /// <summary>Of critics who share fewer films nothing is said.</summary>
    public const int SharedMin = 5;

    private const int NearestMax = 5;
    private const int PseudoFilms = 10;
    private const int Full = 10_000;

    private readonly Dictionary<CriticId, (int Shared, long Distance)> _others = [];
    private long _distance;

    /// <summary>Films that the critic judged, and others too.</summary>
    public int Films { get; private set; }

    /// <summary>Verdicts of others on them.</summary>
    public long Verdicts { get; private set; }

    /// <summary>
    /// How much the critic agrees with everybody, as all those verdicts say; null where there are none.
    /// </summary>
    public int? Agreement => Verdicts == 0 ? null : Full - Rounded(_distance, Verdicts);

    /// <summary>Takes in a film with all that stands of it.</summary>
    public void Compare(FilmTally film)
    {
        var score = film.Score(SeasonTotals.None, calibration).Acclaim.Critics;
        var values = new Dictionary<CriticId, int>();
        foreach (var said in film.Verdicts)
            if (VerdictSums.ValueOf(said.Verdict, score, calibration) is { } counts)
                values[said.Critic] = counts;
        if (!values.Remove(critic, out var own) || values.Count == 0) return;

        Films++;
        foreach (var (other, value) in values)
        {
            var distance = Math.Abs(value - own);
            var known = _others.GetValueOrDefault(other);
            _others[other] = (known.Shared + 1, known.Distance + distance);
            (Verdicts, _distance) = (Verdicts + 1, _distance + distance);
        }
    }

    /// <summary>
    /// At most five, the nearest first; of those who agree alike, who shares more films, then by ids.
    /// </summary>
    public IReadOnlyList<NearCritic> Nearest() =>
    [
        .. _others.Where(other => other.Value.Shared >= SharedMin)
            .Select(other => Near(other.Key, other.Value.Shared, other.Value.Distance))
            .OrderByDescending(near => near.Agreement).ThenByDescending(near => near.Shared)
            .ThenBy(near => near.Critic).Take(NearestMax),
    ];

    // (Σ distances + 10 · the mean distance from everybody) / (shared + 10), with both means multiplied out.
    private NearCritic Near(CriticId other, int shared, long distance) => new(
        other, shared, Rounded(distance, shared),
        Full - Rounded(
            distance * Verdicts + PseudoFilms * _distance, Verdicts * (shared + PseudoFilms)));

    /// <summary>Half up; nothing here is negative.</summary>
    private static int Rounded(long dividend, long divisor) =>
        checked((int)((2 * dividend + divisor) / (2 * divisor)));
}
