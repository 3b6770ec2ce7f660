using Xunit;

namespace Aggregator.Grains;

public sealed class YearListGrainTests(House house)
{
    [Fact]
    public async Task A_list_reaches_all_its_films()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(5);

        var publish = Say.List(critic, 2001, films) with { Text = new() { Note = "From the paper." } };

        var outcome = await house.Grains.YearList(critic, 2001).Publish(publish);

        Assert.Equal(ListStep.Published, outcome.Step);
        foreach (var (film, i) in films.Select((film, i) => (film, i)))
        {
            var placements = await house.Film(film).Placements(new(null, 10));
            Assert.Equal((critic, i + 1), (placements!.Items.Single().Critic, placements.Items[0].From));
            Assert.Equal("From the paper.", placements.Texts.Single()!.Note);
            Assert.Equal(outcome.Position, (await house.Film(film).Standing())!.Position);
            await house.UntilSettled(film);
        }
    }

    [Fact]
    public async Task A_revised_list_drops_the_films_it_no_longer_names()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(3);
        var list = house.Grains.YearList(critic, 2002);
        await list.Publish(Say.List(critic, 2002, films));

        var revised = await list.Publish(Say.List(critic, 2002, films[2], films[0]));

        Assert.Equal(ListStep.Revised, revised.Step);
        Assert.Empty((await house.Film(films[1]).Placements(new(null, 10)))!.Items);
        Assert.Equal(0, (await house.Film(films[1]).Standing())!.Credits.Lists);
        Assert.Equal(1, (await house.Film(films[2]).Placements(new(null, 10)))!.Items.Single().From);
        Assert.Equal(2, (await list.Read())!.List.Places.Length);
        foreach (var film in films) await house.UntilSettled(film);
    }

    [Fact]
    public async Task The_same_list_again_changes_nothing_and_answers_the_old_position()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(3);
        var list = house.Grains.YearList(critic, 2003);
        var first = await list.Publish(Say.List(critic, 2003, films));

        var again = await list.Publish(Say.List(critic, 2003, films));

        Assert.Equal((ListStep.Unchanged, first.Position), (again.Step, again.Position));
    }

    [Fact]
    public async Task A_lost_update_is_refused()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(3);
        var list = house.Grains.YearList(critic, 2004);
        var first = await list.Publish(Say.List(critic, 2004, films) with { IfPosition = 0 });
        var shorter = Say.List(critic, 2004, films[0]);
        var second = await list.Publish(shorter with { IfPosition = first.Position });

        var late = await list.Publish(Say.List(critic, 2004, films[1]) with { IfPosition = first.Position });
        var fromNothing = await list.Withdraw(new(0, "test"));

        Assert.Equal(ListStep.Revised, second.Step);
        Assert.Equal("list-changed", late.Refusal!.Code);
        Assert.Equal("list-changed", fromNothing.Refusal!.Code);
    }

    [Fact]
    public async Task The_same_revision_again_is_no_lost_update()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(2);
        var list = house.Grains.YearList(critic, 2008);
        var first = await list.Publish(Say.List(critic, 2008, films));
        var revision = Say.List(critic, 2008, films[1]) with { IfPosition = first.Position };
        var second = await list.Publish(revision);

        // Whoever did not hear the answer asks for the same once more.
        var again = await list.Publish(revision);

        Assert.Equal(
            (null, ListStep.Unchanged, second.Position), (again.Refusal, again.Step, again.Position));
    }

    [Fact]
    public async Task A_list_withdrawn_leaves_its_films_and_may_be_published_again()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(2);
        var list = house.Grains.YearList(critic, 2005);
        await list.Publish(Say.List(critic, 2005, films));

        var withdrawn = await list.Withdraw(new(null, "test"));

        Assert.Equal(ListStep.Withdrawn, withdrawn.Step);
        Assert.Null(await list.Read());
        Assert.Empty((await house.Film(films[0]).Placements(new(null, 10)))!.Items);
        Assert.Equal("list-unknown", (await list.Withdraw(new(null, "test"))).Refusal!.Code);
        var again = await list.Publish(Say.List(critic, 2005, films) with { IfPosition = 0 });
        Assert.Equal(ListStep.Published, again.Step);
    }

    [Fact]
    public async Task An_unknown_film_is_refused_with_its_place_and_nothing_is_published()
    {
        var critic = await house.RegisterCritic();
        var films = await Films(1);
        var list = house.Grains.YearList(critic, 2006);

        var outcome = await list.Publish(Say.List(critic, 2006, films[0], FilmId.Of("no-such-film")));

        Assert.Equal("film-unknown", outcome.Refusal!.Code);
        Assert.Equal("places[1][0]", outcome.Refusal.Errors.Single().At);
        Assert.Null(await list.Read());
        Assert.Empty((await house.Film(films[0]).Placements(new(null, 10)))!.Items);
    }

    [Fact]
    public async Task A_list_by_an_unknown_critic_is_refused()
    {
        var critic = CriticId.Of("nobody");
        var films = await Films(1);

        var outcome = await house.Grains.YearList(critic, 2007).Publish(Say.List(critic, 2007, films));

        Assert.Equal("critic-unknown", outcome.Refusal!.Code);
    }

    private async Task<FilmId[]> Films(int count)
    {
        var films = new FilmId[count];
        for (var i = 0; i < count; i++) films[i] = await house.RegisterFilm();
        return films;
    }
}
