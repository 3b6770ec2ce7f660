using System.Diagnostics.Metrics;

namespace Aggregator.Gateway;

/// <summary>
/// What a gateway tells of its work to those who listen, by the names of <c>docs/operating/telemetry.md</c>.
/// Reads of the Board are not counted here: ASP.NET counts requests, and nothing else is free.
/// </summary>
public static class GatewayTelemetry
{
    /// <summary>The name of its meter.</summary>
    public const string Name = "Aggregator";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "aggregator.refusals", "{refusal}", "Requests, and rows of imports, that were refused, by code.");

    /// <summary>A request was refused.</summary>
    internal static void Refused(string code) => Refused(code, "request", 1);

    /// <summary>Rows of an import were refused for one reason.</summary>
    internal static void RefusedRows(string code, int rows) => Refused(code, "import", rows);

    private static void Refused(string code, string where, int count) =>
        Refusals.Add(count, new("code", code), new KeyValuePair<string, object?>("in", where));
}
