namespace Aggregator;

/// <summary>
/// An array of which every version stays readable: a change copies the path to its item (at most three or
/// four short arrays), unless the same <see cref="Edit"/> has copied it already.
/// </summary>
internal sealed class PersistentArray<T>
{
    private const int Bits = 7;
    private const int Width = 1 << Bits;
    private const int Mask = Width - 1;

    public static readonly PersistentArray<T> Empty = new(null, 0);

    private readonly Node? _root;
    private readonly int _levels;

    private PersistentArray(Node? root, int levels) => (_root, _levels) = (root, levels);

    /// <summary>The item, or the default where nothing was ever put.</summary>
    public T? this[int number]
    {
        get
        {
            if (number < 0 || number >> (_levels * Bits) != 0) return default;
            var node = _root;
            for (var level = _levels - 1; level > 0 && node is not null; level--)
                node = node.Kids![(number >> (level * Bits)) & Mask];
            return node is null ? default : node.Items![number & Mask];
        }
    }

    public PersistentArray<T> With(int number, T item, Edit edit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var (root, levels) = (_root, _levels);
        while (number >> (levels * Bits) != 0 || levels == 0)
        {
            if (root is not null) root = new Node(edit) { Kids = Above(root) };
            levels++;
        }

        var changed = Put(root, levels - 1, new Change(number, item), edit);
        return ReferenceEquals(changed, _root) && levels == _levels ? this : new(changed, levels);
    }

    private static Node?[] Above(Node root)
    {
        var kids = new Node?[Width];
        kids[0] = root;
        return kids;
    }

    private static Node Put(Node? node, int level, Change change, Edit edit)
    {
        var mine = Owned(node, level, edit);
        var at = (change.Number >> (level * Bits)) & Mask;
        if (level == 0) mine.Items![at] = change.Item;
        else mine.Kids![at] = Put(mine.Kids[at], level - 1, change, edit);
        return mine;
    }

    private static Node Owned(Node? node, int level, Edit edit)
    {
        if (node?.Owner == edit) return node;
        return new Node(edit)
        {
            Items = level > 0 ? null : node is null ? new T[Width] : [.. node.Items!],
            Kids = level == 0 ? null : node is null ? new Node?[Width] : [.. node.Kids!],
        };
    }

    private readonly record struct Change(int Number, T Item);

    private sealed class Node(Edit owner)
    {
        public Edit Owner { get; } = owner;

        public T[]? Items { get; init; }

        public Node?[]? Kids { get; init; }
    }
}
