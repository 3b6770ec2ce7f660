using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aggregator.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Aggregator.Gateway.Http;

/// <summary>Answers: reads with their tag and 304, writes with what they did.</summary>
internal static class Reply
{
    private const int TagBytes = 12;

    // A thread keeps what it rendered into, but not for ever what one film with a hundred thousand verdicts
    // needed.
    private const int BytesKept = 1 << 20;
    private const string Moment = "max-age=1, stale-while-revalidate=30";
    private static readonly StringValues ForAMoment = $"public, {Moment}";
    private static readonly StringValues ForAMomentOfOne = $"private, {Moment}";

    // Whoever waits for a position must not be given what a browser keeps from before it.
    private static readonly StringValues VariesByPosition = Routes.MinPositionHeader;
    private static readonly StringValues VariesByCodingToo = $"Accept-Encoding, {Routes.MinPositionHeader}";
    private static readonly StringValues JsonType = "application/json; charset=utf-8";
    private static readonly StringValues LinesType = "application/x-ndjson";
    private static readonly JsonWriterOptions AsOnTheWire = new()
    {
        Encoder = AggregatorJson.Wire.Options.Encoder,
        SkipValidation = true,
    };

    private static PositionText _position = new(0);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public static byte[] Render<T>(T value, JsonTypeInfo<T> shape) => RenderHere(value, shape).ToArray();

