using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Tests;

/// <summary>A body as JSON is refused as what it is.</summary>
public sealed class JsonBodyTests
{
    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xE9, 0x22, 0x7D }, "byte 7")] // Latin-1.
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D }, "byte 3")] // In a field's name.
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x7B, 0xC3, 0x7D }, "byte 5")] // Behind a mark.
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00 }, "byte 1")] // UTF-16.
    public async Task A_body_that_is_not_UTF_8_is_refused_as_that_and_says_where(byte[] bytes, string where)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(bytes);

        var refusal = (await Assert.ThrowsAsync<RefusedException>(
            async () => await JsonBody.Read(context))).Refusal;

        Assert.Equal("utf8-invalid", refusal.Code);
        Assert.Contains(where, refusal.Detail, StringComparison.Ordinal);
    }
}
