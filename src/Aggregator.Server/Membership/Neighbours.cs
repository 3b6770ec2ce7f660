using Aggregator.Grains;
using Orleans.Runtime.Placement;

namespace Aggregator.Server.Membership;

/// <summary>The other silos, as this one sees them.</summary>
internal sealed class Neighbours(IGrainFactory grains, ISiloStatusOracle silos)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether some silo can read the ledger. Asked of a grain that holds nothing and asks the ledger each
    /// time, placed on the neighbour; were it on this silo, it would be as lost as the one who asks.
    /// </summary>
    public async Task<bool> ReachTheLedger(CancellationToken cancel)
    {
        foreach (var silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            if (!silo.Equals(silos.SiloAddress) && await Reaches(silo, cancel)) return true;
        }

        return false;
    }

    private async Task<bool> Reaches(SiloAddress silo, CancellationToken cancel)
    {
        try
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            await grains.Key($"seen-from-{silo}").Find().WaitAsync(Patience, cancel);
            return true;
        }
        catch (Exception away)
            when (away is LedgerUnavailableException or OrleansException or TimeoutException
                || (away is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }
}