    /// <summary>A read whose tag is a digest of its bytes: for what no revision stands for.</summary>
    public static Task Read<T>(
        HttpContext context, T value, JsonTypeInfo<T> shape, long position, string? prefix = null)
    {
        var bytes = Render(value, shape);
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, TagBytes));
        var tag = prefix is null ? digest : $"{prefix}-{digest}";
        return Read(context, new RenderedBody(bytes, tag), position);
    }

    /// <summary>
    /// A read: 304 when the caller has it, the body in a coding the caller takes otherwise.
    /// </summary>
    public static Task Read(HttpContext context, RenderedBody body, long position)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers.Vary = body.IsLarge ? VariesByCodingToo : VariesByPosition;
        var coded = body.In(body.IsLarge ? CodingFor(context.Request) : null);

        headers.ETag = coded.ETag;
        headers.CacheControl = ForAMoment;
        headers[Routes.PositionHeader] = TextOf(position);
        if (IsKnown(context.Request, coded.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (coded.Coding is not null) headers.ContentEncoding = coded.Coding;
        return Send(response, JsonType, coded.Bytes);
    }

    /// <summary>What is made for this one caller: without a tag, in a coding the caller takes.</summary>
    public static Task Once(HttpContext context, byte[] bytes) => Once(context, bytes, JsonType);

    /// <summary>
    /// The same of objects of JSON, one a line; where others may be told the same it is kept for a moment, as
    /// all reads are.
    /// </summary>
    public static Task Lines(HttpContext context, byte[] bytes, bool isForAll)
    {
        context.Response.Headers.CacheControl = isForAll ? ForAMoment : "no-store";
        if (isForAll) context.Response.Headers.Vary = VariesByPosition;
        return Once(context, bytes, LinesType);
    }

    /// <summary>A read that another address answers from now on; for a moment, as all reads.</summary>
    public static void Moved(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = ForAMoment;
        context.Response.Headers.Vary = VariesByPosition;
    }

    /// <summary>
    /// The address of a request whose path begins otherwise: the rest of it and the query stay.
    /// </summary>
    public static string AddressInstead(HttpContext context, int insteadOf, string begin)
    {
        var rest = context.Request.Path.Value![insteadOf..];
        var path = context.Request.PathBase.Add(begin).Add(rest);
        return path.ToUriComponent() + context.Request.QueryString;
    }

    /// <summary>
    /// Of what is not for everybody the reader keeps a copy, and no cache that others share.
    /// </summary>
    public static void KeepPrivate(HttpResponse response) => response.OnStarting(() =>
    {
        var headers = response.Headers;
        if (headers.CacheControl == ForAMoment) headers.CacheControl = ForAMomentOfOne;
        return Task.CompletedTask;
    });

    /// <summary>What a write did.</summary>
    public static async Task Write<T>(HttpContext context, int status, T value, JsonTypeInfo<T> shape)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        var bytes = Rent(RenderHere(value, shape), out var length);
        await Send(response, JsonType, bytes, length);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static Task Once(HttpContext context, byte[] bytes, StringValues kind)
    {
        var (response, body) = (context.Response, new RenderedBody(bytes, ""));
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var coded = body.In(body.IsLarge ? CodingFor(context.Request) : null);
        if (coded.Coding is not null) response.Headers.ContentEncoding = coded.Coding;
        return Send(response, kind, coded.Bytes);
    }

    /// <summary>Good until this thread renders the next.</summary>
    private static ReadOnlySpan<byte> RenderHere<T>(T value, JsonTypeInfo<T> shape)
    {
        _bytes ??= new ArrayBufferWriter<byte>(4096);
        _bytes.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_bytes, AsOnTheWire);
        _json.Reset(_bytes);
        // The code generated for the shape: the serializer itself takes it only with its own encoder.
        if (shape.SerializeHandler is { } write) write(_json, value);
        else JsonSerializer.Serialize(_json, value, shape);
        _json.Flush();
        var written = _bytes.WrittenSpan;
        if (_bytes.Capacity > BytesKept) (_bytes, _json) = (null, null);
        return written;
    }

    private static byte[] Rent(ReadOnlySpan<byte> bytes, out int length)
    {
        var rented = ArrayPool<byte>.Shared.Rent(length = bytes.Length);
        bytes.CopyTo(rented);
        return rented;
    }

    // Nobody cancels: where the caller has hung up, the web server ends the writing.
    private static Task Send(HttpResponse response, StringValues kind, byte[] bytes, int? length = null)
    {
        response.Headers.ContentType = kind;
        response.ContentLength = length ?? bytes.Length;
        return response.Body.WriteAsync(bytes, 0, length ?? bytes.Length, CancellationToken.None);
    }

    // RFC 9110 §13.1.2: weak comparison, a list of tags, or * for whatever there is.
    private static bool IsKnown(HttpRequest request, string tag)
    {
        var asked = request.Headers.IfNoneMatch;
        if (asked.Count == 0) return false;
        if (asked.Count == 1 && asked[0] == tag) return true;
        if (!EntityTagHeaderValue.TryParseList(asked, out var tags)) return false;
        foreach (var one in tags)
        {
            if (one.Tag == tag || one.Tag == "*") return true;
        }

        return false;
    }

    private static string? CodingFor(HttpRequest request)
    {
        if (request.Headers.AcceptEncoding.Count == 0) return null;
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings))
            return null;
        var (brotli, gzip) = (QualityOf("br", codings), QualityOf("gzip", codings));
        if (Math.Max(brotli, gzip) == 0) return null;
        return brotli >= gzip ? "br" : "gzip";
    }

    // RFC 9110 §12.5.3: what is not named is taken as * is, and without a quality wholly.
    private static double QualityOf(string coding, IList<StringWithQualityHeaderValue> codings)
    {
        var named = codings.FirstOrDefault(one =>
                one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
            ?? codings.FirstOrDefault(one => one.Value == "*");
        return named is null ? 0 : named.Quality ?? 1;
    }

    // Positions repeat over many reads: the text is made once for each.
    private static StringValues TextOf(long position)
    {
        var known = _position;
        if (known.Position != position) _position = known = new PositionText(position);
        return known.Text;
    }

    private sealed class PositionText(long position)
    {
        public long Position { get; } = position;

        public StringValues Text { get; } = position.ToString(CultureInfo.InvariantCulture);
    }
}
