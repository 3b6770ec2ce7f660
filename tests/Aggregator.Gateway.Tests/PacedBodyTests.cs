using System.IO.Pipelines;
using Aggregator.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Aggregator.Gateway.Tests;

public sealed class PacedBodyTests
{
    private const int BytesPerSecond = 100;

    private readonly FakeTimeProvider _time = new();
    // Whoever writes waits for nobody.
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly PacedBody _body;

    public PacedBodyTests() => _body = new(_pipe.Reader, BytesPerSecond, _time);

    [Fact]
    public async Task A_body_may_pause_for_half_a_minute()
    {
        Assert.True(await Comes(after: 29, bytes: 10_000));
        Assert.True(await Comes(after: 29, bytes: 1));
    }

    [Fact]
    public async Task A_body_that_stops_is_given_up_however_much_came_before()
    {
        Assert.True(await Comes(after: 0, bytes: 10_000_000));

        Assert.False(await Comes(after: 31, bytes: 1));
    }

    [Fact]
    public async Task A_body_may_come_as_slowly_as_it_must_come_at_least()
    {
        for (var second = 0; second < 1_000; second++)
            Assert.True(await Comes(after: 1, bytes: BytesPerSecond));
    }

    [Fact]
    public async Task A_body_of_which_a_byte_comes_now_and_then_is_given_up()
    {
        Assert.True(await Comes(after: 20, bytes: 1));
        Assert.True(await Comes(after: 9, bytes: 1));
        Assert.False(await Comes(after: 9, bytes: 1));
    }

    [Fact]
    public async Task What_lies_there_unread_buys_nothing_twice()
    {
        for (var n = 0; n < 29; n++) Assert.True(await Comes(after: 1, bytes: 1, isTaken: false));

        Assert.False(await Comes(after: 2, bytes: 1));
    }

    [Fact]
    public async Task Time_that_is_taken_over_what_came_is_nobodys_slowness()
    {
        Assert.True(await Comes(after: 29, bytes: 1));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(await Comes(after: 0, bytes: 1));
    }

    /// <summary>Whether so many bytes are read, so many seconds after the wait for them began.</summary>
    private async Task<bool> Comes(int after, int bytes, bool isTaken = true)
    {
        var reading = _body.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(after));
        await _pipe.Writer.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);
        try
        {
            var read = (await reading).Buffer;
            _body.AdvanceTo(isTaken ? read.End : read.Start, read.End);
            return true;
        }
        catch (BadHttpRequestException slow)
        {
            Assert.Equal(StatusCodes.Status408RequestTimeout, slow.StatusCode);
            return false;
        }
    }
}
