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

    private static Task Until(Func<bool> condition, string what) =>
        Deadline.Until(() => Task.FromResult(condition()), what);
}
