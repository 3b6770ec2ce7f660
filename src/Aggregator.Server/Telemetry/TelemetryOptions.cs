using System.ComponentModel.DataAnnotations;

namespace Aggregator.Server.Telemetry;

/// <summary>What is told to those who watch (section <c>telemetry</c>).</summary>
public sealed record TelemetryOptions
{
    /// <summary>
    /// Where traces, metrics and logs are sent by OTLP; nowhere when empty. The standard
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says the same, and its sisters how.
    /// </summary>
    public string Otlp { get; init; } = "";

    /// <summary>Of how many requests in a hundred the trace is taken, where traces are sent.</summary>
    [Range(0, 100)]
    public int TracePercent { get; init; } = 100;

    /// <summary>Whether each line of the log is a JSON object, with all its fields.</summary>
    public bool JsonLogs { get; init; }

    public bool SendsOtlp => Otlp.Length > 0;

    /// <summary>Throws <see cref="OperatorMistakeException"/> where a value cannot be used.</summary>
    public TelemetryOptions Checked() =>
        !SendsOtlp || (Uri.TryCreate(Otlp, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            ? this
            : throw new OperatorMistakeException(
                $"Nothing can be sent to \"{Otlp}\" by OTLP; write it like http://localhost:4317.");
}
