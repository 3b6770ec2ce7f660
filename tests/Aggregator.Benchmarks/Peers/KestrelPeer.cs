using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Benchmarks.Peers;

/// <summary>
/// Kestrel and nothing else: reads what is sent, answers the same bytes as our server. The limit.
/// </summary>
internal static class KestrelPeer
{
    public const string AcclaimFile = "acclaim.json";
    public const string PageFile = "page.json";
    public const string WriteFile = "write.json";

    /// <summary>The bodies to send lie in <paramref name="folder"/>.</summary>
    public static void Map(WebApplication app, string folder)
    {
        var acclaim = File.ReadAllBytes(Path.Combine(folder, AcclaimFile));
        var page = File.ReadAllBytes(Path.Combine(folder, PageFile));
        var write = File.ReadAllBytes(Path.Combine(folder, WriteFile));
        app.Run(context => HttpMethods.IsPut(context.Request.Method) ? Write(context, write)
            : Send(context, IsPage(context.Request) ? page : acclaim));
    }

    private static bool IsPage(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1/rankings", StringComparison.Ordinal);

    private static async Task Write(HttpContext context, byte[] answer)
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

    private static Task Send(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}
