namespace Aggregator.Gateway.Http;

/// <summary>Files that are not saved in UTF-8, as other programs save them.</summary>
internal static class OtherEncoding
{
    /// <param name="line">The line that is not UTF-8, from 1.</param>
    /// <param name="bytes">The beginning of the line.</param>
    public static Refusal Refuse(long line, ReadOnlySpan<byte> bytes)
    {
        var saved = line == 1 && IsUtf16(bytes)
            ? ", but UTF-16, as spreadsheets save it: save the table as CSV in UTF-8."
            : ": was the file saved as Windows-1252? Save it in UTF-8.";
        return new("utf8-invalid", $"Line {line} is not UTF-8{saved}");
    }

    /// <summary>Whether a file begins with the mark of either order of bytes.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
}
