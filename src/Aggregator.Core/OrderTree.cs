namespace Aggregator;

/// <summary>
/// One thing in an order: by <see cref="Order"/>, then <see cref="Tie"/>, then the name of its number (or
/// the number itself where the tree has no names). No references inside: the collector never walks a leaf.
/// </summary>
internal readonly record struct OrderItem(ulong Order, uint Tie, int Number);

/// <summary>A point in an order, whether or not something stands there.</summary>
internal readonly record struct OrderPoint(ulong Order, uint Tie, int Number, string? Name)
{
    public ulong Beginning { get; } = Name is null ? 0 : Numbers.BeginningOf(Name);

    /// <summary>Before everything of this order.</summary>
    public static OrderPoint Before(ulong order, uint tie = 0) => new(order, tie, -1, null);
}

/// <summary>
/// A B-tree of which every version stays readable, and which knows how many things stand before any point. A
/// change copies one path of nodes, unless the same <see cref="Edit"/> has copied it already.
/// </summary>
internal sealed partial class OrderTree
{
    private readonly Numbers? _names;

    // Written while an edit gathers, before anybody else knows this tree.
    private OrderNode? _root;
    private List<GatheredItem>? _gathered;

    private OrderTree(OrderNode? root, Numbers? names) => (_root, _names) = (root, names);

    public static OrderTree Of(Numbers? names) => new(null, names);

    public int Count => _root?.Total ?? 0;

    /// <summary>How many things stand strictly before a point.</summary>
    public int CountBefore(in OrderPoint point)
    {
        var before = 0;
        var node = _root;
        while (node is OrderNode.Inner inner)
        {
            var kid = KidFor(inner, point);
            for (var i = 0; i < kid; i++) before += inner.Totals[i];
            node = inner.Kids[kid];
        }

        return node is OrderNode.Leaf leaf ? before + PlaceIn(leaf, point, out _) : before;
    }

    /// <summary>
    /// Fills a span with the things from the one at <paramref name="from"/> (0-based); says how many.
    /// </summary>
    public int Read(int from, Span<OrderItem> into) =>
        _root is not { } root || from >= root.Total ? 0 : Read(root, from, into);

    /// <summary>
    /// How many things have this order and a tie from <paramref name="tieFrom"/> to below the other.
    /// </summary>
    public (int From, int Count) Range(ulong order, uint tieFrom, uint tieBelow)
    {
        var from = CountBefore(OrderPoint.Before(order, tieFrom));
        return (from, CountBefore(OrderPoint.Before(order, tieBelow)) - from);
    }

    /// <summary>The numbers of things of one order, at most <paramref name="countMax"/>.</summary>
    public int[] NumbersAt(ulong order, int countMax = int.MaxValue)
    {
        var (from, count) = Range(order, 0, uint.MaxValue);
        if (count == 0) return [];
        var items = new OrderItem[Math.Min(count, countMax)];
        Read(from, items);
        return Array.ConvertAll(items, item => item.Number);
    }

    private static int Read(OrderNode node, int from, Span<OrderItem> into)
    {
        if (node is OrderNode.Leaf leaf)
        {
            var items = leaf.Items.AsSpan(from, Math.Min(leaf.Count - from, into.Length));
            items.CopyTo(into);
            return items.Length;
        }

        var inner = (OrderNode.Inner)node;
        var read = 0;
        for (var i = 0; i < inner.Count && read < into.Length; i++)
        {
            if (from < inner.Totals[i]) read += Read(inner.Kids[i], from, into[read..]);
            from = Math.Max(0, from - inner.Totals[i]);
        }

        return read;
    }

    /// <summary>The kid whose stretch holds the point: the last one that does not begin after it.</summary>
    private int KidFor(OrderNode.Inner inner, in OrderPoint point)
    {
        var (low, high) = (0, inner.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Compare(inner.Begins[middle], point) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private int PlaceIn(OrderNode.Leaf leaf, in OrderPoint point, out bool isThere)
    {
        var (low, high) = (0, leaf.Count);
        isThere = false;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var compared = Compare(leaf.Items[middle], point);
            if (compared == 0) isThere = true;
            if (compared < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private int Compare(in OrderItem item, in OrderPoint point)
    {
        if (item.Order != point.Order) return item.Order < point.Order ? -1 : 1;
        if (item.Tie != point.Tie) return item.Tie < point.Tie ? -1 : 1;
        if (item.Number == point.Number) return 0;
        return _names is null
            ? item.Number.CompareTo(point.Number)
            : _names.Compare(item.Number, point.Name, point.Beginning);
    }

    private OrderPoint PointOf(OrderItem item) =>
        new(item.Order, item.Tie, item.Number, _names?.NameOf(item.Number));
}
