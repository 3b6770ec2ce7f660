namespace Aggregator;

/// <summary>Of any two films, on how many lists the one stands before the other.</summary>
internal sealed class PairwiseCounts
{
    private readonly int[] _before;

    /// <summary>
    /// Costs the films squared, and of each list the films on it squared: a film stands before another
    /// wherever it is named, but where the other is named too and not behind it.
    /// </summary>
    public PairwiseCounts(ComparedLists lists)
    {
        Films = lists.Films.Length;
        _before = new int[Films * Films];
        var named = new int[Films];
        foreach (var groups in lists.Lists) Count(groups, named);
        for (var film = 0; film < Films; film++)
        {
            var row = _before.AsSpan(film * Films, Films);
            for (var other = 0; other < Films; other++) row[other] += named[film];
            row[film] = 0;
        }
    }

    public int Films { get; }

    /// <summary>Lists that place <paramref name="film"/> before <paramref name="other"/>.</summary>
    public int this[int film, int other] => _before[(film * Films) + other];

    private void Count(int[][] groups, int[] named)
    {
        for (var at = 0; at < groups.Length; at++)
        {
            foreach (var film in groups[at])
            {
                named[film]++;
                for (var upTo = 0; upTo <= at; upTo++)
                    foreach (var notBehind in groups[upTo]) _before[(film * Films) + notBehind]--;
            }
        }
    }
}
