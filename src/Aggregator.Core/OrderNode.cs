namespace Aggregator;

/// <summary>A node of an <see cref="OrderTree"/>. Only the edit that made it may change it.</summary>
internal abstract class OrderNode(Edit owner)
{
    /// <summary>Things in a leaf: so many that little of the tree is anything else.</summary>
    public const int LeafMax = 64;

    /// <summary>Kids of an inner node: so few that copying a path is mostly copying its leaf.</summary>
    public const int InnerMax = 16;

    /// <summary>Arrays grow by this much, so that little of a settled tree is empty room.</summary>
    private const int Step = 8;

    public Edit Owner { get; } = owner;

    /// <summary>Things or kids directly in this node.</summary>
    public int Count { get; set; }

    /// <summary>Things in the whole subtree.</summary>
    public abstract int Total { get; }

    /// <summary>
    /// Nothing in the subtree stands before this; something before it may stand in the kid to the left.
    /// </summary>
    public abstract OrderItem Begin { get; }

    /// <summary>This node if the edit may change it, else a copy that it may.</summary>
    public abstract OrderNode For(Edit edit);

    /// <summary>Moves everything from <paramref name="at"/> on into a new node to the right.</summary>
    public abstract OrderNode CutAt(int at);

    /// <summary>Takes in the node to the right, which begins at <paramref name="begin"/>.</summary>
    public abstract void TakeIn(OrderNode right, OrderItem begin);

    private static T[] Opened<T>(T[] items, int count, int at)
    {
        var room = count < items.Length ? items : new T[count + Step];
        if (room != items) Array.Copy(items, room, at);
        Array.Copy(items, at, room, at + 1, count - at);
        return room;
    }

    private static void Close<T>(T[] items, int count, int at)
    {
        Array.Copy(items, at + 1, items, at, count - at - 1);
        items[count - 1] = default!;
    }

    private static T[] Copy<T>(T[] items, int from, int count)
    {
        var copy = new T[count + (Step / 2)];
        Array.Copy(items, from, copy, 0, count);
        return copy;
    }

    private static T[] Joined<T>(OrderNode left, T[] items, OrderNode right, T[] others)
    {
        var joined = new T[left.Count + right.Count + (Step / 2)];
        Array.Copy(items, joined, left.Count);
        Array.Copy(others, 0, joined, left.Count, right.Count);
        return joined;
    }

    public sealed class Leaf(Edit owner) : OrderNode(owner)
    {
        public Leaf(Edit owner, ReadOnlySpan<OrderItem> items)
            : this(owner) => (Items, Count) = (items.ToArray(), items.Length);

        public OrderItem[] Items { get; private set; } = [];

        public override int Total => Count;

        public override OrderItem Begin => Items[0];

        public override OrderNode For(Edit edit) =>
            Owner == edit ? this : new Leaf(edit) { Items = Copy(Items, 0, Count), Count = Count };

        public void PutIn(int at, OrderItem item)
        {
            Items = Opened(Items, Count, at);
            Items[at] = item;
            Count++;
        }

        public void TakeOut(int at)
        {
            Close(Items, Count, at);
            Count--;
        }

        public override OrderNode CutAt(int at)
        {
            var right = new Leaf(Owner) { Items = Copy(Items, at, Count - at), Count = Count - at };
            Items = Copy(Items, 0, at);
            Count = at;
            return right;
        }

        public override void TakeIn(OrderNode right, OrderItem begin)
        {
            Items = Joined(this, Items, right, ((Leaf)right).Items);
            Count += right.Count;
        }
    }

    public sealed class Inner(Edit owner) : OrderNode(owner)
    {
        private int _total;

        public Inner(Edit owner, ReadOnlySpan<OrderNode> kids) : this(owner)
        {
            (Kids, Count) = (kids.ToArray(), kids.Length);
            Begins = Array.ConvertAll(Kids, kid => kid.Begin);
            Totals = Array.ConvertAll(Kids, kid => kid.Total);
            _total = Totals.Sum();
        }

        public OrderNode[] Kids { get; private set; } = [];

        /// <summary>Where each kid begins; that of the first is never looked at.</summary>
        public OrderItem[] Begins { get; private set; } = [];

        public int[] Totals { get; private set; } = [];

        public override int Total => _total;

        public override OrderItem Begin => Begins[0];

        public override OrderNode For(Edit edit) => Owner == edit ? this : Part(edit, 0, Count);

        public void PutIn(int at, OrderNode kid, OrderItem begin)
        {
            Kids = Opened(Kids, Count, at);
            Begins = Opened(Begins, Count, at);
            Totals = Opened(Totals, Count, at);
            (Kids[at], Begins[at], Totals[at]) = (kid, begin, kid.Total);
            _total += kid.Total;
            Count++;
        }

        public void TakeOut(int at)
        {
            _total -= Totals[at];
            Close(Kids, Count, at);
            Close(Begins, Count, at);
            Close(Totals, Count, at);
            Count--;
        }

        /// <summary>Puts a changed kid in the place of the one it was made from.</summary>
        public void Change(int at, OrderNode kid)
        {
            _total += kid.Total - Totals[at];
            (Kids[at], Totals[at]) = (kid, kid.Total);
        }

        public override OrderNode CutAt(int at)
        {
            var right = Part(Owner, at, Count - at);
            (Kids, Begins, Totals) = (Copy(Kids, 0, at), Copy(Begins, 0, at), Copy(Totals, 0, at));
            Count = at;
            _total -= right._total;
            return right;
        }

        public override void TakeIn(OrderNode right, OrderItem begin)
        {
            var other = (Inner)right;
            var first = Count;
            Kids = Joined(this, Kids, other, other.Kids);
            Begins = Joined(this, Begins, other, other.Begins);
            Totals = Joined(this, Totals, other, other.Totals);
            Begins[first] = begin;
            Count += other.Count;
            _total += other._total;
        }

        private Inner Part(Edit edit, int from, int count)
        {
            var part = new Inner(edit)
            {
                Kids = Copy(Kids, from, count),
                Begins = Copy(Begins, from, count),
                Totals = Copy(Totals, from, count),
                Count = count,
            };
            part._total = part.Totals.Sum();
            return part;
        }
    }
}
