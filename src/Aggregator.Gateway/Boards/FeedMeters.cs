using System.Diagnostics.Metrics;

namespace Aggregator.Gateway;

/// <summary>How far the Board is, how old what it shows, and how long facts take to get there.</summary>
internal sealed class FeedMeters : IDisposable
{
    private static readonly double[] SecondsBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 30];

    private readonly Meter _meter = new(GatewayTelemetry.Name);
    private readonly Histogram<double> _delay;
    private readonly TimeProvider _clock;
    private long _headHeard;
    private long _headReached;

    public FeedMeters(BoardAccess board, TimeProvider clock)
    {
        _clock = clock;
        _headReached = clock.GetTimestamp();
        _delay = _meter.CreateHistogram(
            "aggregator.feed.delay", "s", "From an entry's recording to its coming to this Board.",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBounds });
        _meter.CreateObservableGauge(
            "aggregator.feed.lag", () => Math.Max(0, Volatile.Read(ref _headHeard) - board.Current.Revision),
            "{revision}", "Revisions of the feed that are not on this Board yet.");
        _meter.CreateObservableGauge(
            "aggregator.board.age", () => clock.GetElapsedTime(Volatile.Read(ref _headReached)).TotalSeconds,
            "s", "Since this Board was last known to be at the head of the feed.");
        _meter.CreateObservableGauge(
            "aggregator.board.revision", () => board.Current.Revision, "{revision}",
            "The revision this Board is at.");
        _meter.CreateObservableGauge(
            "aggregator.board.position", () => board.Current.Settled, "{entry}",
            "Every entry up to this position is on this Board.");
        _meter.CreateObservableGauge(
            "aggregator.board.films", () => board.Current.FilmCount, "{film}", "Films on this Board.");
    }

    /// <summary>A stretch of the feed came to a follower whose Board was settled up to a position.</summary>
    public void Heard(FeedChunk chunk, long settled)
    {
        Volatile.Write(ref _headHeard, chunk.HeadRevision);
        if (!chunk.ReachesHead || chunk.IsCutOff) return;
        Volatile.Write(ref _headReached, _clock.GetTimestamp());
        // Who starts reads all that ever was: that is no delay.
        if (settled > 0 && _delay.Enabled && Longest(chunk, settled) is { } delay) _delay.Record(delay);
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>
    /// Seconds since the longest ago of the new entries; null without one. A film that was only scored again
    /// brings none.
    /// </summary>
    private double? Longest(FeedChunk chunk, long settled)
    {
        DateTimeOffset? earliest = null;
        foreach (var change in chunk.Changes)
        {
            if (change is StandingChange { Standing: var standing } && standing.Position > settled
                && (earliest is null || standing.Updated < earliest)) earliest = standing.Updated;
        }

        return earliest is { } recorded ? Math.Max(0, (_clock.GetUtcNow() - recorded).TotalSeconds) : null;
    }
}
