using System.ComponentModel.DataAnnotations;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// How much one caller may ask for, and how much this process takes on at once. Nothing here is a promise of
/// speed: it keeps one caller from starving the others.
/// </summary>
public sealed record LimitOptions
{
    /// <summary>Reads a second from one address without a key; an IPv6 address counts by its /64.</summary>
    [Range(1, 1_000_000)]
    public int ReadsPerAddress { get; init; } = 200;

    /// <summary>Reads a second with one key.</summary>
    [Range(1, 1_000_000)]
    public int ReadsPerKey { get; init; } = 1_000;

    /// <summary>Reads a second with one key of the role reader.</summary>
    [Range(1, 1_000_000)]
    public int ReadsPerReaderKey { get; init; } = 5_000;

    /// <summary>Writes a second with one key.</summary>
    [Range(1, 1_000_000)]
    public int WritesPerKey { get; init; } = 500;

    /// <summary>Imports a minute with one key.</summary>
    [Range(1, 1_000_000)]
    public int ImportsPerKey { get; init; } = 60;

    /// <summary>Imports under way at a time, whoever sent them.</summary>
    [Range(1, 64)]
    public int ImportsAtOnce { get; init; } = 2;

    /// <summary>
    /// Writes under way at a time. Each waits for a commit and commits are shared, so many cost little; what
    /// comes on top of them waits here and not at the disk.
    /// </summary>
    [Range(1, 100_000)]
    public int WritesAtOnce { get; init; } = 1_024;

    /// <summary>Writes that wait for their turn; the next one is told to come again.</summary>
    [Range(0, 100_000)]
    public int WritesWaiting { get; init; } = 1_024;

    /// <summary>Whether callers on this machine are spared the limits by address and by key.</summary>
    public bool ExemptLoopback { get; init; } = true;

    /// <summary>Connections at a time, in all; listeners to changes hold one each.</summary>
    [Range(10, 1_000_000)]
    public int Connections { get; init; } = 25_000;

    /// <summary>Connections at a time from one address, proxies and this machine aside.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; init; } = 256;

    /// <summary>Seconds within which a request's headers must have come.</summary>
    [Range(1, 600)]
    public int HeaderSeconds { get; init; } = 10;

    /// <summary>Seconds that a connection may rest between two requests.</summary>
    [Range(1, 3_600)]
    public int IdleSeconds { get; init; } = 60;

    /// <summary>
    /// Bytes a second that a body must come at, or an answer be taken at, after a few seconds' grace.
    /// </summary>
    [Range(1, 1_000_000)]
    public int BytesPerSecond { get; init; } = 240;
}
