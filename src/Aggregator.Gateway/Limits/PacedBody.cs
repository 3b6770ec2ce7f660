using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// A body that may pause for half a minute and come slowly, but not stop: each byte buys its share of a
/// second, and never more than half a minute is in hand, however much came before. The web server's own
/// measure is the mean since the beginning, by which a sender of megabytes may be silent for hours, and over
/// HTTP/2 it is no single body's.
/// </summary>
internal sealed class PacedBody(PipeReader body, int bytesPerSecond, TimeProvider clock) : PipeReader
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);

    private TimeSpan _patience = PatienceMax;
    private ReadResult _read;
    private long _kept;

    /// <summary>Throws <see cref="BadHttpRequestException"/> of status 408 when it waited in vain.</summary>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = body.ReadAsync(cancellationToken);
        if (reading.IsCompleted) return Came(await reading);

        var (waiting, since) = (reading.AsTask(), clock.GetTimestamp());
        try
        {
            var read = await waiting.WaitAsync(_patience, clock, CancellationToken.None);
            _patience -= clock.GetElapsedTime(since);
            return Came(read);
        }
        catch (TimeoutException)
        {
            body.CancelPendingRead();
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new BadHttpRequestException(
                "Nothing came of a body within the time it had.", StatusCodes.Status408RequestTimeout);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result)) return false;
        Came(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _kept = _read.Buffer.Slice(consumed).Length;
        body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private ReadResult Came(ReadResult read)
    {
        _read = read;
        var bought = TimeSpan.FromSeconds((read.Buffer.Length - _kept) / (double)bytesPerSecond);
        _patience = TimeSpan.FromTicks(Math.Clamp((_patience + bought).Ticks, 0, PatienceMax.Ticks));
        return read;
    }
}
