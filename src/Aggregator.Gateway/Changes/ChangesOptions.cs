using System.ComponentModel.DataAnnotations;

namespace Aggregator.Gateway.Changes;

/// <summary>How this process tells changes to those who listen.</summary>
public sealed record ChangesOptions
{
    /// <summary>Listeners and waiting long polls at once; whoever comes then is refused.</summary>
    [Range(1, 1_000_000)]
    public int ListenersMax { get; init; } = 20_000;

    /// <summary>Of these so many from one address without a key; an IPv6 address counts by its /64.</summary>
    [Range(1, 1_000_000)]
    public int ListenersPerAddress { get; init; } = 256;

    /// <summary>A listener who hears nothing for so long is told that the line is alive.</summary>
    [Range(1, 3_600)]
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>A listener who takes longer to take what is sent is dropped.</summary>
    [Range(1, 3_600)]
    public int SentWithinSeconds { get; init; } = 30;

    internal TimeSpan Heartbeat => TimeSpan.FromSeconds(HeartbeatSeconds);

    internal TimeSpan SentWithin => TimeSpan.FromSeconds(SentWithinSeconds);
}
