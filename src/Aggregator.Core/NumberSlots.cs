namespace Aggregator;

/// <summary>
/// Numbers by a hash of what they are called, several under one hash where it comes so: what is found is
/// compared by whoever asks. Nothing is ever taken out, so that all snapshots of one epoch share it. One
/// adds at a time; reading takes no lock and may go on meanwhile.
/// </summary>
internal sealed class NumberSlots
{
    // A slot holds the hash in its upper half and the number + 1 in its lower; 0 is free.
    private volatile ulong[] _slots = new ulong[64];
    private int _count;

    /// <summary>The numbers under a hash, for a <c>foreach</c>.</summary>
    public Walk At(uint hash) => new(_slots, hash);

    /// <summary>Puts a number under a hash, if it is not there yet.</summary>
    public void Add(uint hash, int number)
    {
        foreach (var known in At(hash))
            if (known == number) return;
        if (++_count * 3L > _slots.Length * 2L) _slots = Wider(_slots);
        Occupy(_slots, (ulong)hash << 32 | (uint)(number + 1));
    }

    private static ulong[] Wider(ulong[] slots)
    {
        var wider = new ulong[slots.Length * 2];
        foreach (var slot in slots)
            if (slot != 0) Occupy(wider, slot);
        return wider;
    }

    private static void Occupy(ulong[] slots, ulong slot)
    {
        var mask = (uint)slots.Length - 1;
        var i = (uint)(slot >> 32) & mask;
        while (slots[i] != 0) i = (i + 1) & mask;
        Volatile.Write(ref slots[i], slot);
    }

    /// <summary>A walk over the slots from where a hash would stand to the first free one.</summary>
    public struct Walk(ulong[] slots, uint hash)
    {
        private uint _passed;

        public int Current { get; private set; }

        public readonly Walk GetEnumerator() => this;

        public bool MoveNext()
        {
            var mask = (uint)slots.Length - 1;
            while (Volatile.Read(ref slots[(hash + _passed) & mask]) is var slot and not 0)
            {
                _passed++;
                if (slot >> 32 != hash) continue;
                Current = (int)(slot & uint.MaxValue) - 1;
                return true;
            }

            return false;
        }
    }
}
