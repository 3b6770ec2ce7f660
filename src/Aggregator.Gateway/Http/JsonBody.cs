using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Aggregator.Gateway.Http;

/// <summary>
/// A body, read strictly about sizes and encoding: 413 beyond 64 KiB, 415 for another kind, 400 naming where
/// for what is no JSON.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private const int BytesMax = Limits.ConnectionLimits.BodyBytesMax;
    private const int DepthMax = 16;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly JsonDocument _document;
    private JsonFields? _root;

    private JsonBody(JsonDocument document) => _document = document;

    public JsonFields Root => _root ??= JsonFields.Of(_document.RootElement, "");

    public static async ValueTask<JsonBody> Read(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
        {
            throw new RefusedException("content-type-unknown",
                $"The body must be application/json, not \"{Shown.Short(context.Request.ContentType)}\".");
        }

        var bytes = await Bytes(context, BytesMax);
        // The parser looks into no text that nobody asks for, and takes bad bytes for half a character.
        if (FaultIn(bytes) is { } at)
            throw new RefusedException("utf8-invalid", $"The body is not UTF-8: see byte {at + 1}.");
        try
        {
            return new JsonBody(JsonDocument.Parse(
                WithoutMark(bytes), new JsonDocumentOptions { MaxDepth = DepthMax }));
        }
        catch (JsonException fault)
        {
            throw new RefusedException("json-malformed",
                $"The body is not JSON, or is nested more than {DepthMax} deep: "
                + $"see line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.");
        }
    }

    /// <summary>The body as text, which is a file's mostly, of at most so many bytes.</summary>
    public static async Task<string> ReadText(HttpContext context, int bytesMax)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = bytesMax;
        var bytes = await Bytes(context, bytesMax);
        if (FaultIn(bytes) is { } fault)
            throw new RefusedException(
                OtherEncoding.Refuse(bytes.AsSpan(0, fault).Count((byte)'\n') + 1, bytes));
        return Strict.GetString(WithoutMark(bytes).Span);
    }

    /// <summary>Where the first byte stands that is not UTF-8; null where all are.</summary>
    private static int? FaultIn(byte[] bytes)
    {
        if (Utf8.IsValid(bytes)) return null;
        try
        {
            Strict.GetCharCount(bytes);
            return null;
        }
        catch (DecoderFallbackException fault)
        {
            return fault.Index;
        }
    }

    public static bool IsJson(string? contentType)
    {
        var kind = contentType.AsSpan();
        var end = kind.IndexOf(';');
        if (end >= 0) kind = kind[..end];
        return kind.Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Says what it is, where one would else be told that it is no JSON, or not UTF-8.</summary>
    public static void RefuseCoded(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding.ToString();
        if (coding is not "" && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException("content-encoding-unknown",
                $"Bodies are taken as they are, not compressed: send it without \"{Shown.Short(coding)}\".");
        if (CharsetOf(request.ContentType) is { } charset && !IsUtf8(charset))
            throw new RefusedException("charset-unknown",
                $"Bodies are read as UTF-8: send it as such, not as \"{Shown.Short(charset)}\".");
    }

    private static string? CharsetOf(string? contentType) =>
        // Most say none, or say it so: only the others are taken apart.
        contentType is null || !contentType.Contains(';', StringComparison.Ordinal)
        || contentType.EndsWith("charset=utf-8", StringComparison.OrdinalIgnoreCase)
        || !MediaTypeHeaderValue.TryParse(contentType, out var kind) || !kind.Charset.HasValue
            ? null
            : HeaderUtilities.RemoveQuotes(kind.Charset).ToString();

    private static bool IsUtf8(string charset) =>
        charset.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii";

    public void Dispose() => _document.Dispose();

    private static async ValueTask<byte[]> Bytes(HttpContext context, int bytesMax)
    {
        RefuseCoded(context.Request);
        if (context.Request.ContentLength > bytesMax) throw TooLarge(bytesMax);

        var pipe = context.Request.BodyReader;
        while (true)
        {
            // Most come with their headers: no token of cancellation is asked for.
            if (!pipe.TryRead(out var read)) read = await pipe.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > bytesMax) throw TooLarge(bytesMax);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                pipe.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    private static RefusedException TooLarge(int bytesMax) =>
        new("body-too-large", $"The body is larger than {bytesMax} bytes.");
}
