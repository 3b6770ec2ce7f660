using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aggregator.Server.Tests;

/// <summary>A span as it was received; ids in hex.</summary>
public sealed record ReceivedSpan(
    string Trace, string Id, string Parent, string Name, string Scope, IReadOnlyList<string> Links);

/// <summary>
/// Takes what a server sends by OTLP over HTTP, as a collector does: spans to look at, and every byte to look
/// for secrets in.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _bodies = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>What makes a server send here, soon.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public IReadOnlyList<ReceivedSpan> Spans =>
        [.. _bodies.Where(body => body.Signal == "traces").SelectMany(body => SpansIn(body.Body))];

    /// <summary>Everything that came of one signal: traces, metrics or logs.</summary>
    public string TextOf(string signal) => string.Concat(
        from body in _bodies where body.Signal == signal select Encoding.Latin1.GetString(body.Body));

    public static async Task<OtlpReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.Take);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _bodies.Enqueue((signal, body.ToArray()));
        return Results.Bytes([], "application/x-protobuf");
    }

    // opentelemetry/proto/trace/v1: resource spans 1, scope spans 2, scope 1 and spans 2.
    private static IEnumerable<ReceivedSpan> SpansIn(byte[] body) =>
        from resource in Fields(body)
        where resource.Number == 1
        from scoped in Fields(resource.Bytes)
        where scoped.Number == 2
        let scope = Text(First(First(scoped.Bytes, 1), 1))
        from span in Fields(scoped.Bytes)
        where span.Number == 2
        select new ReceivedSpan(
            Hex(First(span.Bytes, 1)), Hex(First(span.Bytes, 2)), Hex(First(span.Bytes, 4)),
            Text(First(span.Bytes, 5)), scope,
            [.. from link in Fields(span.Bytes) where link.Number == 13 select Hex(First(link.Bytes, 2))]);

    private static byte[] First(byte[] message, int number) =>
        Fields(message).FirstOrDefault(field => field.Number == number).Bytes ?? [];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The fields of a protobuf message; of numbers only that they are there.</summary>
    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch
            {
                0 => 0,
                1 => sizeof(ulong),
                2 => (int)Varint(message, ref at),
                5 => sizeof(uint),
                var kind => throw new InvalidDataException($"No protobuf field is of kind {kind}."),
            };
            if ((tag & 7) == 0) Varint(message, ref at);
            yield return ((int)(tag >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
            shift += 7;
        }
    }
}
