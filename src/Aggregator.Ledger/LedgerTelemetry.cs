using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;

namespace Aggregator.Ledgers;

/// <summary>
/// What a ledger tells of its work to those who listen, by the names of <c>docs/operating/telemetry.md</c>.
/// While nobody does, it costs a look whether somebody does.
/// </summary>
public static class LedgerTelemetry
{
    /// <summary>The name of its meter and of its source of spans.</summary>
    public const string Name = "Aggregator.Ledger";

    internal static readonly ActivitySource Spans = new(Name);

    /// <summary>
    /// The span of one caller's append, from its coming to its answer; null while nobody listens.
    /// </summary>
    internal static Activity? Append(int entries) =>
        Spans.StartActivity("ledger.append")?.SetTag("aggregator.entries", entries);
}

/// <summary>
/// The span of one commit. It belongs to the trace of the first caller that has one; the other callers who
/// share the commit are linked with it, both ways.
/// </summary>
internal readonly struct CommitSpan : IDisposable
{
    private readonly Activity? _span;

    private CommitSpan(Activity? span) => _span = span;

    public static CommitSpan Begin(CommitBatch batch) => new(
        LedgerTelemetry.Spans.HasListeners()
            && batch.Requests.Find(request => request.Span is not null) is { Span.Context: var first }
                ? LedgerTelemetry.Spans.StartActivity("ledger.commit", ActivityKind.Internal, first)
                : null);

    /// <summary>The batch is durable: called before any of its callers is answered.</summary>
    public void Committed(CommitBatch batch)
    {
        if (_span is null) return;
        _span.SetTag("aggregator.entries", batch.Admitted.Count);
        // Others may have joined the batch since it was begun.
        foreach (var request in batch.Requests)
        {
            if (request.Span is not { } caller || caller.SpanId == _span.ParentSpanId) continue;
            _span.AddLink(new ActivityLink(caller.Context));
            caller.AddLink(new ActivityLink(_span.Context));
        }
    }

    public void Failed(Exception why) => _span?.SetStatus(ActivityStatusCode.Error, why.Message);

    public void Dispose() => _span?.Dispose();
}

/// <summary>Commits, counted and timed by the thread that writes.</summary>
internal sealed class CommitMeters : IDisposable
{
    private static readonly double[] SecondsBounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

    private static readonly int[] EntriesBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

    private readonly Meter _meter = new(LedgerTelemetry.Name);
    private readonly Counter<long> _appends;
    private readonly Histogram<int> _entries;
    private readonly Histogram<double> _duration;
    private long _failures;

    public CommitMeters(CommitQueue queue)
    {
        _appends = _meter.CreateCounter<long>(
            "aggregator.ledger.appends", "{entry}", "Entries recorded, by kind.");
        _entries = _meter.CreateHistogram(
            "aggregator.ledger.commit.entries", "{entry}", "Entries of one commit.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = EntriesBounds });
        _duration = _meter.CreateHistogram(
            "aggregator.ledger.commit.duration", "s", "How long a commit of entries took.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBounds });
        // Read, so that it is there before the first failure: a rise from nothing is none to those who watch.
        _meter.CreateObservableCounter(
            "aggregator.ledger.commit.failures", () => Interlocked.Read(ref _failures), "{attempt}",
            "Attempts to commit that failed.");
        _meter.CreateObservableGauge(
            "aggregator.ledger.waiting", () => queue.Count, "{caller}", "Callers that wait for the writer.");
    }

    /// <summary>A batch is durable.</summary>
    public void Committed(CommitBatch batch, TimeSpan took)
    {
        if (batch.Admitted.Count == 0) return;
        _duration.Record(took.TotalSeconds);
        Recorded(batch);
    }

    /// <summary>A batch turned out to be durable, whenever that was.</summary>
    public void Recorded(CommitBatch batch)
    {
        if (batch.Admitted.Count == 0) return;
        _entries.Record(batch.Admitted.Count);
        if (!_appends.Enabled) return;
        foreach (var (kind, count) in batch.Admitted.CountBy(entry => entry.Fact.GetType()))
        {
            var one = batch.Admitted.Find(entry => entry.Fact.GetType() == kind)!;
            var name = Encoding.UTF8.GetString(FactWriter.KindOf(one.Fact));
            _appends.Add(count, new KeyValuePair<string, object?>("kind", name));
        }
    }

    public void Failed() => Interlocked.Increment(ref _failures);

    public void Dispose() => _meter.Dispose();
}

/// <summary>How far a ledger is, read whenever somebody asks.</summary>
internal sealed class LedgerGauges : IDisposable
{
    private readonly Meter _meter = new(LedgerTelemetry.Name);

    public LedgerGauges(LedgerMemory memory)
    {
        _meter.CreateObservableGauge(
            "aggregator.ledger.position", () => memory.Head.Position, "{entry}",
            "The position of the last entry.");
        _meter.CreateObservableGauge(
            "aggregator.ledger.unsettled", memory.CountUnsettled, "{entry}",
            "Entries that come after the last one that everything is settled up to.");
    }

    /// <summary>How much room the disk has that a folder is on.</summary>
    public void WatchDisk(string folder)
    {
        var disk = new DriveInfo(Path.GetFullPath(folder));
        _meter.CreateObservableGauge(
            "aggregator.ledger.disk.free_bytes", () => disk.AvailableFreeSpace, null,
            "Room on the disk of the data folder.");
    }

    public void Dispose() => _meter.Dispose();
}
