using System.Buffers;

namespace Aggregator;

/// <summary>
/// Changes of an order that are not made yet, in the order they came. What one version of the order has of
/// it is never changed; the next version goes on behind it.
/// </summary>
internal sealed class WaitingItems(WaitingItems? before)
{
    public const int Length = 64;

    private readonly GatheredItem[] _items = new GatheredItem[Length];
    private int _count;

    /// <summary>
    /// Puts one behind the first <paramref name="count"/>: here, or, where another version has gone on from
    /// there already, in a copy. Answers where it is.
    /// </summary>
    public WaitingItems With(int count, GatheredItem item)
    {
        if (count == Length) return new WaitingItems(this).With(0, item);
        if (_count != count) return Copied(count).With(count, item);
        _items[_count++] = item;
        return this;
    }

    /// <summary>Fills a span with all of them up to the last that a version has.</summary>
    public void CopyTo(Span<GatheredItem> into)
    {
        for (var (from, left) = (this, into.Length); left > 0; from = from.Before!)
        {
            var count = ((left - 1) % Length) + 1;
            from._items.AsSpan(0, count).CopyTo(into[(left - count)..]);
            left -= count;
        }
    }

    private WaitingItems? Before { get; } = before;

    private WaitingItems Copied(int count)
    {
        var copy = new WaitingItems(Before) { _count = count };
        Array.Copy(_items, copy._items, count);
        return copy;
    }
}

internal sealed partial class OrderTree
{
    /// <summary>
    /// Of a small order so many changes wait, of a larger one a quarter of what is in it, and never more than
    /// a reader waits some ten milliseconds for.
    /// </summary>
    private const int WaitingMin = 512;
    private const int WaitingMax = 1 << 15;
    private const int WaitingShare = 4;

    /// <summary>For so many versions after somebody looked nothing waits: readers come again.</summary>
    private const int ReadyFor = 100;

    // Both are set by the edit that makes this order, before anybody reads it. Whoever reads it first makes
    // the tree, and then nothing waits any more.
    private volatile WaitingItems? _waiting;
    private int _waitingCount;
    private volatile int _readyFor;

    /// <summary>Whether whoever reads it finds it made.</summary>
    public bool IsReady => _waiting is null;

    /// <summary>The tree, with everything in it that waited.</summary>
    private OrderNode? Root
    {
        get
        {
            if (_waiting is { } waiting)
            {
                _readyFor = ReadyFor;
                SettleWaiting(waiting);
            }

            return _root;
        }
    }

    /// <summary>An order to begin with, which goes on from this one.</summary>
    public OrderTree Next()
    {
        var (waiting, count) = (_waiting, _waitingCount);
        // Should a reader make the tree in this moment, it is made once more of the same, and is the same.
        return new(_root, _names)
        {
            _waiting = waiting,
            _waitingCount = waiting is null ? 0 : count,
            _readyFor = Math.Max(0, _readyFor - 1),
        };
    }

    /// <summary>
    /// Something comes or goes. It waits while nobody reads this order: of films that change again and again
    /// between two looks at a ranking most of the work is never done, and of the rest the neighbours are done
    /// together. For the edit that makes this order, before anybody else knows it.
    /// </summary>
    public void Wait(OrderItem item, bool comes)
    {
        if (_waiting is null) _waitingCount = 0;
        var inLast = _waitingCount == 0 ? 0 : ((_waitingCount - 1) % WaitingItems.Length) + 1;
        _waiting = (_waiting ?? new WaitingItems(null)).With(inLast, new(item, comes));
        _waitingCount++;
    }

    /// <summary>
    /// Makes the tree when so much waits that a reader would wait for it too, and when somebody has looked
    /// lately: whoever reads on and on finds it made, and waits for nobody. Called when all has come.
    /// </summary>
    public void SettleMany()
    {
        if (_waiting is not { } waiting) return;
        var most = Math.Clamp((_root?.Total ?? 0) / WaitingShare, WaitingMin, WaitingMax);
        if (_readyFor > 0 || _waitingCount > most) SettleWaiting(waiting);
    }

    private void SettleWaiting(WaitingItems waiting)
    {
        // Versions that share what waits wait for each other; they are few.
        lock (waiting)
        {
            if (_waiting is null) return;
            var count = _waitingCount;
            var room = ArrayPool<GatheredItem>.Shared.Rent(count * 2);
            waiting.CopyTo(room.AsSpan(0, count));
            var sorted = Sorted(room.AsSpan(0, count), room.AsSpan(count, count));
            var settled = new OrderTree(_root, _names).Changed(sorted, new Edit());
            ArrayPool<GatheredItem>.Shared.Return(room);
            _root = settled._root;
            // Last: whoever finds that nothing waits finds the tree.
            _waiting = null;
        }
    }

    /// <summary>Of what happened to one thing the last holds.</summary>
    private OrderTree Changed(ReadOnlySpan<GatheredItem> sorted, Edit edit)
    {
        var changed = this;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 < sorted.Length && sorted[i + 1].Item == sorted[i].Item) continue;
            changed = sorted[i].Comes
                ? changed.With(sorted[i].Item, edit)
                : changed.Without(sorted[i].Item, edit);
        }

        return changed;
    }
}
