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
