using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Aggregator.Grains;

/// <summary>
/// What a silo needs to host the grains. <see cref="ILedger"/> and <see cref="IKeyRing"/> come from the host.
/// </summary>
public static class GrainsHosting
{
    public static ISiloBuilder AddAggregatorGrains(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Settling>();
        return silo
            .Configure<SiloMessagingOptions>(BoundWaiting)
            .Configure<GrainCollectionOptions>(LeaveMemorySoon);
    }

    private static void BoundWaiting(SiloMessagingOptions options)
    {
        // The longest honest wait is a commit behind a slow disk; a caller who waited longer than this is
        // told "not now" while it still listens.
        options.ResponseTimeout = TimeSpan.FromSeconds(10);
        options.ResponseTimeoutWithDebugger = TimeSpan.FromMinutes(10);

        // A call that has run this long will never end well: the silo says so instead of keeping it for
        // hours.
        options.MaxRequestProcessingTime = TimeSpan.FromMinutes(1);

        // More than any burst of honest callers on one grain; beyond it they are refused at once instead of
        // filling the memory of the silo.
        options.MaxEnqueuedRequestsHardLimit = 20_000;
        options.MaxEnqueuedRequestsSoftLimit = 10_000;
    }

    private static void LeaveMemorySoon(GrainCollectionOptions options)
    {
        // A film is replayed in a few milliseconds, so it need not stay: an import of a million films must
        // not hold a million activations.
        options.CollectionAge = TimeSpan.FromMinutes(2);
        options.CollectionQuantum = TimeSpan.FromSeconds(30);
        options.EnableActivationSheddingOnMemoryPressure = true;
    }
}
