namespace Aggregator.Gateway;

/// <summary>How this process tells changes to those who listen.</summary>
public sealed record ChangesOptions
{
    /// <summary>Listeners and waiting long polls at once; whoever comes then is refused.</summary>
    public int ListenersMax { get; init; } = 20_000;

    /// <summary>A listener who hears nothing for so long is told that the line is alive.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A listener who takes longer to take what is sent is dropped.</summary>
    public TimeSpan SentWithin { get; init; } = TimeSpan.FromSeconds(30);
}
