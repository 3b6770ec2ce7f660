using Xunit;

namespace Aggregator.Grains;

public sealed class MergeTests(House house)
{
    [Fact]
    public async Task What_is_written_for_the_old_id_counts_for_who_answers()
    {
        var (old, now) = (await house.RegisterCritic(), await house.RegisterCritic());
        var (both, other) = (await house.RegisterFilm(), await house.RegisterFilm());
        await house.Film(both).Record(Say.Verdict(now, "2/5"));
        await house.Film(both).Record(Say.Verdict(old, "3/5"));
        await house.Film(other).Record(Say.Verdict(now, "3/5"));
        await house.Grains.YearList(old, 2000).Publish(Say.List(old, 2000, both));

        var merged = await house.Grains.Critic(old).MergeInto(new(now, "test"));

        Assert.Equal((null, now), (merged.Refusal, merged.Into));
        Assert.Equal(1, (await house.Film(both).Standing())!.Verdicts.Count);
        Assert.Equal(now, (await house.Film(both).Placements(new(null, 10)))!.Items[0].Critic);
        await house.UntilSettled(both);

        // Whoever has not heard yet names the old id: one film knows of the merge, the other does not.
        VerdictStep[] steps =
        [
            (await house.Film(both).Record(Say.Verdict(old, "4/5"))).Step,
            (await house.Film(other).Record(Say.Verdict(old, "3/5"))).Step,
            (await house.Film(other).Import([Say.Verdict(old, "5/5")]))[0].Step,
        ];
        Assert.Equal([VerdictStep.Revised, VerdictStep.Unchanged, VerdictStep.Revised], steps);
        var rows = await house.Grains.Import().Record([new(other, [Say.Verdict(old, "4/5")])]);
        Assert.Equal((null, VerdictStep.Revised), (rows[0][0].Refusal, rows[0][0].Step));
        foreach (var film in new[] { both, other }) Assert.Equal(now, await OnlySpeaker(film));
        Assert.Equal(2, (await house.Grains.Critic(now).Verdicts(new(null, 10))).Total);
        Assert.Equal(VerdictStep.Withdrawn, (await house.Film(other).Withdraw(Say.Nothing(old))).Step);
        Assert.Equal(1, (await house.Grains.Critic(now).Verdicts(new(null, 10))).Total);

        var list = await house.Grains.YearList(old, 2000).Publish(Say.List(old, 2000, other, both));
        Assert.Equal(ListStep.Revised, list.Step);
        var read = await house.Grains.YearList(now, 2000).Read();
        Assert.Equal((now, list.Position), (read!.List.Critic, read.Position));
        Assert.Equal(now, Assert.Single(await house.Grains.Critic(now).Lists()).List.Critic);
        var withdrawn = await house.Grains.YearList(old, 2000).Withdraw(new(null, "test"));
        Assert.Equal(ListStep.Withdrawn, withdrawn.Step);
        Assert.Null(await house.Grains.YearList(now, 2000).Read());
    }

    [Fact]
    public async Task A_merge_is_made_once_goes_no_circle_and_follows_a_chain()
    {
        var critics = await house.RegisterCritics(4);
        var (a, b, c, d) = (critics[0], critics[1], critics[2], critics[3]);
        var film = await house.RegisterFilm();
        await house.Film(film).Record(Say.Verdict(a, "3/5"));

        var first = await Merge(a, b);
        var second = await Merge(b, c);

        Assert.Equal(first, await Merge(a, b) with { Into = b });
        Assert.Equal((c, first.Position), Told(await Merge(a, c)));
        Assert.Equal((c, second.Position), Told(await Merge(b, c)));
        Assert.Equal("merge-into-itself", (await Merge(c, a)).Refusal?.Code);
        Assert.Equal("merge-into-itself", (await Merge(c, c)).Refusal?.Code);
        Assert.Equal("critic-merged", (await Merge(a, d)).Refusal?.Code);
        Assert.Equal("critic-unknown", (await Merge(CriticId.Of("nobody"), a)).Refusal?.Code);
        Assert.Equal("into", (await Merge(c, CriticId.Of("nobody"))).Refusal?.Errors[0].At);
        Assert.Equal(c, (await Merge(d, a)).Into);
        Assert.Equal(c, await OnlySpeaker(film));
        Assert.Equal(1, (await house.Grains.Critic(c).Verdicts(new(null, 10))).Total);

        Task<MergeOutcome> Merge(CriticId from, CriticId into) =>
            house.Grains.Critic(from).MergeInto(new(into, "test"));
        static (CriticId, long) Told(MergeOutcome outcome) => (outcome.Into, outcome.Position);
    }

    [Fact]
    public async Task Verdicts_under_way_while_their_critic_is_merged_are_all_the_others()
    {
        var (old, now) = (await house.RegisterCritic(), await house.RegisterCritic());
        var films = new List<FilmId>();
        for (var i = 0; i < 60; i++) films.Add(await house.RegisterFilm());

        var judging = films.Select(async (film, i) =>
        {
            // A third before, a third meanwhile, a third after.
            if (i % 3 > 0) await house.Film(films[i - 1]).Standing();
            return await house.Film(film).Record(Say.Verdict(old, "3/5"));
        }).ToList();
        var merged = await house.Grains.Critic(old).MergeInto(new(now, "test"));
        var outcomes = await Task.WhenAll(judging);

        Assert.Null(merged.Refusal);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Refusal));
        Assert.Equal(60, (await house.Grains.Critic(now).Verdicts(new(null, 1))).Total);
        Assert.All(
            await house.Ledger.CriticEntries(old, 0), entry => Assert.True(entry.Position < merged.Position));
        foreach (var film in films) Assert.Equal(now, await OnlySpeaker(film));
    }

    [Fact]
    public async Task A_merge_committed_before_a_crash_reaches_its_films_after_the_restart()
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-grains-").FullName;
        CriticId[] critics;
        var films = new List<FilmId>();
        await using (var before = await House.Open(folder))
        {
            critics = await before.RegisterCritics(2);
            for (var i = 0; i < 3; i++)
            {
                films.Add(await before.RegisterFilm());
                foreach (var critic in critics)
                    await before.Film(films[i]).Record(Say.Verdict(critic, "3/5"));
            }

            await before.StopSilo();
            var merged = new CriticsMerged(critics[0], critics[1], [.. films.Order()]);
            Assert.Null((await before.Ledger.Append([new("test", merged)]))[0].Refusal);
            await before.CloseAndKeepFolder();
        }

        await using (var after = await House.Open(folder))
        {
            foreach (var film in films)
            {
                await after.UntilSettled(film);
                Assert.Equal(1, (await after.Saved(film))!.Verdicts.Count);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task<CriticId> OnlySpeaker(FilmId film) =>
        Assert.Single((await house.Film(film).Verdicts(new(null, 10)))!.Items).Verdict.Critic;
}
