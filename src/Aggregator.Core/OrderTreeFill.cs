using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aggregator;

/// <summary>Something that came to an order or went: the later of two for one thing stands.</summary>
internal readonly record struct GatheredItem(OrderItem Item, bool Comes);

internal sealed partial class OrderTree
{
    /// <summary>
    /// How full a node is built, in eighths: nearly, so that little of a settled tree is empty room, and not
    /// quite, so that the next thing does not cut it in two.
    /// </summary>
    private const int EighthsFull = 7;

    private const int DigitBits = 8;
    private const int Digits = 1 << DigitBits;
    private const int NumberDigits = sizeof(int) * 8 / DigitBits;
    private const int TieDigits = sizeof(uint) * 8 / DigitBits;
    private const int OrderDigits = sizeof(ulong) * 8 / DigitBits;

    /// <summary>Sorts what was gathered and builds the tree from its leaves up.</summary>
    internal void Settle(Edit edit)
    {
        if (_gathered is not { } gathered) return;
        var items = Sorted(CollectionsMarshal.AsSpan(gathered), new GatheredItem[gathered.Count]);
        var settled = new List<OrderItem>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var isLatest = i + 1 == items.Length || items[i + 1].Item != items[i].Item;
            if (isLatest && items[i].Comes) settled.Add(items[i].Item);
        }

        _gathered = null;
        _root = Built(CollectionsMarshal.AsSpan(settled), edit);
    }

    /// <summary>This tree, when it gathers; null when a change is made at once.</summary>
    private OrderTree? Gather(OrderItem item, Edit edit, bool comes)
    {
        if (!edit.IsGathering) return null;
        if (_gathered is null)
        {
            var gathering = new OrderTree(null, _names) { _gathered = Gathered() };
            edit.Remember(gathering);
            return gathering.Gather(item, edit, comes);
        }

        _gathered.Add(new(item, comes));
        return this;
    }

    /// <summary>What stands here, as if it had come now.</summary>
    private List<GatheredItem> Gathered()
    {
        var items = new OrderItem[Count];
        Read(0, items);
        var gathered = new List<GatheredItem>(items.Length);
        foreach (var item in items) gathered.Add(new(item, Comes: true));
        return gathered;
    }

    private static OrderNode? Built(ReadOnlySpan<OrderItem> items, Edit edit)
    {
        if (items.IsEmpty) return null;
        var nodes = new List<OrderNode>();
        foreach (var (from, to) in Shares(items.Length, OrderNode.LeafMax))
            nodes.Add(new OrderNode.Leaf(edit, items[from..to]));
        while (nodes.Count > 1)
        {
            var above = new List<OrderNode>();
            foreach (var (from, to) in Shares(nodes.Count, OrderNode.InnerMax))
                above.Add(new OrderNode.Inner(edit, CollectionsMarshal.AsSpan(nodes)[from..to]));
            nodes = above;
        }

        return nodes[0];
    }

    /// <summary>Cuts a count into shares as equal as can be, none of them full.</summary>
    private static IEnumerable<(int From, int To)> Shares(int count, int max)
    {
        var share = max * EighthsFull / 8;
        var shares = (count + share - 1) / share;
        for (var i = 0; i < shares; i++)
            yield return ((int)((long)count * i / shares), (int)((long)count * (i + 1) / shares));
    }

    /// <summary>
    /// By order, tie and number, things of the same as they came: digit by digit from the lowest, which needs
    /// no comparing. Where names decide, few are left to compare.
    /// </summary>
    private Span<GatheredItem> Sorted(Span<GatheredItem> items, Span<GatheredItem> spare)
    {
        for (var digit = 0; digit < NumberDigits + TieDigits + OrderDigits; digit++)
        {
            if (!Distribute(items, spare, digit)) continue;
            var sorted = spare;
            spare = items;
            items = sorted;
        }

        if (_names is not null) SortTied(items, _names);
        return items;
    }

    /// <summary>False, and nothing done, where all have the same digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Distribute(
        ReadOnlySpan<GatheredItem> items, Span<GatheredItem> into, int digit)
    {
        Span<int> starts = stackalloc int[Digits];
        starts.Clear();
        foreach (ref readonly var gathered in items) starts[DigitOf(gathered.Item, digit)]++;
        if (items.Length == 0 || starts[DigitOf(items[0].Item, digit)] == items.Length) return false;

        var start = 0;
        for (var i = 0; i < Digits; i++) (starts[i], start) = (start, start + starts[i]);
        foreach (ref readonly var gathered in items)
            into[starts[DigitOf(gathered.Item, digit)]++] = gathered;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte DigitOf(in OrderItem item, int digit)
    {
        if (digit < NumberDigits) return unchecked((byte)(item.Number >> (digit * DigitBits)));
        digit -= NumberDigits;
        return digit < TieDigits
            ? unchecked((byte)(item.Tie >> (digit * DigitBits)))
            : unchecked((byte)(item.Order >> ((digit - TieDigits) * DigitBits)));
    }

    /// <summary>Things of one order and tie lie together, by number: puts them by name.</summary>
    private static void SortTied(Span<GatheredItem> items, Numbers names)
    {
        var from = 0;
        for (var i = 1; i <= items.Length; i++)
        {
            var (first, isOver) = (items[from].Item, i == items.Length);
            if (!isOver && items[i].Item.Order == first.Order && items[i].Item.Tie == first.Tie) continue;
            if (items[i - 1].Item.Number != first.Number) SortByName(items[from..i], names);
            from = i;
        }
    }

    private static void SortByName(Span<GatheredItem> tied, Numbers names)
    {
        // What happened to one thing stays in its order: its name and number are the same throughout.
        var keys = new (string Name, int At)[tied.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = (names.NameOf(tied[i].Item.Number), i);
        keys.AsSpan().Sort(tied, static (one, other) =>
            string.CompareOrdinal(one.Name, other.Name) is var compared and not 0
                ? compared
                : one.At.CompareTo(other.At));
    }
}
