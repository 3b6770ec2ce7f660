using Orleans.Runtime;
using Xunit;

namespace Aggregator.Grains;

/// <summary>Verdicts recorded beside the films' own grains.</summary>
public sealed class ImportGrainTests(House house)
{
    [Fact]
    public async Task Films_are_recorded_and_scored_without_coming_to_memory()
    {
        var her = await house.RegisterFilm("Her", House.QuietYear);
        var gravity = await house.RegisterFilm("Gravity", House.QuietYear);
        var critics = await house.RegisterCritics(7);

        var outcomes = await Record(
            Rows(her, [.. critics.Select(critic => Say.Verdict(critic, "4/5"))]),
            Rows(gravity, Say.Verdict(critics[0], "2/5")));

        Assert.All(outcomes[0], outcome => Assert.Equal(VerdictStep.First, outcome.Step));
        Assert.Equal(await house.Ledger.LastPosition(her), outcomes[0][^1].Position);
        Assert.Equal(await house.Ledger.LastPosition(gravity), outcomes[1][0].Position);
        Assert.True(Same.Numbers(await house.Refold(her), await house.Saved(her)));
        Assert.True(Same.Numbers(await house.Refold(gravity), await house.Saved(gravity)));
        var directory = house.Grains.GetGrain<IManagementGrain>(0);
        Assert.Null(await directory.GetActivationAddress(house.Film(her)));
    }

    [Fact]
    public async Task What_stands_is_left_and_what_is_older_gives_way()
    {
        var film = await house.RegisterFilm();
        var (ann, bea, cid) = (
            await house.RegisterCritic(), await house.RegisterCritic(), await house.RegisterCritic());
        var day = new DateOnly(2014, 1, 10);
        var before = await Record(
            Rows(film, Say.Verdict(ann, "4/5", day), Say.Verdict(bea, "3/5", day)));

        var after = await Record(Rows(
            film, Say.Verdict(ann, "4/5", day), Say.Verdict(bea, "1/5", day.AddDays(-1)),
            Say.Verdict(cid, "5/5")));

        Assert.Equal(
            [VerdictStep.Unchanged, VerdictStep.Superseded, VerdictStep.First],
            after[0].Select(outcome => outcome.Step));
        Assert.Equal(before[0][0].Position, after[0][0].Position);
        Assert.Equal(4, (await house.Ledger.FilmEntries(film, 0)).Count);
    }

