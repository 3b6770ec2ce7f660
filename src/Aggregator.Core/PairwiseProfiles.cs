using System.Numerics;

namespace Aggregator;

/// <summary>
/// Orders that come of comparing each film with each other one, by the lists that prefer it
/// (<c>method.md</c> §6).
/// </summary>
internal static class PairwiseProfiles
{
    /// <summary>
    /// Of each film how many it beats by Schulze's rule (winning votes): those to which its strongest path is
    /// stronger than theirs to it. A path is as strong as the weakest majority on it. Costs the films cubed:
    /// a second for 2,000.
    /// </summary>
    public static int[] Schulze(PairwiseCounts counts)
    {
        var films = counts.Films;
        var paths = new int[films * films];
        for (var film = 0; film < films; film++)
        {
            for (var other = 0; other < films; other++)
            {
                if (counts[film, other] > counts[other, film])
                    paths[(film * films) + other] = counts[film, other];
            }
        }

        for (var by = 0; by < films; by++)
        {
            var onward = paths.AsSpan(by * films, films);
            for (var film = 0; film < films; film++)
            {
                var strength = paths[(film * films) + by];
                if (strength > 0) Strengthen(paths.AsSpan(film * films, films), onward, strength);
            }
        }

        return Wins(paths, films);
    }

    /// <summary>
    /// Of each film how many it stands above by ranked pairs: the greatest majorities are locked first, and
    /// one that would close a circle is left out.
    /// </summary>
    public static int[] RankedPairs(PairwiseCounts counts)
    {
        var locked = new LockedPairs(counts.Films);
        foreach (var (film, other) in Majorities(counts)) locked.Lock(film, other);
        var wins = new int[counts.Films];
        for (var film = 0; film < wins.Length; film++) wins[film] = locked.CountBelow(film);
        return wins;
    }

    private static int[] Wins(int[] paths, int films)
    {
        var wins = new int[films];
        for (var film = 0; film < films; film++)
        {
            for (var other = 0; other < films; other++)
                if (paths[(film * films) + other] > paths[(other * films) + film]) wins[film]++;
        }

        return wins;
    }

    // To wherever the path goes on, it is as strong as its weaker part.
    private static void Strengthen(Span<int> row, ReadOnlySpan<int> onward, int strength)
    {
        var at = 0;
        for (var most = new Vector<int>(strength); at <= row.Length - Vector<int>.Count;)
        {
            var there = row.Slice(at, Vector<int>.Count);
            var path = Vector.Min(most, new Vector<int>(onward.Slice(at, Vector<int>.Count)));
            Vector.Max(new Vector<int>(there), path).CopyTo(there);
            at += Vector<int>.Count;
        }

        for (; at < row.Length; at++) row[at] = Math.Max(row[at], Math.Min(strength, onward[at]));
    }

    // The greatest majority first, then the one with fewer against it, then by ids.
    private static IEnumerable<(int Film, int Other)> Majorities(PairwiseCounts counts)
    {
        var pairs = new List<(int Against, int Not, int Film, int Other)>();
        for (var film = 0; film < counts.Films; film++)
        {
            for (var other = 0; other < counts.Films; other++)
            {
                var (before, behind) = (counts[film, other], counts[other, film]);
                if (before > behind) pairs.Add((-before, behind, film, other));
            }
        }

        pairs.Sort();
        return pairs.Select(pair => (pair.Film, pair.Other));
    }
}
