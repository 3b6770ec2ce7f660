using System.IO.Compression;

namespace Aggregator.Gateway.Http;

/// <summary>
/// A body as it is sent and its strong tag. Codings of it are made on first use and kept as long as it is;
/// each has a tag of its own, because a strong tag promises the same bytes.
/// </summary>
internal sealed class RenderedBody(byte[] bytes, string tag)
{
    /// <summary>Smaller bodies travel in one packet as they are.</summary>
    public const int CompressedFrom = 1024;

    private readonly RenderedCoding _plain = new(bytes, $"\"{tag}\"", null);
    private RenderedCoding? _brotli;
    private RenderedCoding? _gzip;

    /// <summary>Without its quotation marks.</summary>
    public string Tag => tag;

    public byte[] Bytes => bytes;

    public bool IsLarge => bytes.Length > CompressedFrom;

    public RenderedCoding In(string? coding) => coding switch
    {
        "br" => _brotli ??= new(Compress(stream => new BrotliStream(stream, CompressionLevel.Fastest)),
            $"\"{tag}-br\"", coding),
        "gzip" => _gzip ??= new(Compress(stream => new GZipStream(stream, CompressionLevel.Fastest)),
            $"\"{tag}-gz\"", coding),
        _ => _plain,
    };

    private byte[] Compress(Func<Stream, Stream> coder)
    {
        using var compressed = new MemoryStream();
        using (var stream = coder(compressed)) stream.Write(bytes);
        return compressed.ToArray();
    }
}

/// <summary>A body in one coding, with its quoted tag.</summary>
internal sealed record RenderedCoding(byte[] Bytes, string ETag, string? Coding);