    [Fact]
    public async Task Unknown_films_and_critics_are_refused_and_spare_the_rest()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());

        var outcomes = await Record(
            Rows(FilmId.Of("nobody-made-it"), Say.Verdict(critic, "4/5")),
            Rows(film, Say.Verdict(CriticId.Of("nobody-at-all"), "4/5"), Say.Verdict(critic, "3/5")));

        Assert.Equal("film-unknown", outcomes[0][0].Refusal?.Code);
        Assert.Equal("critic-unknown", outcomes[1][0].Refusal?.Code);
        Assert.Equal(VerdictStep.First, outcomes[1][1].Step);
    }

    [Fact]
    public async Task A_film_in_memory_hears_of_it_before_it_answers()
    {
        var film = await house.RegisterFilm();
        var (ann, bea) = (await house.RegisterCritic(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(ann, "4/5"));

        var said = await Record(Rows(film, Say.Verdict(bea, "3/5")));

        Assert.Equal(2, (await house.Film(film).Standing())!.Verdicts.Count);
        Assert.Equal(2, (await house.Film(film).Verdicts(new(null, 10)))!.Total);
        var again = await house.Film(film).Record(Say.Verdict(bea, "3/5"));
        Assert.Equal(VerdictStep.Unchanged, again.Step);
        Assert.Equal(said[0][0].Position, again.Position);
    }

    [Fact]
    public async Task The_same_verdict_said_to_a_film_that_has_not_heard_is_recorded_once()
    {
        var film = await house.RegisterFilm();
        var (ann, bea) = (await house.RegisterCritic(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(ann, "4/5"));
        await Record(Rows(film, Say.Verdict(bea, "3/5")));

        var again = await house.Film(film).Record(Say.Verdict(bea, "3/5"));

        Assert.Equal(VerdictStep.Unchanged, again.Step);
        Assert.Equal(3, (await house.Ledger.FilmEntries(film, 0)).Count);
    }

    [Fact]
    public async Task A_film_that_has_not_heard_decides_again_however_quickly_the_ledger_says_so()
    {
        await using var quick = await House.Open();
        var film = await quick.RegisterFilm();
        var (ann, bea) = (await quick.RegisterCritic(), await quick.RegisterCritic());
        quick.Moody.IsQuick = true;
        await quick.Film(film).Record(Say.Verdict(ann, "4/5"));
        await quick.Grains.Import().Record([Rows(film, Say.Verdict(bea, "3/5"))]);

        var changed = await quick.Film(film).Record(Say.Verdict(ann, "2/5"));
        var again = await quick.Film(film).Record(Say.Verdict(ann, "1/5"));

        Assert.Equal(VerdictStep.Revised, changed.Step);
        Assert.Equal(VerdictStep.Revised, again.Step);
        Assert.Equal(5, (await quick.Ledger.FilmEntries(film, 0)).Count);
    }

    [Fact]
    public async Task Imports_and_the_films_own_writes_at_once_count_each_verdict_once()
    {
        var film = await house.RegisterFilm(year: House.QuietYear);
        var critics = await house.RegisterCritics(120);
        var outcomes = await Task.WhenAll(critics.Chunk(4).SelectMany(some => new[]
        {
            house.Film(film).Record(Say.Verdict(some[0], "4/5")),
            Imported(film, some),
            house.Film(film).Record(Say.Verdict(some[1], "2/5")),
        }));

        Assert.All(outcomes, outcome => Assert.Null(outcome.Refusal));
        var standing = await house.Film(film).Standing();
        Assert.Equal(120, standing!.Verdicts.Count);
        Assert.True(Same.Numbers(await house.Refold(film), standing));
        await house.UntilSettled(film);
    }

    [Fact]
    public async Task A_row_that_was_recorded_is_not_decided_again_with_one_whose_critic_was_merged()
    {
        var (film, critics) = (await house.RegisterFilm(), await house.RegisterCritics(3));
        Assert.Null((await house.Grains.Critic(critics[1]).MergeInto(new(critics[2], "test"))).Refusal);
        var rows = new[] { Say.Verdict(critics[0], "1/10"), Say.Verdict(critics[1], "2/10") };
        await house.Film(film).Standing();

        var beside = (await Record(Rows(film, rows)))[0];
        var own = await house.Film(film).Import(
            [rows[0] with { Verdict = new(RatingReader.Read("3/10"), null) },
            rows[1] with { Verdict = new(RatingReader.Read("4/10"), null) }]);

        Assert.Equal([VerdictStep.First, VerdictStep.First], beside.Select(outcome => outcome.Step));
        Assert.Equal([VerdictStep.Revised, VerdictStep.Revised], own.Select(outcome => outcome.Step));
        Assert.Equal(5, (await house.Ledger.FilmEntries(film, 0)).Count);
        Assert.True(Same.Numbers(await house.Refold(film), await house.Film(film).Standing()));
        await house.UntilSettled(film);
    }

    private async Task<VerdictOutcome> Imported(FilmId film, CriticId[] critics) =>
        (await Record(Rows(film, [.. critics.Select(critic => Say.Verdict(critic, "3/5"))])))[0][^1];

    private static FilmRows Rows(FilmId film, params RecordVerdict[] verdicts) => new(film, verdicts);

    private Task<VerdictOutcome[][]> Record(params FilmRows[] films) =>
        house.Grains.Import().Record(films);
}
