using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Aggregator.Grains;

public sealed class BoardFollowerTests
{
    [Fact]
    public async Task Another_epoch_makes_the_board_anew_and_listeners_begin_from_nothing()
    {
        await using var house = await House.Open();
        for (var i = 0; i < 5; i++) await house.RegisterFilm("Before");
        await using var following = await Following.Begin(house);
        var board = following.Board;
        await Until(() => board.Current.FilmCount == 5, "five films");
        var heard = board.Current.Head;

        await using var other = await House.Open();
        var film = await other.RegisterFilm("After");
        house.Moody.Become(other.Ledger);

        await Until(() => board.Current.Epoch != heard.Epoch, "another epoch");
        await Until(() => board.Current.FilmCount == 1, "the one film of it");
        var news = board.Current.Since(heard, NewsFilter.Everything, 10);
        Assert.True(news.IsReset);
        Assert.Equal([film], news.Films.Select(changed => changed.Film.Film.Id));
    }

    [Fact]
    public async Task A_ledger_that_went_back_makes_the_board_anew()
    {
        var before = await House.Open();
        var kept = await before.RegisterFilm("Kept");
        var folder = await before.CloseAndKeepFolder();
        var copy = Directory.CreateTempSubdirectory("aggregator-grains-").FullName;
        foreach (var file in Directory.GetFiles(folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        await using (before)
        {
            await using var house = await House.Open(folder);
            for (var i = 0; i < 5; i++) await house.RegisterFilm("Lost");
            await using var following = await Following.Begin(house);
            var board = following.Board;
            await Until(() => board.Current.FilmCount == 6, "six films");

            // The same epoch, and nothing of what was recorded since.
            await using var other = await House.Open(copy);
            house.Moody.Become(other.Ledger);

            await Until(() => board.Current.FilmCount == 1, "the one film that is left");
            Assert.NotNull(board.Current.Find(kept));
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task A_film_that_cannot_be_scored_holds_the_first_board_up_for_ten_seconds()
    {
        await using var house = await House.Open();
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        house.Moody.IsUnreadable = true;
        var verdict = new VerdictRecorded(film, critic, Say.Verdict(critic, "4/5").Verdict);
        await house.Ledger.Append([new("test", verdict)]);
        var time = new FakeTimeProvider();

        await using var following = await Following.Begin(house, time);
        var board = following.Board;
        await Until(() => board.Following.Revision > 0, "the feed to be read");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(board.IsCaughtUp);
        time.Advance(TimeSpan.FromSeconds(1));

        await Until(() => board.IsCaughtUp, "the board all the same");
        Assert.Equal(1, board.Current.FilmCount);
    }

    [Fact]
    public async Task A_board_that_was_filled_at_the_start_is_shown_though_the_feed_is_lost()
    {
        await using var house = await House.Open();
        await house.RegisterFilm();
        await using var before = await Following.Begin(house);
        await Until(() => before.Board.Current.FilmCount == 1, "a board");
        house.Moody.IsAway = true;
        var time = new FakeTimeProvider();

        await using var following = await Following.Begin(house, time, before.Board.Current);
        Assert.False(following.Board.IsCaughtUp);
        await Until(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return following.Board.IsCaughtUp;
            },
            "the board without the feed");

        Assert.Equal(1, following.Board.Current.FilmCount);
    }

    private static Task Until(Func<bool> condition, string what) =>
        Deadline.Until(() => Task.FromResult(condition()), what);
}
