using Xunit;

namespace Aggregator.Grains;

public sealed class FilmMergeTests(House house)
{
    [Fact]
    public async Task What_is_told_to_the_film_that_went_is_told_to_the_one_that_answers()
    {
        var (old, now, other) = (
            await house.RegisterFilm(), await house.RegisterFilm(), await house.RegisterFilm());
        var (ann, bob) = (await house.RegisterCritic(), await house.RegisterCritic());
        await house.Film(now).Record(Say.Verdict(ann, "2/5"));
        await house.Film(old).Record(Say.Verdict(ann, "3/5"));
        await house.Film(old).Record(Say.Verdict(bob, "3/5"));
        await house.Grains.YearList(ann, 1990).Publish(Say.List(ann, 1990, old, other, now));

        var merged = await house.Film(old).MergeInto(new(now, "test"));

        Assert.Equal((null, now), (merged.Refusal, merged.Film));
        Assert.Equal(merged, await house.Film(old).MergeInto(new(now, "test")));
        // Whoever has not heard yet asks the film that went.
        foreach (var film in new[] { old, now })
        {
            var standing = (await house.Film(film).Standing())!;
            Assert.Equal((now, 2, 1), (
                standing.Film, standing.Verdicts.Count, standing.Years.Sum(year => year.Mentions)));
            Assert.Equal(2, (await house.Film(film).Verdicts(new(null, 10)))!.Total);
            Assert.Equal(1, (await house.Film(film).Placements(new(null, 10)))!.Items[0].Number);
            Assert.Equal(2, (await house.Film(film).Contributions())!.Verdicts.Length);
        }

        await house.UntilSettled(old);
        await house.UntilSettled(now);
        var told = await house.Film(old).Record(Say.Verdict(bob, "4/5"));
        Assert.Equal((VerdictStep.Revised, now), (told.Step, told.Standing!.Film));
        Assert.Equal(VerdictStep.Withdrawn, (await house.Film(old).Withdraw(Say.Nothing(bob))).Step);
        Assert.Equal(VerdictStep.First, (await house.Film(old).Import([Say.Verdict(bob, "1/5")]))[0].Step);
        var rows = await house.Grains.Import().Record([new(old, [Say.Verdict(bob, "2/5")])]);
        Assert.Equal((null, VerdictStep.Revised), (rows[0][0].Refusal, rows[0][0].Step));

        var same = await house.Grains.YearList(ann, 1990).Publish(Say.List(ann, 1990, old, other));
        Assert.Equal(ListStep.Unchanged, same.Step);
        Assert.Equal([now, other], (await house.Grains.YearList(ann, 1990).Read())!.List.Films);
        var twice = await house.Grains.YearList(bob, 1990).Publish(Say.List(bob, 1990, old, now));
        Assert.Equal("list-repeats-film", twice.Refusal?.Code);
        Assert.Equal(now, (await house.Grains.Critic(bob).Verdicts(new(null, 10))).Items.Single().Film);
    }

    [Fact]
    public async Task A_split_takes_along_what_had_been_merged_and_a_film_may_be_merged_again()
    {
        var (a, b, c) = (
            await house.RegisterFilm(), await house.RegisterFilm(), await house.RegisterFilm());
        var critics = await house.RegisterCritics(3);
        foreach (var (film, critic) in new[] { a, b, c }.Zip(critics))
            await house.Film(film).Record(Say.Verdict(critic, "3/5"));
        await house.Film(a).MergeInto(new(b, "test"));
        await house.Film(b).MergeInto(new(c, "test"));
        Assert.Equal(3, (await house.Film(a).Standing())!.Verdicts.Count);

        Assert.Equal("merge-into-itself", (await house.Film(a).MergeInto(new(a, "test"))).Refusal?.Code);
        var split = await house.Film(c).SplitOff(new([b], "test"));

        Assert.Null(split.Refusal);
        Assert.Equal(1, (await house.Film(c).Standing())!.Verdicts.Count);
        Assert.Equal((b, 2), (
            (await house.Film(a).Standing())!.Film, (await house.Film(b).Standing())!.Verdicts.Count));
        Assert.Equal("film-not-merged", (await house.Film(c).SplitOff(new([b], "test"))).Refusal?.Code);
        Assert.Equal("merge-into-itself", (await house.Film(b).MergeInto(new(a, "test"))).Refusal?.Code);
        Assert.Equal("film-merged", (await house.Film(a).MergeInto(new(c, "test"))).Refusal?.Code);
        Assert.Null((await house.Film(b).SplitOff(new([a], "test"))).Refusal);
        await house.Film(a).Record(Say.Verdict(critics[1], "5/5"));
        Assert.Equal(c, (await house.Film(a).MergeInto(new(c, "test"))).Film);
        Assert.Equal(3, (await house.Film(c).Standing())!.Verdicts.Count);
        foreach (var film in new[] { a, b, c }) await house.UntilSettled(film);
    }

    [Fact]
    public async Task Words_of_a_film_that_was_split_off_stay_when_those_of_the_other_are_redacted()
    {
        var (old, now) = (await house.RegisterFilm(), await house.RegisterFilm());
        var ann = await house.RegisterCritic();
        foreach (var film in new[] { old, now })
        {
            await house.Film(film).Record(
                Say.Verdict(ann, "3/5") with { Text = new FreeText { Quote = $"of {film}" } });
        }

        await house.Film(old).MergeInto(new(now, "test"));
        await house.Film(now).SplitOff(new([old], "test"));
        await house.Film(now).Redact(ann);

        Assert.Null(await Quote(now));
        Assert.Equal($"of {old}", await Quote(old));
        // Those of both go where both are one.
        await house.Film(old).MergeInto(new(now, "test"));
        await house.Film(old).Redact(ann);
        await house.Film(now).SplitOff(new([old], "test"));
        Assert.Null(await Quote(old));

        async Task<string?> Quote(FilmId film) =>
            (await house.Film(film).Verdicts(new(null, 10)))!.Items.Single().Text?.Quote;
    }
}
