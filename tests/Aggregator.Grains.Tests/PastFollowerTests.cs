using Aggregator.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Aggregator.Grains;

public sealed class PastFollowerTests
{
    [Fact]
    public async Task The_week_before_moves_on_at_midnight_and_is_as_it_was_whatever_is_said_since()
    {
        var time = new FakeTimeProvider(new(2014, 1, 10, 23, 59, 0, TimeSpan.Zero));
        await using var house = await House.Open(time: time);
        var (yiYi, mud) = (await house.RegisterFilm(), await house.RegisterFilm("Mud"));
        var critics = await house.RegisterCritics(8);
        foreach (var critic in critics)
        {
            await house.Film(yiYi).Record(Say.Verdict(critic, "9/10"));
            await house.Film(mud).Record(Say.Verdict(critic, "5/10"));
        }

        await using var following = await Following.Begin(house, time);
        var board = following.Board;
        using var past = new PastFollower(house.Grains, board, time, NullLogger<PastFollower>.Instance);
        await past.StartAsync(CancellationToken.None);
        await Until(() => board.Past?.Day == new DateOnly(2014, 1, 3), "the third of January");
        Assert.Null(PlaceThen(board, yiYi));

        time.Advance(TimeSpan.FromDays(6));
        await Until(
            () => Passes(time) && board.Past?.Day == new DateOnly(2014, 1, 10), "the tenth of January");
        foreach (var critic in critics) await house.Film(mud).Record(Say.Verdict(critic, "10/10"));
        await Until(() => PlaceNow(board, mud) == 1, "Mud to lead");

        Assert.Equal((1, 2), (PlaceThen(board, yiYi), PlaceThen(board, mud)));
        time.Advance(TimeSpan.FromDays(7));
        await Until(() => Passes(time) && PlaceThen(board, mud) == 1, "Mud to have led a week ago");
        await past.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_film_that_was_merged_since_is_soon_left_out_of_the_week_before_as_after_a_restart()
    {
        var time = new FakeTimeProvider(new(2014, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var house = await House.Open(time: time);
        var (yiYi, copy) = (await house.RegisterFilm(), await house.RegisterFilm("A One and a Two"));
        foreach (var critic in await house.RegisterCritics(8))
        {
            await house.Film(yiYi).Record(Say.Verdict(critic, "5/10"));
            await house.Film(copy).Record(Say.Verdict(critic, "9/10"));
        }

        time.Advance(TimeSpan.FromDays(7));
        await using var following = await Following.Begin(house, time);
        var board = following.Board;
        using var past = new PastFollower(house.Grains, board, time, NullLogger<PastFollower>.Instance);
        await past.StartAsync(CancellationToken.None);
        await Until(
            () => Passes(time) && board.Past is not null && PlaceThen(board, yiYi) == 2,
            "the tenth of January");
        var known = board.Past!;

        await house.Film(copy).MergeInto(new(yiYi, "test"));

        await Until(() => Passes(time) && PlaceThen(board, yiYi) == 1, "the film that went to be left out");
        Assert.Equal(known.Day, board.Past!.Day);
        // Part of the tag of what is shown: the same day has other places.
        Assert.NotEqual(known.FilmsMergedAt, board.Past.FilmsMergedAt);
        await past.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_was_recorded_before_a_moment_is_found_by_its_time()
    {
        var time = new FakeTimeProvider(new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var house = await House.Open(time: time);
        var past = house.Grains.Past();
        Assert.Equal(0, await past.PositionBefore(time.GetUtcNow()));

        for (var day = 1; day <= 9; day++)
        {
            await house.RegisterCritics(day % 3);
            time.Advance(TimeSpan.FromDays(1));
        }

        var lines = await house.Grains.Ledger().Lines(0, 100);
        for (var day = -1; day <= 10; day++)
        {
            var moment = new DateTimeOffset(2014, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);
            Assert.Equal(
                lines.Count(line => line.RecordedAt < moment), await past.PositionBefore(moment));
        }
    }

    private static int? PlaceThen(BoardAccess board, FilmId film) =>
        board.Past!.PlaceOf(Scope.Of(2000), RankingBy.Acclaim, film);

    private static int? PlaceNow(BoardAccess board, FilmId film) =>
        board.Current.Ranking(Scope.Of(2000), RankingBy.Acclaim).PlaceOf(film);

    // Whoever sleeps by this clock may have gone to sleep after it was put forward.
    private static bool Passes(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(10));
        return true;
    }

    private static Task Until(Func<bool> condition, string what) =>
        Deadline.Until(() => Task.FromResult(condition()), what);
}
