using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Aggregator.Gateway.Reads;

/// <summary>An entry as the open record shows it, wherever it is read.</summary>
public static class RecordText
{
    // As the hash covers it: with all its milliseconds, which the writer's own form leaves out at the end.
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly JsonWriterOptions AsStored = new() { SkipValidation = true };

    /// <summary>Writes one line of JSON with its line break.</summary>
    public static void Write(IBufferWriter<byte> bytes, LedgerLine line)
    {
        using (var json = new Utf8JsonWriter(bytes, AsStored))
        {
            json.WriteStartObject();
            json.WriteNumber("position", line.Position);
            Span<byte> time = stackalloc byte[TimeFormat.Length];
            line.RecordedAt.UtcDateTime.TryFormat(time, out _, TimeFormat, CultureInfo.InvariantCulture);
            json.WriteString("recordedAt", time);
            json.WriteString("kind", line.Kind);
            json.WriteString("actor", line.Actor);
            json.WritePropertyName("body");
            // The exact bytes that were hashed.
            json.WriteRawValue(line.Body.Span, skipInputValidation: true);
            json.WriteString("hash", Convert.ToHexStringLower(line.Hash.Span));
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
    }
}
