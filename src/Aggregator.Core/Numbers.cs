namespace Aggregator;

/// <summary>
/// The right of one writer to change in place what it made itself: nodes of another edit are copied first,
/// so that snapshots published before stay as they were.
/// </summary>
internal sealed class Edit
{
    private readonly List<OrderTree>? _gathering;

    private Edit(bool gathers) => _gathering = gathers ? [] : null;

    public Edit() : this(gathers: false) { }

    /// <summary>
    /// For a making from nothing: orders gather what comes and are built once, when all of it is there. They
    /// may not be read before <see cref="Settle"/>.
    /// </summary>
    public static Edit Gathering() => new(gathers: true);

    public bool IsGathering => _gathering is not null;

    /// <summary>Remembers an order that gathers, to build it in the end.</summary>
    public void Remember(OrderTree gathering) => _gathering?.Add(gathering);

    /// <summary>Builds what was gathered.</summary>
    public void Settle()
    {
        if (_gathering is null) return;
        Parallel.ForEach(_gathering, order => order.Settle(this));
        _gathering.Clear();
    }
}

/// <summary>
/// Dense numbers for names, given once and never taken back: 0, 1, 2, … All snapshots of one epoch share
/// them, so that a snapshot is an array by number. Reading takes no lock and may go on while numbers are
/// given.
/// </summary>
internal sealed class Numbers
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly Lock _giving = new();

    // A slot holds the hash in its upper half and the number + 1 in its lower; 0 is free.
    private volatile ulong[] _slots = new ulong[64];
    private volatile string[][] _names = [];
    private int _count;

    /// <summary>How many were given. Only whoever gives them may ask.</summary>
    public int Count => _count;

    /// <summary>The number of a name, -1 if it has none.</summary>
    public int Of(string name)
    {
        var hash = Hash(name);
        var slots = _slots;
        var mask = (uint)slots.Length - 1;
        for (var i = hash & mask; ; i = (i + 1) & mask)
        {
            var slot = Volatile.Read(ref slots[i]);
            if (slot == 0) return -1;
            if (slot >> 32 != hash) continue;
            var number = NumberIn(slot);
            if (NameOf(number) == name) return number;
        }
    }

    public string NameOf(int number) => _names[number >> ChunkBits][number & (ChunkLength - 1)];

    /// <summary>The number of a name, a new one if it has none.</summary>
    public int Give(string name)
    {
        lock (_giving)
        {
            var known = Of(name);
            if (known >= 0) return known;

            // The name before its slot: a reader that finds the slot must find the name.
            var number = _count++;
            Keep(number, name);
            if (_count * 3L > _slots.Length * 2L) _slots = Wider(_slots);
            Occupy(_slots, (ulong)Hash(name) << 32 | (uint)(number + 1));
            return number;
        }
    }

    private void Keep(int number, string name)
    {
        var chunk = number >> ChunkBits;
        if (chunk == _names.Length) _names = [.. _names, new string[ChunkLength]];
        _names[chunk][number & (ChunkLength - 1)] = name;
    }

    private static ulong[] Wider(ulong[] slots)
    {
        var wider = new ulong[slots.Length * 2];
        foreach (var slot in slots)
        {
            if (slot != 0) Occupy(wider, slot);
        }

        return wider;
    }

    private static void Occupy(ulong[] slots, ulong slot)
    {
        var mask = (uint)slots.Length - 1;
        var i = (uint)(slot >> 32) & mask;
        while (slots[i] != 0) i = (i + 1) & mask;
        Volatile.Write(ref slots[i], slot);
    }

    private static int NumberIn(ulong slot) => (int)(slot & uint.MaxValue) - 1;

    private static uint Hash(string name) => unchecked((uint)name.GetHashCode(StringComparison.Ordinal));
}
