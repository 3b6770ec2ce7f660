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

    // A season of 846 lists and 1,800 films comes to rest in some 70 rounds, a third of a second. Where many
    // lists say the same it takes long: a thousand times the same ten need 124,000 rounds.
    private const long VisitsMax = 500_000_000;

    private readonly (int[][] Groups, int[] Unlisted, int Stages)[] _lists;
    private readonly double[] _won;
    private readonly double[] _asked;
    private double[] _worths;
    private double _ghost;

    private PlackettLuce(ComparedLists lists)
    {
        var films = lists.Films.Length;
        _lists = Array.ConvertAll(
            lists.Lists, groups => (groups, UnlistedOf(groups, films), StagesOf(groups, films)));
        _won = new double[films];
        _asked = new double[films];
        _worths = new double[films];
        _ghost = 1.0 / (films + 1);
        Array.Fill(_worths, _ghost);
        foreach (var (groups, _, stages) in _lists)
            foreach (var film in groups.Take(stages).SelectMany(group => group)) _won[film]++;
    }

    /// <summary>
    /// Of each film its worth, all together 1. The ghost's is left out, as in the published season of
    /// <c>method.md</c> §6.
    /// </summary>
    public static double[] Worths(ComparedLists lists)
    {
        var model = new PlackettLuce(lists);
        var visits = Math.Max(1, (long)lists.Lists.Length * lists.Films.Length);
        // What has not come to rest in a second or two is closer to it than is told.
        var rounds = VisitsMax / visits;
        while (model.Improve() >= ChangeMin && rounds > 0) rounds--;
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
        foreach (var (groups, unlisted, stages) in _lists)
        {
            // Summed from the back: what is left at last may be less than the rounding of all there was.
            var left = new double[groups.Length];
            var behind = unlisted.Sum(film => _worths[film]);
            for (var at = groups.Length - 1; at >= 0; at--)
            {
                foreach (var film in groups[at]) behind += _worths[film];
                left[at] = behind;
            }

            var asked = 0.0;
            for (var at = 0; at < groups.Length; at++)
            {
                if (at < stages) asked += groups[at].Length / left[at];
                foreach (var film in groups[at]) _asked[film] += asked;
            }

            foreach (var film in unlisted) _asked[film] += asked;
        }
    }

    private static int[] UnlistedOf(int[][] groups, int films) =>
        [.. Enumerable.Range(0, films).Except(groups.SelectMany(group => group))];

    // The last place says nothing where nothing else is left.
    private static int StagesOf(int[][] groups, int films) =>
        groups.Sum(group => group.Length) == films ? groups.Length - 1 : groups.Length;
}
