using Xunit;

namespace Aggregator.Grains;

public sealed class CriticGrainTests(House house)
{
    [Fact]
    public async Task A_critics_verdicts_come_newest_first_without_those_withdrawn()
    {
        var critic = await house.RegisterCritic();
        FilmId[] films = [await house.RegisterFilm(), await house.RegisterFilm(), await house.RegisterFilm()];
        foreach (var film in films)
            await house.Film(film).Record(Say.Verdict(critic, "3/5").Quoting($"On {film}."));
        await house.Film(films[0]).Record(Say.Verdict(critic, "2/5"));
        await house.Film(films[1]).Withdraw(Say.Nothing(critic));

        var page = await house.Grains.Critic(critic).Verdicts(new(null, 10));

        Assert.Equal([films[0], films[2]], page.Items.Select(item => item.Film));
        Assert.Equal((2, false), (page.Total, page.More));
        Assert.Equal($"On {films[2]}.", page.Items[1].Verdict.Text!.Quote);
    }

    [Fact]
    public async Task A_critics_verdict_shows_as_soon_as_it_is_acknowledged()
    {
        var critic = await house.RegisterCritic();
        for (var i = 1; i <= 10; i++)
        {
            var outcome = await house.Film(await house.RegisterFilm()).Record(Say.Verdict(critic, "3/5"));

            var page = await house.Grains.Critic(critic).Verdicts(new(null, 1));
            Assert.Equal((i, outcome.Position), (page.Total, page.Items[0].Verdict.Verdict.Position));
        }
    }

    [Fact]
    public async Task A_critics_lists_come_latest_year_first()
    {
        var (critic, film) = (await house.RegisterCritic(), await house.RegisterFilm());
        foreach (var year in new[] { 1998, 2000, 1999 })
            await house.Grains.YearList(critic, year).Publish(Say.List(critic, year, film));
        await house.Grains.YearList(critic, 2000).Withdraw(new(null, "test"));

        var lists = await house.Grains.Critic(critic).Lists();

        Assert.Equal([1999, 1998], lists.Select(list => list.List.Year));
    }

    [Fact]
    public async Task An_unknown_critic_has_said_nothing()
    {
        Assert.Empty((await house.Grains.Critic(CriticId.Of("nobody")).Verdicts(new(null, 10))).Items);
        Assert.Empty(await house.Grains.Critic(CriticId.Of("nobody")).Lists());
    }
}
