namespace Aggregator;

/// <summary>
/// The worths of films by the model of Plackett and Luce: a list is made by choosing, one place after the
/// other, among all films of the season that are left, each as likely as it is worth
/// (<c>method.md</c> §6; Hunter 2004 for the way to the greatest likelihood, Breslow's rule for films that
/// share a place).
/// </summary>
internal sealed class PlackettLuce
{
    // A ghost wins and loses half a comparison against each film, which keeps all worths finite.
    private const double Ghostly = 0.5;
    private const double ChangeMin = 1e-12;

    // Below this share of all worths what no list names is summed by itself: taken from the sum of all it
    // would be lost in the rounding, and worths would never come to rest.
    private const double SmallShare = 0.01;

    // A season of 846 lists and 1,800 films comes to rest in some 70 rounds; a thousand times the same ten
    // take 124,000, of some visits each.
    private const long VisitsMax = 500_000_000;

    private readonly (int[][] Groups, int Stages, int Count)[] _lists;
    private readonly double[] _won;
    private readonly double[] _asked;
    private readonly bool[] _isListed;
    private double[] _worths;
    private double _ghost;
    private long _visits;

    private PlackettLuce(ComparedLists lists)
    {
        var films = lists.Films.Length;
        // Those that say the same count once, and for so many: where most do, it takes very many rounds.
        _lists =
        [
            .. lists.Lists
                .GroupBy(groups => string.Join(';', groups.Select(group => string.Join(',', group))))
                .Select(same => (same.First(), StagesOf(same.First(), films), same.Count())),
        ];
        _isListed = new bool[films];
        _won = new double[films];
        _asked = new double[films];
        _worths = new double[films];
        _ghost = 1.0 / (films + 1);
        Array.Fill(_worths, _ghost);
        foreach (var (groups, stages, count) in _lists)
            foreach (var film in groups.Take(stages).SelectMany(group => group)) _won[film] += count;
    }

    /// <summary>
    /// Of each film its worth, all together 1. The ghost's is left out, as in the published season of
    /// <c>method.md</c> §6.
    /// </summary>
    public static double[] Worths(ComparedLists lists)
    {
        var model = new PlackettLuce(lists);
        // What has not come to rest by then, a second or two later, is close to it.
        double change;
        do change = model.Improve();
        while (change >= ChangeMin && model._visits < VisitsMax);
        return Array.ConvertAll(model._worths, worth => worth / (1 - model._ghost));
    }

    /// <summary>One round; answers by how much the logarithm of a worth changed at most.</summary>
    private double Improve()
    {
        Ask();
        var worths = new double[_worths.Length];
        var (met, sum) = (0.0, 0.0);
        for (var film = 0; film < worths.Length; film++)
        {
            var ghostly = 1 / (_worths[film] + _ghost);
            worths[film] = (_won[film] + Ghostly) / (_asked[film] + ghostly);
            met += ghostly;
            sum += worths[film];
        }

        var ghost = worths.Length == 0 ? _ghost : Ghostly * worths.Length / met;
        sum += ghost;
        var change = Math.Abs(Math.Log(ghost / sum / _ghost));
        for (var film = 0; film < worths.Length; film++)
        {
            worths[film] /= sum;
            change = Math.Max(change, Math.Abs(Math.Log(worths[film] / _worths[film])));
        }

        (_worths, _ghost) = (worths, ghost / sum);
        return change;
    }

    // How often each film was there to be chosen, each time by how much of all that was left was chosen.
    private void Ask()
    {
        Array.Clear(_asked);
        var (all, everywhere) = (_worths.Sum(), 0.0);
        foreach (var list in _lists)
        {
            var groups = list.Groups;
            var unlisted = all - SumOf(groups);
            var isSmall = unlisted < SmallShare * all;
            if (isSmall) unlisted = Unlisted(groups).Sum(film => _worths[film]);
            var asked = Ask(list, unlisted);
            if (isSmall)
            {
                foreach (var film in Unlisted(groups)) _asked[film] += asked;
                continue;
            }

            // What is asked of all comes on top below.
            foreach (var group in groups)
                foreach (var film in group) _asked[film] -= asked;
            everywhere += asked;
        }

        for (var film = 0; film < _asked.Length; film++) _asked[film] += everywhere;
    }

    /// <summary>The same of one list; answers how often what it does not name was there.</summary>
    private double Ask((int[][] Groups, int Stages, int Count) list, double unlisted)
    {
        var (groups, stages, count) = list;
        // Summed from the back: what is left at last may be less than the rounding of all there was.
        var left = new double[groups.Length];
        for (var at = groups.Length - 1; at >= 0; at--)
        {
            foreach (var film in groups[at]) unlisted += _worths[film];
            left[at] = unlisted;
        }

        var asked = 0.0;
        for (var at = 0; at < groups.Length; at++)
        {
            if (at < stages) asked += count * groups[at].Length / left[at];
            foreach (var film in groups[at]) _asked[film] += asked;
            _visits += groups[at].Length;
        }

        return asked;
    }

    private double SumOf(int[][] groups)
    {
        var sum = 0.0;
        foreach (var group in groups)
            foreach (var film in group) sum += _worths[film];
        return sum;
    }

    /// <summary>The films that a list does not name.</summary>
    private IEnumerable<int> Unlisted(int[][] groups)
    {
        Array.Clear(_isListed);
        foreach (var group in groups)
            foreach (var film in group) _isListed[film] = true;
        for (var film = 0; film < _isListed.Length; film++)
            if (!_isListed[film]) yield return film;
        _visits += _isListed.Length;
    }

    // The last place says nothing where nothing else is left.
    private static int StagesOf(int[][] groups, int films) =>
        groups.Sum(group => group.Length) == films ? groups.Length - 1 : groups.Length;
}
