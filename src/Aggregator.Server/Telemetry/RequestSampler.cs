using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Aggregator.Server.Telemetry;

/// <summary>
/// A trace begins with a request or not at all: what this process does by itself, second by second, would
/// drown them. Of requests a share is taken by the id of the trace, whoever says that his must be; all that
/// follows from a request goes with it.
/// </summary>
internal sealed class RequestSampler(double share) : Sampler
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private readonly TraceIdRatioBasedSampler _some = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name == Request
            ? _some.ShouldSample(samplingParameters)
            : new SamplingResult(
                samplingParameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
}
