using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Aggregator.Benchmarks.Peers;

/// <summary>
/// Kestrel and nothing else: reads what is sent, answers the same bytes as our server, headers and body, or
/// the body alone. The limit.
/// </summary>
internal static class KestrelPeer
{
    public const string Acclaim = "acclaim";
    public const string Page = "page";
    public const string Write = "write";

    // Kestrel says these itself, of whatever it sends.
    private static readonly HashSet<string> ItsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Date", "Server", "Transfer-Encoding",
    };

    /// <summary>Keeps an answer of our server in a folder, to be sent again.</summary>
    public static async Task Keep(string folder, string name, HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => !ItsOwn.Contains(header.Key))
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        await File.WriteAllTextAsync(HeadersIn(folder, name), JsonSerializer.Serialize(headers));
        await File.WriteAllBytesAsync(BodyIn(folder, name), await answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Where a kept body lies.</summary>
    public static string BodyIn(string folder, string name) => Path.Combine(folder, $"{name}.body");

    /// <summary>The answers to send lie in <paramref name="folder"/>.</summary>
    public static void Map(WebApplication app, string folder, bool bodiesAlone)
    {
        var (acclaim, page, write) = (Read(Acclaim), Read(Page), Read(Write));
        app.Run(context => HttpMethods.IsPut(context.Request.Method) ? Take(context, write)
            : Send(context, IsPage(context.Request) ? page : acclaim));

        Answer Read(string name) => new(
            bodiesAlone ? [new("Content-Type", "application/json; charset=utf-8")] : HeadersOf(folder, name),
            File.ReadAllBytes(BodyIn(folder, name)));
    }

    private static KeyValuePair<string, StringValues>[] HeadersOf(string folder, string name) =>
    [
        .. JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(HeadersIn(folder, name)))!
            .Select(header => KeyValuePair.Create<string, StringValues>(header.Key, header.Value)),
    ];

    private static string HeadersIn(string folder, string name) => Path.Combine(folder, $"{name}.headers");

    private static bool IsPage(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1/rankings", StringComparison.Ordinal);

    private static async Task Take(HttpContext context, Answer answer)
    {
        var pipe = context.Request.BodyReader;
        while (true)
        {
            var read = await pipe.ReadAsync();
            if (read.IsCompleted)
            {
                _ = read.Buffer.ToArray();
                pipe.AdvanceTo(read.Buffer.End);
                break;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        await Send(context, answer);
    }

    private static Task Send(HttpContext context, Answer answer)
    {
        var headers = context.Response.Headers;
        foreach (var (name, value) in answer.Headers) headers[name] = value;
        headers.ContentLength = answer.Body.Length;
        return context.Response.Body.WriteAsync(answer.Body, 0, answer.Body.Length);
    }

    private sealed record Answer(KeyValuePair<string, StringValues>[] Headers, byte[] Body);
}
