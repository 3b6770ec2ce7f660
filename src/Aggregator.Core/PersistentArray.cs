using System.Runtime.CompilerServices;

namespace Aggregator;

/// <summary>
/// An array of which every version stays readable: a change copies the path to its item (at most three or
/// four short arrays), unless the same <see cref="Edit"/> has copied it already.
/// </summary>
internal sealed class PersistentArray<T>
    where T : class
{
    private const int Bits = 7;
    private const int Width = 1 << Bits;
    private const int Mask = Width - 1;

    // A node is one array: its kids or items, and last the edit that owns it.
    private const int Owner = Width;

    public static readonly PersistentArray<T> Empty = new(null, 0);

    private readonly object?[]? _root;
    private readonly int _levels;

    private PersistentArray(object?[]? root, int levels) => (_root, _levels) = (root, levels);

    /// <summary>The item, or null where there is none.</summary>
    public T? this[int number]
    {
        get
        {
            if (number < 0 || number >> (_levels * Bits) != 0) return null;
            var node = _root;
            for (var level = _levels - 1; level > 0 && node is not null; level--)
                node = Unsafe.As<object?[]>(node[(number >> (level * Bits)) & Mask]);
            return node is null ? null : Unsafe.As<T>(node[number & Mask]);
        }
    }

    public PersistentArray<T> With(int number, T? item, Edit edit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var (root, levels) = (_root, _levels);
        while (number >> (levels * Bits) != 0 || levels == 0)
        {
            if (root is not null) root = Above(root, edit);
            levels++;
        }

        var changed = Put(root, levels - 1, new Change(number, item), edit);
        return ReferenceEquals(changed, _root) && levels == _levels ? this : new(changed, levels);
    }

    private static object?[] Above(object?[] root, Edit edit)
    {
        var above = Owned(null, edit);
        above[0] = root;
        return above;
    }

    private static object?[] Put(object?[]? node, int level, Change change, Edit edit)
    {
        var mine = Owned(node, edit);
        var at = (change.Number >> (level * Bits)) & Mask;
        mine[at] = level == 0 ? change.Item : Put((object?[]?)mine[at], level - 1, change, edit);
        return mine;
    }

    private static object?[] Owned(object?[]? node, Edit edit)
    {
        if (node is not null && ReferenceEquals(node[Owner], edit)) return node;
        var mine = new object?[Width + 1];
        if (node is not null) Array.Copy(node, mine, Width);
        mine[Owner] = edit;
        return mine;
    }

    private readonly record struct Change(int Number, T? Item);
}
