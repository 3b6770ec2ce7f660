using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// What holds for an import's body in place of other bodies' limits: a file has the length it has, and an
/// editor's line may be slow. But only few imports run at a time, so one whose sender has gone silent gives
/// up its place.
/// </summary>
internal sealed class ImportLimits(LimitOptions options, TimeProvider clock)
{
    public PipeReader Body(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        return new PacedBody(context.Request.BodyReader, options.BytesPerSecond, clock);
    }
}

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
                "The body came too slowly, or stopped coming.", StatusCodes.Status408RequestTimeout);
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
