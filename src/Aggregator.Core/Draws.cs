namespace Aggregator;

/// <summary>SplitMix64; begun with a number, or with the hash of a text (<c>method.md</c> §5).</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public Draws(string seed) : this(TextHash.Unstirred(seed)) { }

    public ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>0 … <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);
}

/// <summary>
/// The ranks of many films over a thousand replicates; of each film the smallest and the greatest few, which
/// is all that its interval needs.
/// </summary>
internal sealed class OuterRanks
{
    public const int Replicates = 1000;

    /// <summary>A fortieth of the ranks is left out at either end.</summary>
    private const int Kept = Replicates / 40 + 1;

    private readonly int[] _smallest;
    private readonly int[] _greatest;

    public OuterRanks(int films)
    {
        _smallest = new int[films * Kept];
        _greatest = new int[films * Kept];
        Array.Fill(_smallest, int.MaxValue);
    }

    public PlaceInterval Of(int film) => new(_smallest[Last(film)], _greatest[Last(film)]);

    public void Add(int film, int rank)
    {
        Keep(_smallest.AsSpan(film * Kept, Kept), rank, 1);
        Keep(_greatest.AsSpan(film * Kept, Kept), rank, -1);
    }

    private static int Last(int film) => film * Kept + Kept - 1;

    /// <summary>Insertion into a few that are in order, the outermost first.</summary>
    private static void Keep(Span<int> kept, int rank, int sign)
    {
        var at = kept.Length;
        while (at > 0 && sign * rank < sign * kept[at - 1]) at--;
        if (at == kept.Length) return;
        kept[at..^1].CopyTo(kept[(at + 1)..]);
        kept[at] = rank;
    }
}
