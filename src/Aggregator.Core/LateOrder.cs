using System.Buffers;

namespace Aggregator;

/// <summary>Where things stand in an order now.</summary>
internal interface IStands
{
    /// <summary>False where the thing of a number does not stand in it.</summary>
    bool TryFind(int number, out OrderItem item);
}

/// <summary>
/// An order whose latest changes are made when somebody looks. Of each thing that has moved since it was made
/// it remembers where it stood, once, however often it moves: of things that change again and again between
/// two looks at a ranking nearly all of the work is never done, and of the rest the neighbours are done
/// together. Where a thing stands now is asked of what is known when somebody looks.
/// </summary>
internal sealed class LateOrder
{
    /// <summary>
    /// Of a small order so many moves wait, of a larger one those of a quarter of what is in it, and never
    /// more than a reader waits some ten milliseconds for.
    /// </summary>
    private const int WaitingMin = 512;
    private const int WaitingMax = 1 << 14;
    private const int WaitingShare = 4;

    /// <summary>For so many versions after somebody looked nothing waits: readers come again.</summary>
    private const int ReadyFor = 100;

    /// <summary>All that changed up to this revision is made.</summary>
    private readonly long _madeAt;

    // Written by the edit that makes this order, before anybody reads it, and once by whoever reads it first.
    private OrderTree _tree;
    private volatile Waiting? _waiting;
    private volatile int _readyFor;

    private LateOrder(OrderTree tree, long madeAt) => (_tree, _madeAt) = (tree, madeAt);

    /// <summary>An order in which nothing waits.</summary>
    public static LateOrder Of(OrderTree tree) => new(tree, 0);

    /// <summary>Whether whoever reads it finds it made.</summary>
    public bool IsReady => _waiting is null;

    /// <summary>The order, with everything in it that waited.</summary>
    public OrderTree Made<TStands>(in TStands now)
        where TStands : struct, IStands
    {
        if (_waiting is { } waiting)
        {
            _readyFor = ReadyFor;
            Make(waiting, now);
        }

        return _tree;
    }

    /// <summary>
    /// An order to begin with, which goes on from this one; what comes is later than
    /// <paramref name="revision"/>.
    /// </summary>
    public LateOrder Next(long revision)
    {
        // Once read: whoever makes this one in this moment changes nothing of what waits.
        var waiting = _waiting;
        return new(waiting?.Before ?? _tree, waiting is null ? revision : _madeAt)
        {
            _waiting = waiting is null ? null : waiting with { },
            _readyFor = Math.Max(0, _readyFor - 1),
        };
    }

    /// <summary>
    /// Whether a thing that stands in the order, and last changed at a revision, is known to have moved.
    /// </summary>
    public bool Awaits(long changedAt) => changedAt > _madeAt;

    /// <summary>
    /// A thing moves that stood at <paramref name="from"/>. For the edit that makes this order, before
    /// anybody else knows it.
    /// </summary>
    public void Move(OrderItem from) => Wait(new(from, Comes: false));

    /// <summary>
    /// The same of a thing that did not stand in it. What went and comes again is told once more; it is the
    /// same thing that comes.
    /// </summary>
    public void Come(int number) => Wait(new(new(0, 0, number), Comes: true));

    /// <summary>What comes or goes, at once: for an edit that gathers, when nothing waits.</summary>
    public void Change(OrderItem item, bool comes, Edit edit) =>
        _tree = comes ? _tree.With(item, edit) : _tree.Without(item, edit);

    /// <summary>
    /// Makes the order when so much waits that a reader would wait for it too, and when somebody has looked
    /// lately: whoever reads on and on finds it made, and waits for nobody. Called when all has come.
    /// </summary>
    public void MakeMany<TStands>(in TStands now)
        where TStands : struct, IStands
    {
        if (_waiting is not { } waiting) return;
        var most = Math.Clamp(waiting.Before.Count / WaitingShare, WaitingMin, WaitingMax);
        if (_readyFor > 0 || waiting.Count > most) Make(waiting, now);
    }

    private void Wait(GatheredItem item)
    {
        var waiting = _waiting ??= new Waiting(_tree);
        var inLast = waiting.Count == 0 ? 0 : ((waiting.Count - 1) % WaitingItems.Length) + 1;
        waiting.Items = waiting.Items.With(inLast, item);
        waiting.Count++;
    }

    private void Make<TStands>(Waiting waiting, in TStands now)
        where TStands : struct, IStands
    {
        lock (waiting)
        {
            if (_waiting is null) return;
            var room = ArrayPool<GatheredItem>.Shared.Rent(waiting.Count * 3);
            var moved = room.AsSpan(0, waiting.Count);
            waiting.Items.CopyTo(moved);
            var changes = room.AsSpan(waiting.Count);
            var count = Changes(moved, now, changes);
            _tree = waiting.Before.Changed(changes[..count]);
            ArrayPool<GatheredItem>.Shared.Return(room);
            // Last: whoever finds that nothing waits finds the tree.
            _waiting = null;
        }
    }

    /// <summary>What goes from where it stood, and what comes to where it stands; answers how much.</summary>
    private static int Changes<TStands>(
        ReadOnlySpan<GatheredItem> moved, in TStands now, Span<GatheredItem> into)
        where TStands : struct, IStands
    {
        var count = 0;
        foreach (var (item, comes) in moved)
        {
            var stands = now.TryFind(item.Number, out var to);
            if (stands && !comes && to == item) continue;
            if (!comes) into[count++] = new(item, Comes: false);
            if (stands) into[count++] = new(to, Comes: true);
        }

        return count;
    }

    /// <summary>What moved since an order was made. Changed by one edit, and read after it.</summary>
    private sealed record Waiting(OrderTree Before)
    {
        public WaitingItems Items { get; set; } = new(null);

        public int Count { get; set; }
    }
}

/// <summary>
/// Things that moved, in the order in which they first did. What one version has of it is never changed; the
/// next version goes on behind it.
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
