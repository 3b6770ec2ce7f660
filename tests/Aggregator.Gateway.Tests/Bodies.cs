using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Tests;

/// <summary>Bodies as they come over the wire, and what is read from them.</summary>
internal static class Bodies
{
    public static PipeReader Of(byte[] bytes) => PipeReader.Create(new MemoryStream(bytes));

    /// <summary>The same bytes, arriving in pieces of this many.</summary>
    public static PipeReader InPieces(byte[] bytes, int pieceBytes) =>
        PipeReader.Create(new PiecewiseBody(bytes, pieceBytes), new StreamPipeReaderOptions(bufferSize: 64));

    public static async Task<List<ImportLine>> Lines(PipeReader body, int countMax = 7)
    {
        var (reader, lines) = (new ImportLines(body), new List<ImportLine>());
        while (true)
        {
            var some = new List<ImportLine>();
            var more = await reader.Read(some, countMax, TestContext.Current.CancellationToken);
            lines.AddRange(some);
            if (!more) return lines;
        }
    }

    public static Task<ReadRows> Rows(string text, params string[] columns) =>
        Rows(Encoding.UTF8.GetBytes(text), isCsv: true, columns);

    public static Task<ReadRows> Json(string text, params string[] columns) =>
        Rows(Encoding.UTF8.GetBytes(text), isCsv: false, columns);

    public static async Task<ReadRows> Rows(byte[] bytes, bool isCsv, params string[] columns)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var said = new MemoryStream();
        await using var report = new ImportReport(said);
        var rows = new ImportRows(Of(bytes), isCsv, columns, report);
        var header = await rows.ReadHeader(cancel);
        var all = new List<ImportRow>();
        while (header is null && await rows.Next(3, cancel) is { Count: > 0 } some) all.AddRange(some);
        await report.Flush(cancel);
        var lines = Encoding.UTF8.GetString(said.ToArray()).Split('\n')[..^1];
        return new ReadRows(header, all, [.. lines.Select(line => JsonNode.Parse(line)!.AsObject())]);
    }

    /// <summary>Gives at most a few bytes at each read.</summary>
    private sealed class PiecewiseBody(byte[] bytes, int pieceBytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) =>
            base.Read(buffer[..Math.Min(pieceBytes, buffer.Length)]);

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}

/// <summary>What an import's reader made of a body.</summary>
internal sealed record ReadRows(Refusal? Header, List<ImportRow> Rows, List<JsonObject> Refused)
{
    public IEnumerable<string?> Values(string column) => Rows.Select(row => row[column]);

    /// <summary>The refused lines as <c>3 csv-malformed</c>.</summary>
    public IEnumerable<string> Refusals => Refused.Select(one => $"{one["line"]} {one["code"]}");
}
