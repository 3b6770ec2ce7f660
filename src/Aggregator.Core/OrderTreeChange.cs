using System.Buffers;

namespace Aggregator;

internal sealed partial class OrderTree
{
    /// <summary>The order with a thing in it; the same when it was in it already.</summary>
    public OrderTree With(OrderItem item, Edit edit)
    {
        if (Gather(item, edit, comes: true) is { } gathering) return gathering;
        if (_root is not { } before) return new(LeafOf(item, edit), _names);

        var (root, right) = PutIn(before, PointOf(item), item, edit);
        if (right is not null)
        {
            var above = new OrderNode.Inner(edit);
            above.PutIn(0, root, root.Begin);
            above.PutIn(1, right, right.Begin);
            root = above;
        }

        return root == before ? this : new(root, _names);
    }

    /// <summary>The order without a thing; the same when it was not in it.</summary>
    public OrderTree Without(OrderItem item, Edit edit)
    {
        if (Gather(item, edit, comes: false) is { } gathering) return gathering;
        if (_root is not { } before) return this;
        var root = TakeOut(before, PointOf(item), edit);
        while (root is OrderNode.Inner { Count: 1 } inner) root = inner.Kids[0];
        if (root.Count == 0) return new(null, _names);
        return root == before ? this : new(root, _names);
    }

    /// <summary>The order after what comes and goes, in whatever order it is told.</summary>
    public OrderTree Changed(Span<GatheredItem> changes)
    {
        var spare = ArrayPool<GatheredItem>.Shared.Rent(changes.Length);
        var (changed, edit) = (this, new Edit());
        foreach (var (item, comes) in Sorted(changes, spare.AsSpan(0, changes.Length)))
            changed = comes ? changed.With(item, edit) : changed.Without(item, edit);
        ArrayPool<GatheredItem>.Shared.Return(spare);
        return changed;
    }

    private static OrderNode.Leaf LeafOf(OrderItem item, Edit edit)
    {
        var leaf = new OrderNode.Leaf(edit);
        leaf.PutIn(0, item);
        return leaf;
    }

    private (OrderNode Node, OrderNode? Right) PutIn(
        OrderNode node, in OrderPoint point, OrderItem item, Edit edit)
    {
        if (node is OrderNode.Leaf leaf)
        {
            var at = PlaceIn(leaf, point, out var isThere);
            if (isThere) return (node, null);
            var mine = (OrderNode.Leaf)leaf.For(edit);
            mine.PutIn(at, item);
            return (mine, CutIfFull(mine, at));
        }

        var inner = (OrderNode.Inner)node;
        var kid = KidFor(inner, point);
        var (changed, right) = PutIn(inner.Kids[kid], point, item, edit);
        if (changed.Total == inner.Totals[kid] && right is null) return (node, null);

        inner = (OrderNode.Inner)inner.For(edit);
        inner.Change(kid, changed);
        if (right is null) return (inner, null);
        inner.PutIn(kid + 1, right, right.Begin);
        return (inner, CutIfFull(inner, kid + 1));
    }

    /// <summary>
    /// A node that grows at its end is cut near its end: what comes in order fills its nodes.
    /// </summary>
    private static OrderNode? CutIfFull(OrderNode node, int grewAt)
    {
        if (node.Count < CountMax(node)) return null;
        var atEnd = grewAt == node.Count - 1;
        return node.CutAt(atEnd ? node.Count - (CountLow(node) / 2) : node.Count / 2);
    }

    private OrderNode TakeOut(OrderNode node, in OrderPoint point, Edit edit)
    {
        if (node is OrderNode.Leaf leaf)
        {
            var at = PlaceIn(leaf, point, out var isThere);
            if (!isThere) return node;
            var mine = (OrderNode.Leaf)leaf.For(edit);
            mine.TakeOut(at);
            return mine;
        }

        var inner = (OrderNode.Inner)node;
        var kid = KidFor(inner, point);
        var changed = TakeOut(inner.Kids[kid], point, edit);
        if (changed.Total == inner.Totals[kid]) return node;

        inner = (OrderNode.Inner)inner.For(edit);
        inner.Change(kid, changed);
        if (changed.Count == 0) inner.TakeOut(kid);
        else if (changed.Count < CountLow(changed)) JoinWithNeighbour(inner, kid, edit);
        return inner;
    }

    private static void JoinWithNeighbour(OrderNode.Inner inner, int kid, Edit edit)
    {
        var left = kid > 0 ? kid - 1 : kid;
        if (left + 1 >= inner.Count) return;
        var right = inner.Kids[left + 1];
        if (inner.Kids[left].Count + right.Count > CountJoinedMax(right)) return;

        var joined = inner.Kids[left].For(edit);
        joined.TakeIn(right, inner.Begins[left + 1]);
        inner.TakeOut(left + 1);
        inner.Change(left, joined);
    }

    /// <summary>
    /// Below this a node is joined with its neighbour, if both fit into one with room to spare.
    /// </summary>
    private static int CountLow(OrderNode node) => CountMax(node) / 4;

    private static int CountJoinedMax(OrderNode node) => CountMax(node) * 3 / 4;

    private static int CountMax(OrderNode node) =>
        node is OrderNode.Leaf ? OrderNode.LeafMax : OrderNode.InnerMax;
}
