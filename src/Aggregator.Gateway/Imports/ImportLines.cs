using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// One physical line, counted from 1; of one that is refused <see cref="Text"/> is what can be made out.
/// </summary>
internal readonly record struct ImportLine(long Number, string? Text, Refusal? Refusal);

/// <summary>
/// Reads a body line by line, however long the whole is. A line that is too long or is not UTF-8 is refused
/// by itself, and the rest goes on.
/// </summary>
internal sealed class ImportLines(PipeReader body)
{
    private const int LineBytesMax = 16 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private long _number;
    private bool _skipping;
    private bool _ended;

    /// <summary>Adds up to <paramref name="countMax"/> lines; false once the body is at its end.</summary>
    public async ValueTask<bool> Read(List<ImportLine> lines, int countMax, CancellationToken cancel)
    {
        while (!_ended)
        {
            var read = await body.ReadAsync(cancel);
            var rest = read.Buffer;
            while (lines.Count < countMax && TakeLine(ref rest, read.IsCompleted, out var line))
            {
                if (line is { } one) lines.Add(one);
            }

            if (read.IsCompleted && rest.IsEmpty) _ended = true;
            body.AdvanceTo(rest.Start, lines.Count < countMax ? rest.End : rest.Start);
            if (lines.Count >= countMax) return !_ended;
        }

        return false;
    }

    private bool TakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ImportLine? line)
    {
        line = null;
        if (rest.IsEmpty) return false;
        var newline = rest.PositionOf((byte)'\n');
        if (newline is null && !isLast)
        {
            if (rest.Length <= LineBytesMax) return false;
            // Nobody needs the rest of a line that is refused: let it go before it fills the memory.
            if (!_skipping) line = TooLong();
            _skipping = true;
            rest = rest.Slice(rest.End);
            return true;
        }

        var bytes = newline is { } end ? rest.Slice(0, end) : rest;
        rest = newline is { } after ? rest.Slice(rest.GetPosition(1, after)) : rest.Slice(rest.End);
        if (_skipping) _skipping = false;
        else line = bytes.Length > LineBytesMax ? TooLong() : Decode(bytes);
        return true;
    }

    private ImportLine TooLong() => new(++_number, null, new Refusal(
        "line-too-long", $"Line {_number} is longer than {LineBytesMax} bytes."));

    private ImportLine Decode(in ReadOnlySequence<byte> bytes)
    {
        _number++;
        try
        {
            var text = Strict.GetString(bytes).TrimEnd('\r');
            if (_number == 1) text = text.TrimStart('\uFEFF');
            return PlainText.IsPlain(text)
                ? new ImportLine(_number, text, null)
                : new ImportLine(_number, text, new Refusal(
                    "field-text", $"Line {_number} holds control characters."));
        }
        catch (DecoderFallbackException)
        {
            var refusal = OtherEncoding.Refuse(_number, bytes.FirstSpan);
            return new ImportLine(_number, Encoding.UTF8.GetString(bytes), refusal);
        }
    }
}
