using System.IO.Compression;

namespace Aggregator.Gateway.Http;

/// <summary>
/// A body as it is sent and its strong tag. Codings of it are made on first use and kept as long as it is;
/// each has a tag of its own, because a strong tag promises the same bytes.
/// </summary>
internal sealed class RenderedBody(byte[] bytes, string tag) : RenderedCoding(bytes, $"\"{tag}\"", null)
{
    /// <summary>Smaller bodies travel in one packet as they are.</summary>
    public const int CompressedFrom = 1024;

    private RenderedCoding? _brotli;
    private RenderedCoding? _gzip;

    public bool IsLarge => Bytes.Length > CompressedFrom;

    public RenderedCoding In(string? coding) => coding switch
    {
        "br" => _brotli ??= new(Compress(stream => new BrotliStream(stream, CompressionLevel.Fastest)),
            TagOf("br"), coding),
        "gzip" => _gzip ??= new(Compress(stream => new GZipStream(stream, CompressionLevel.Fastest)),
            TagOf("gz"), coding),
        _ => this,
    };

    private string TagOf(string coding) => $"{ETag[..^1]}-{coding}\"";

    private byte[] Compress(Func<Stream, Stream> coder)
    {
        using var compressed = new MemoryStream();
        using (var stream = coder(compressed)) stream.Write(Bytes);
        return compressed.ToArray();
    }
}

/// <summary>A body in one coding, with its quoted tag.</summary>
internal class RenderedCoding(byte[] bytes, string eTag, string? coding)
{
    public byte[] Bytes { get; } = bytes;

    public string ETag { get; } = eTag;

    public string? Coding { get; } = coding;
}
