namespace Aggregator.Grains;

/// <summary>A stretch of things newest first, and how many there are in all.</summary>
internal readonly record struct Page<T>(T[] Items, int Total, bool More)
{
    /// <summary>
    /// The page that was asked for out of things in any order; positions are unique among them.
    /// </summary>
    public static Page<T> Of(IEnumerable<T> things, Func<T, long> position, PageAsk ask)
    {
        var all = things.ToArray();
        var before = ask.Before ?? long.MaxValue;
        var rest = all.Where(thing => position(thing) < before).OrderByDescending(position).ToArray();
        var items = rest.Length > ask.First ? rest[..ask.First] : rest;
        return new(items, all.Length, items.Length < rest.Length);
    }
}
