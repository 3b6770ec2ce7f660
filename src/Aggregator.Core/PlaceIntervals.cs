namespace Aggregator;

/// <summary>Between which places a film may well stand; both count, 1 is the best.</summary>
public readonly record struct PlaceInterval(int Low, int High);

/// <summary>
/// The 95 % intervals of places by <c>acclaim-1</c>, as if other critics of the same kind had been asked
/// (<c>method.md</c> §5). A thousand times the season's lists and honours are drawn anew from those there
/// are, each film's C is drawn from within its interval, and the films are ranked. The same standings and
/// lists give the same intervals, whoever computes them.
/// </summary>
public static class PlaceIntervals
{
    // A score is an A less a width: both are at most 100 points.
    private const int ScoreMin = -AcclaimNumbers.Full;
    private const int Scores = AcclaimNumbers.Full - ScoreMin + 1;

    /// <summary>
    /// Of the films that are ranked in a season, by all standing lists of that season, both in any order.
    /// Takes some 40 ms for the 162 films and 180 lists of 2013.
    /// </summary>
    public static Dictionary<FilmId, PlaceInterval> Of(
        int season, IEnumerable<Standing> films, IEnumerable<YearList> lists, Calibration calibration)
    {
        var ranked = films.OrderBy(film => film.Film).ToArray();
        var drawn = new SeasonLists(ranked, lists, calibration);
        var contenders = Array.ConvertAll(ranked, film => new Contender(film, calibration));
        var draws = new Draws($"rank/1/acclaim/{season}");
        var ranks = new OuterRanks(contenders.Length);
        var (scores, better) = (new int[contenders.Length], new int[Scores]);
        var credits = new long[contenders.Length];
        for (var replicate = 0; replicate < OuterRanks.Replicates; replicate++)
        {
            drawn.Draw(draws, credits);
            for (var film = 0; film < scores.Length; film++)
                scores[film] = contenders[film].Draw(draws, drawn.ShareOf(credits[film]));
            CountBetter(scores, better);
            for (var film = 0; film < scores.Length; film++)
                ranks.Add(film, better[scores[film] - ScoreMin] + 1);
        }

        return ranked.Select((film, i) => (film.Film, ranks.Of(i))).ToDictionary();
    }

    /// <summary>Of each score how many films have a greater one.</summary>
    private static void CountBetter(int[] scores, int[] better)
    {
        Array.Clear(better);
        foreach (var score in scores) better[score - ScoreMin]++;
        var above = 0;
        for (var i = better.Length - 1; i >= 0; i--) (better[i], above) = (above, above + better[i]);
    }

    /// <summary>What a draw needs of a film.</summary>
    private readonly struct Contender
    {
        // Twelve numbers of 16 bits: their sum less its mean is near to a normal deviate of 65536.
        private const int Summands = 12;
        private const int SumMean = Summands << 15;
        private const long Deviate = 65_536;

        private readonly Calibration _calibration;
        private readonly long _halfWidth;
        private readonly int _score;
        private readonly long _half;
        private readonly int _below;

        public Contender(Standing standing, Calibration calibration)
        {
            var critics = CriticsComponent.Of(standing.Verdicts, calibration);
            (_calibration, _score, _half) = (calibration, critics.Score, critics.Half);
            // 2.06 deviates, in hundredths.
            _halfWidth = IntegerRoot.Up(calibration.DeviateSquared) * Deviate;
            _below = standing.Acclaim.Headline - standing.Acclaim.Low;
        }

        /// <summary>
        /// The lower end of the interval, which rankings go by, had the film that share of ballots.
        /// </summary>
        public int Draw(Draws draws, int share)
        {
            var deviate = -SumMean;
            for (var i = 0; i < Summands; i++) deviate += (int)(draws.Next() >> 48);
            var moved = _score + FloorOf(_half * deviate * 100, _halfWidth);
            var score = (int)Math.Clamp(moved, 0, AcclaimNumbers.Full);
            return AcclaimNumbers.HeadlineOf(score, share, _calibration) - _below;
        }

        private static long FloorOf(long dividend, long divisor)
        {
            var (quotient, rest) = Math.DivRem(dividend, divisor);
            return rest < 0 ? quotient - 1 : quotient;
        }
    }

    /// <summary>A season's lists by persons, then those by collectives, each as what it credits.</summary>
    private sealed class SeasonLists
    {
        private readonly (int Film, long Credit)[][] _lists;
        private readonly (int Film, long Credit)[][] _honours;
        private readonly long[] _elsewhere;
        private readonly long _weight;

        public SeasonLists(Standing[] films, IEnumerable<YearList> lists, Calibration calibration)
        {
            var numbers = films.Select((film, number) => (film.Film, number)).ToDictionary();
            var inOrder = lists.OrderBy(list => list.Critic).ToLookup(
                list => list.Kind, list => CreditsOf(list, numbers, calibration));
            _lists = [.. inOrder[CriticKind.Person]];
            _honours = [.. inOrder[CriticKind.Collective]];
            _weight = RecognitionComponent.WeightOf(_lists.Length, _honours.Length, calibration);

            // Placements on other years' lists count for the film too (§3.2): they are not drawn, but added.
            _elsewhere = Array.ConvertAll(films, film =>
                film.Credits.Lists + calibration.HonourWeight * film.Credits.Honours);
            foreach (var (film, credit) in _lists.Concat(_honours).SelectMany(list => list))
                _elsewhere[film] = Math.Max(0, _elsewhere[film] - credit);
        }

        /// <summary>Credits of as many lists as there are, each drawn from all of them.</summary>
        public void Draw(Draws draws, long[] credits)
        {
            _elsewhere.CopyTo(credits, 0);
            Draw(_lists, draws, credits);
            Draw(_honours, draws, credits);
        }

        /// <summary>ρ of credits; nothing while the season has no lists.</summary>
        public int ShareOf(long credits) => _lists.Length + _honours.Length == 0
            ? 0
            : RecognitionComponent.ShareOf(credits, _weight);

        private static void Draw((int Film, long Credit)[][] lists, Draws draws, long[] credits)
        {
            for (var i = 0; i < lists.Length; i++)
                foreach (var (film, credit) in lists[draws.Below(lists.Length)])
                    credits[film] += credit;
        }

        private static (int Film, long Credit)[] CreditsOf(
            YearList list, Dictionary<FilmId, int> numbers, Calibration calibration)
        {
            long weight = list.Kind is CriticKind.Person ? 1 : calibration.HonourWeight;
            return
            [
                .. list.CreditsGiven(calibration).Where(given => numbers.ContainsKey(given.Film))
                    .Select(given => (numbers[given.Film], weight * given.Credit)),
            ];
        }
    }
}
