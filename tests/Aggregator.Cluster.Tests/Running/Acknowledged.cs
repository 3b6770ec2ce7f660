using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// A fact of the load that was acknowledged: a critic of a film, or a critic's list. Each is said once.
/// </summary>
public sealed record Said(string Critic, string? Film, string? Rating, long Position);

/// <summary>What the load's clients saw: every acknowledgement, every failure, and when.</summary>
public sealed class Acknowledged
{
    private readonly ConcurrentQueue<(long At, bool IsWrite, int Status)> _answers = new();

    public ConcurrentQueue<Said> Facts { get; } = new();

    public ConcurrentQueue<TimeSpan> Visible { get; } = new();

    /// <summary>The codes of refused writes, with how many there were of each.</summary>
    public ConcurrentDictionary<string, int> Codes { get; } = new();

    public void Answered(bool isWrite, int status) =>
        _answers.Enqueue((Stopwatch.GetTimestamp(), isWrite, status));

    public int Writes => _answers.Count(answer => answer.IsWrite && IsGood(answer.Status));

    /// <summary>What happened to requests that were answered since a moment.</summary>
    public string Report(string name, long since)
    {
        var (writes, reads) = (Since(since, isWrite: true), Since(since, isWrite: false));
        var visible = Visible.Order().ToArray();
        var p99 = visible.Length == 0 ? TimeSpan.Zero : visible[(int)(visible.Length * 0.99)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: writes paused {Gap(writes, since):0.00} s ({Bad(writes)} of {writes.Length} refused), "
            + $"reads paused {Gap(reads, since):0.00} s ({Bad(reads)} of {reads.Length} failed), "
            + $"visible on the other gateway p99 {p99.TotalMilliseconds:0} ms of {visible.Length}");
    }

    /// <summary>How many reads since a moment were not answered 2xx or 304, and of how many.</summary>
    public (int Failed, int All) Reads(long since)
    {
        var reads = Since(since, isWrite: false);
        return (reads.Count(read => !IsGood(read.Status)), reads.Length);
    }

    /// <summary>The longest stretch of seconds since a moment in which no write was acknowledged.</summary>
    public double WritesPaused(long since) => Gap(Since(since, isWrite: true), since);

    private (long At, int Status)[] Since(long since, bool isWrite) =>
    [
        .. _answers.Where(answer => answer.IsWrite == isWrite && answer.At >= since)
            .Select(answer => (answer.At, answer.Status)),
    ];

    private static double Gap((long At, int Status)[] answers, long since)
    {
        var (longest, last) = (TimeSpan.Zero, since);
        foreach (var (at, _) in answers.Where(answer => IsGood(answer.Status)).OrderBy(answer => answer.At))
        {
            var gap = Stopwatch.GetElapsedTime(last, at);
            if (gap > longest) longest = gap;
            last = at;
        }

        return longest.TotalSeconds;
    }

    private static string Bad((long At, int Status)[] answers) => string.Join(
        " + ", answers.Where(answer => !IsGood(answer.Status)).GroupBy(answer => answer.Status)
            .Select(group => $"{group.Count()} × {group.Key}").DefaultIfEmpty("0"));

    private static bool IsGood(int status) => status is (>= 200 and < 300) or 304;
}
