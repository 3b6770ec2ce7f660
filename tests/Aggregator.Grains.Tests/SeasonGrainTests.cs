using Xunit;

namespace Aggregator.Grains;

public sealed class SeasonGrainTests(House house)
{
    [Fact]
    public async Task A_seasons_films_are_scored_again_when_its_lists_change()
    {
        var listed = await house.RegisterFilm("A Listed Film", 1951);
        var unlisted = await house.RegisterFilm("An Unlisted Film", 1951);
        var critics = await house.RegisterCritics(6);
        foreach (var critic in critics)
        {
            await house.Film(listed).Record(Say.Verdict(critic, "4/5"));
            await house.Film(unlisted).Record(Say.Verdict(critic, "4/5"));
        }

        foreach (var critic in critics)
            await house.Grains.YearList(critic, 1951).Publish(Say.List(critic, 1951, listed));

        await Deadline.Until(
            async () => (await house.Saved(unlisted))?.Totals?.Lists == critics.Length,
            "the film on no list to be scored with all lists");
        await house.UntilSettled(listed);
        await house.UntilSettled(unlisted);
        Assert.Equal(critics.Length, (await house.Film(unlisted).Standing())!.Totals!.Lists);
    }

    [Fact]
    public async Task A_seasons_lists_come_in_the_order_of_critics()
    {
        var film = await house.RegisterFilm("Rashomon", 1950);
        var critics = await house.RegisterCritics(5);
        foreach (var critic in critics)
            await house.Grains.YearList(critic, 1950).Publish(Say.List(critic, 1950, film));
        await house.Grains.YearList(critics[0], 1950).Withdraw(new(null, "test"));

        var first = await house.Grains.Season(1950).Lists(null, 3);
        var rest = await house.Grains.Season(1950).Lists(first.Items[^1].List.Critic, 3);

        Assert.Equal((4, true), (first.Total, first.More));
        Assert.False(rest.More);
        Assert.Equal(
            critics[1..].Order(), first.Items.Concat(rest.Items).Select(list => list.List.Critic));
    }
}
