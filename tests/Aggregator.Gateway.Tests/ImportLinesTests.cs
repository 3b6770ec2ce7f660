using System.Text;
using CsCheck;

namespace Aggregator.Gateway.Tests;

public sealed class ImportLinesTests
{
    private const int LineBytesMax = 16 * 1024;

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\nb")]
    [InlineData("a\r\nb\r\n")]
    [InlineData("\uFEFFa\nb\n")]
    [InlineData("\uFEFFa\r\nb")]
    public async Task Lines_end_as_any_machine_ends_them_and_a_byte_order_mark_is_no_text(string text)
    {
        var lines = await Bodies.Lines(Bodies.Of(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(["a", "b"], lines.Select(line => line.Text!));
        Assert.Equal([1, 2], lines.Select(line => line.Number));
    }

    [Theory]
    [InlineData(new byte[] { 0x48, 0xE9, 0x6C }, "utf8-invalid")] // "Hél" in Latin-1.
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "utf8-invalid")] // Half a surrogate pair.
    [InlineData(new byte[] { 0x48, 0x00, 0x72 }, "field-text")] // A NUL.
    [InlineData(new byte[] { 0x48, 0x1B, 0x72 }, "field-text")] // An escape.
    public async Task A_line_that_is_no_text_is_refused_by_itself(byte[] broken, string code)
    {
        byte[] body = [.. "before\n"u8, .. broken, .. "\nafter\n"u8];

        var lines = await Bodies.Lines(Bodies.Of(body));

        Assert.Equal(["before", "after"], [lines[0].Text, lines[2].Text]);
        Assert.Equal(code, lines[1].Refusal!.Code);
        Assert.Contains("2", lines[1].Refusal!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LineBytesMax, true, 4096)]
    [InlineData(LineBytesMax + 1, false, 4096)]
    [InlineData(LineBytesMax + 1, false, 100_000)]
    [InlineData(300_000, false, 4096)]
    [InlineData(300_000, false, 1_000_000)]
    public async Task A_line_has_16_KiB_and_a_longer_one_is_refused_once(int length, bool isTaken, int piece)
    {
        var body = Encoding.UTF8.GetBytes($"before\n{new string('x', length)}\nafter");

        var lines = await Bodies.Lines(Bodies.InPieces(body, piece));

        Assert.Equal([1, 2, 3], lines.Select(line => line.Number));
        Assert.Equal(["before", "after"], [lines[0].Text, lines[2].Text]);
        Assert.Equal(isTaken ? null : "line-too-long", lines[1].Refusal?.Code);
    }

    [Fact]
    public async Task The_last_line_may_be_too_long_without_an_end()
    {
        var body = Encoding.UTF8.GetBytes(new string('x', 40_000));

        var lines = await Bodies.Lines(Bodies.InPieces(body, 999));

        Assert.Equal(["line-too-long"], lines.Select(line => line.Refusal?.Code));
    }

    [Fact]
    public async Task Lines_are_the_same_in_whatever_pieces_they_arrive()
    {
        var anyByte = Gen.OneOf(Gen.OneOf((byte)'\n', (byte)'\r', (byte)'a', (byte)0xC3), Gen.Byte);
        await Gen.Select(anyByte.Array[0, 300], Gen.Int[1, 80], Gen.Int[1, 9]).SampleAsync(
            async (bytes, piece, countMax) =>
            {
                var whole = await Bodies.Lines(Bodies.Of(bytes), countMax: 1_000);
                var pieces = await Bodies.Lines(Bodies.InPieces(bytes, piece), countMax);
                Assert.Equal(
                    whole.Select(line => (line.Number, line.Text, line.Refusal?.Code)),
                    pieces.Select(line => (line.Number, line.Text, line.Refusal?.Code)));
            });
    }
}
