using System.Buffers;
using System.Text.Json;

namespace Aggregator.Gateway.Reads;

/// <summary>An entry as the open record shows it, wherever it is read.</summary>
public static class RecordText
{
    private static readonly JsonWriterOptions AsStored = new() { SkipValidation = true };

    /// <summary>Writes one line of JSON with its line break.</summary>
    public static void Write(IBufferWriter<byte> bytes, LedgerLine line)
    {
        using (var json = new Utf8JsonWriter(bytes, AsStored))
        {
            json.WriteStartObject();
            json.WriteNumber("position", line.Position);
            json.WriteString("recordedAt", line.RecordedAt.UtcDateTime);
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
