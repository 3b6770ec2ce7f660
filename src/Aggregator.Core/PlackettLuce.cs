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
    private const int RoundsMax = 10_000;

    private readonly (int[][] Groups, int Stages)[] _lists;
    private readonly double[] _won;
    private readonly double[] _asked;
    private double[] _worths;
    private double _ghost;

    private PlackettLuce(ComparedLists lists)
    {
        var films = lists.Films.Length;
        _lists = Array.ConvertAll(lists.Lists, groups => (groups, StagesOf(groups, films)));
        _won = new double[films];
        _asked = new double[films];
        _worths = new double[films];
        _ghost = 1.0 / (films + 1);
        Array.Fill(_worths, _ghost);
        foreach (var (groups, stages) in _lists)
            foreach (var film in groups.Take(stages).SelectMany(group => group)) _won[film]++;
    }

    /// <summary>
    /// Of each film its worth, all together 1. The ghost's is left out, as in the published season of
    /// <c>method.md</c> §6.
    /// </summary>
    public static double[] Worths(ComparedLists lists)
    {
        var model = new PlackettLuce(lists);
        for (var round = 1; model.Improve() >= ChangeMin; round++)
        {
            if (round == RoundsMax)
                throw new InvalidOperationException($"The worths still move after {RoundsMax} rounds.");
        }

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
        foreach (var (groups, stages) in _lists)
        {
            var (left, asked) = (all, 0.0);
            for (var at = 0; at < groups.Length; at++)
            {
                if (at < stages) asked += groups[at].Length / left;
                foreach (var film in groups[at])
                {
                    // Up to its own place; what is asked of all comes on top below.
                    _asked[film] += asked;
                    left -= _worths[film];
                }
            }

            foreach (var film in groups.SelectMany(group => group)) _asked[film] -= asked;
            everywhere += asked;
        }

        for (var film = 0; film < _asked.Length; film++) _asked[film] += everywhere;
    }

    // The last place says nothing where nothing else is left.
    private static int StagesOf(int[][] groups, int films) =>
        groups.Sum(group => group.Length) == films ? groups.Length - 1 : groups.Length;
}
