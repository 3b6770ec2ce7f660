using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Aggregator.Gateway.Tests;

/// <summary>When something is computed for those who look, and what is shown until then.</summary>
public sealed class RenewedResultsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly FakeTimeProvider _time = new();
    private readonly BoardAccess _board = new();
    private readonly Channel<Work> _begun = Channel.CreateUnbounded<Work>();
    private readonly Workshop _workshop;
    private readonly RenewedResults<int, long, string> _results;

    public RenewedResultsTests()
    {
        _workshop = new(_time, NullLogger<Workshop>.Instance);
        _results = Results(most: int.MaxValue);
    }

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Who_asks_first_waits_and_who_asks_for_the_same_does_not()
    {
        var first = _results.Find(2013, 1, None).AsTask();
        (await Begun()).Make("one", 1);
        Assert.Equal("one", (await Soon(first))?.Value);

        _time.Advance(Second);
        Assert.Equal("one", (await Soon(_results.Find(2013, 1, None).AsTask()))?.Value);
        Assert.False(_begun.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task What_is_newer_is_begun_once_a_second_and_waited_for_a_quarter_of_one()
    {
        await Made("one", 1);
        Assert.Equal("one", (await Soon(_results.Find(2013, 2, None).AsTask()))?.Value);
        Assert.False(_begun.Reader.TryPeek(out _));

        _time.Advance(Second);
        var impatient = _results.Find(2013, 2, None).AsTask();
        var work = await Begun();
        Assert.False(impatient.IsCompleted);
        _time.Advance(Moment);
        Assert.Equal("one", (await Soon(impatient))?.Value);

        var patient = _results.Reach(2013, 2, Second, None).AsTask();
        work.Make("two", 2);
        Assert.Equal("two", (await Soon(patient))?.Value);
        Assert.False(_begun.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Who_waits_for_a_revision_has_it_made_after_one_that_began_too_early()
    {
        var early = _results.Find(2013, 1, None).AsTask();
        var first = await Begun();
        var waiting = _results.Reach(2013, 2, TimeSpan.FromDays(1), None).AsTask();
        first.Make("one", 1);
        Assert.Equal("one", (await Soon(early))?.Value);

        (await BegunInTime()).Make("two", 2);
        Assert.Equal("two", (await Soon(waiting))?.Value);
    }

    [Fact]
    public async Task Who_waits_in_vain_is_shown_what_there_is()
    {
        await Made("one", 1);
        var waiting = _results.Reach(2013, 9, Second, None).AsTask();

        var work = await BegunInTime();
        _time.Advance(Second);

        Assert.Equal("one", (await Soon(waiting))?.Value);
        work.Make("two", 2);
    }

    [Fact]
    public async Task What_fails_is_answered_without_and_tried_again()
    {
        var first = _results.Find(2013, 1, None).AsTask();
        (await Begun()).Fail();
        Assert.Null(await Soon(first));
        Assert.Null(await Soon(_results.Find(2013, 1, None).AsTask()));

        _time.Advance(Second);
        await Made("one", 1);
    }

    [Fact]
    public async Task One_piece_of_work_is_done_at_a_time()
    {
        var first = _results.Find(2013, 1, None).AsTask();
        var work = await Begun();
        var second = _results.Find(2014, 1, None).AsTask();
        _time.Advance(Moment);
        Assert.False(_begun.Reader.TryPeek(out _));

        work.Make("of 2013", 1);
        await Soon(first);
        (await Begun()).Make("of 2014", 1);
        await Soon(second);
    }

    [Fact]
    public async Task A_second_of_work_is_done_at_once_and_after_that_each_is_rested_for()
    {
        var lasts = TimeSpan.FromMilliseconds(100);
        // The eleventh begins when the second is not yet more than worked.
        for (var season = 1980; season <= 1990; season++)
            Assert.Equal(TimeSpan.Zero, await Rest(season, Begun));
        for (var season = 1991; season <= 1995; season++)
            Assert.True(await Rest(season, BegunInTime) >= 4 * lasts);

        async Task<TimeSpan> Rest(int season, Func<Task<Work>> begun)
        {
            var now = _time.GetUtcNow();
            var asked = _results.Find(season, 1, None).AsTask();
            var work = await begun();
            _time.Advance(lasts);
            work.Make($"of {season}", 1);
            await Soon(asked);
            return work.At - now;
        }
    }

    [Fact]
    public async Task However_much_was_worked_the_next_begins_half_a_second_later_at_most()
    {
        for (var season = 1980; season < 1990; season++)
        {
            var asked = _results.Reach(season, 1, Patience, None).AsTask();
            var work = await BegunInTime();
            _time.Advance(Second);
            work.Make($"of {season}", 1);
            await Soon(asked);
        }

        _time.Advance(Second / 2);
        await Made("at once", 1);
    }

    [Fact]
    public async Task However_many_are_asked_for_at_once_few_are_begun_and_kept()
    {
        var results = Results(most: 2);
        Task<Made<long, string>?> Ask(int season) => results.Find(season, 1, None).AsTask();
        var first = Ask(2013);
        var one = await Begun();
        var second = Ask(2014);
        // There is no room for another: who asks for it is told so at once.
        foreach (var season in Enumerable.Range(1900, 100))
        {
            Assert.Null(await Soon(Ask(season)));
            Assert.Null(await Soon(results.Reach(season, 1, Second, None).AsTask()));
        }

        // Another who asks for one that is under way drives nothing out.
        var again = Ask(2013);
        one.Make("of 2013", 1);
        Assert.Equal("of 2013", (await Soon(first))?.Value);
        Assert.Equal("of 2013", (await Soon(again))?.Value);
        (await BegunInTime()).Make("of 2014", 1);
        await Soon(second);

        Assert.Equal("of 2013", (await Soon(Ask(2013)))?.Value);
        Assert.Equal("of 2014", (await Soon(Ask(2014)))?.Value);
        Assert.False(_begun.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Of_more_than_are_kept_the_one_that_nobody_has_asked_for_longest_is_forgotten()
    {
        var results = Results(most: 2);
        Task<Made<long, string>?> Ask(int season) => results.Find(season, 1, None).AsTask();
        foreach (var season in new[] { 2013, 2014, 2015 })
        {
            var asked = Ask(season);
            (await Begun()).Make($"of {season}", 1);
            await Soon(asked);
            // Past the rest after some work: the next begins without the clock, and nobody's patience ends.
            _time.Advance(Second);
            if (season == 2014) await Soon(Ask(2013));
        }

        Assert.Equal("of 2013", (await Soon(Ask(2013)))?.Value);
        Assert.Equal("of 2015", (await Soon(Ask(2015)))?.Value);
        Assert.False(_begun.Reader.TryPeek(out _));
        var again = Ask(2014);
        (await Begun()).Make("of 2014, again", 1);
        Assert.Equal("of 2014, again", (await Soon(again))?.Value);
    }

    private RenewedResults<int, long, string> Results(int most) =>
        new(_workshop, _board, _time, new(season => $"The films of {season}", Compute)
        {
            ResultsMax = most,
            UnderWayMax = most,
        });

    private async Task Made(string value, long revision)
    {
        var asked = _results.Find(2013, revision, None).AsTask();
        (await Begun()).Make(value, revision);
        Assert.Equal(value, (await Soon(asked))?.Value);
    }

    private Task<Made<long, string>> Compute(int season, Made<long, string>? last, CancellationToken cancel)
    {
        var work = new Work(_board.Current.Epoch, _time.GetUtcNow());
        _begun.Writer.TryWrite(work);
        return work.Done;
    }

    private Task<Work> Begun() => Soon(_begun.Reader.ReadAsync(None).AsTask());

    /// <summary>The next work, which begins only after some time.</summary>
    private async Task<Work> BegunInTime()
    {
        var begun = _begun.Reader.ReadAsync(None).AsTask();
        using var deadline = new CancellationTokenSource(Patience);
        while (!begun.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        return await begun;
    }

    private static Task<T> Soon<T>(Task<T> task) =>
        task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    private sealed class Work(string epoch, DateTimeOffset at)
    {
        private readonly TaskCompletionSource<Made<long, string>> _done = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset At => at;

        public Task<Made<long, string>> Done => _done.Task;

        public void Make(string value, long revision) => _done.SetResult(new(epoch, revision, value));

        public void Fail() => _done.SetException(new TimeoutException("No silo answered."));
    }
}
