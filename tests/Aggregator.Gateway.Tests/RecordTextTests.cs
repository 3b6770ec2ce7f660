using System.Buffers;
using System.Text.Json.Nodes;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Tests;

public sealed class RecordTextTests
{
    [Theory]
    [InlineData(1389387845678, "2014-01-10T21:04:05.678Z")]
    [InlineData(1389387845680, "2014-01-10T21:04:05.680Z")]
    [InlineData(1389387845000, "2014-01-10T21:04:05.000Z")]
    public void A_time_is_shown_as_its_hash_covers_it(long milliseconds, string shown)
    {
        var bytes = new ArrayBufferWriter<byte>();

        RecordText.Write(bytes, new LedgerLine(
            1, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), "VerdictWithdrawn", "editor:a1b2c3d4",
            "{}"u8.ToArray(), new byte[32]));

        Assert.Equal(shown, (string?)JsonNode.Parse(bytes.WrittenSpan)!["recordedAt"]);
    }
}
