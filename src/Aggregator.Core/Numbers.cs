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
    /// For a making from nothing, or of much anew: orders gather what comes and goes and are built once, when
    /// all of it is there. They may not be read before <see cref="Settle"/>.
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
    private readonly NumberSlots _slots = new();
    private volatile Named[][] _names = [];
    private int _count;

    /// <summary>How many were given. Only whoever gives them may ask.</summary>
    public int Count => _count;

    /// <summary>The number of a name, -1 if it has none.</summary>
    public int Of(string name)
    {
        foreach (var number in _slots.At(Hash(name)))
            if (NameOf(number) == name) return number;
        return -1;
    }

    public string NameOf(int number) => At(number).Name;

    /// <summary>
    /// Ordinal, of the name of a number and another with its beginning. Most names differ in their
    /// beginnings, which lie here without a string to fetch.
    /// </summary>
    public int Compare(int number, string? name, ulong beginning)
    {
        ref readonly var named = ref At(number);
        return named.Beginning != beginning
            ? named.Beginning.CompareTo(beginning)
            : string.CompareOrdinal(named.Name, name);
    }

    /// <summary>
    /// The first eight characters of a name as a number that sorts as they do. It ends at the first character
    /// that is no byte: those are told apart by the whole name.
    /// </summary>
    public static ulong BeginningOf(string name)
    {
        var (beginning, ends) = (0UL, false);
        for (var i = 0; i < sizeof(ulong); i++)
        {
            var c = i < name.Length && !ends ? Math.Min(name[i], (char)byte.MaxValue) : '\0';
            ends |= c == byte.MaxValue;
            beginning = (beginning << 8) | c;
        }

        return beginning;
    }

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
            _slots.Add(Hash(name), number);
            return number;
        }
    }

    private void Keep(int number, string name)
    {
        var chunk = number >> ChunkBits;
        if (chunk == _names.Length) _names = [.. _names, new Named[ChunkLength]];
        _names[chunk][number & (ChunkLength - 1)] = new Named(name, BeginningOf(name));
    }

    private ref readonly Named At(int number) =>
        ref _names[number >> ChunkBits][number & (ChunkLength - 1)];

    private static uint Hash(string name) => unchecked((uint)name.GetHashCode(StringComparison.Ordinal));

    private readonly record struct Named(string Name, ulong Beginning);
}
