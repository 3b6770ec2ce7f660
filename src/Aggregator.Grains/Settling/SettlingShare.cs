namespace Aggregator.Grains;

/// <summary>
/// Which films and seasons this silo settles: each is one silo's, as long as they agree on who lives.
/// </summary>
internal readonly record struct SettlingShare(int Mine, int Silos)
{
    public static SettlingShare Of(ISiloStatusOracle silos)
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Order().ToList();
        var mine = active.IndexOf(silos.SiloAddress);
        // A silo that does not see itself yet settles everything: repeats are harmless, gaps are not.
        return mine < 0 ? new(0, 1) : new(mine, active.Count);
    }

    public bool Has(string id)
    {
        // The same in every process, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var letter in id) hash = unchecked((hash ^ letter) * 16777619u);
        return hash % (uint)Silos == (uint)Mine;
    }
}
