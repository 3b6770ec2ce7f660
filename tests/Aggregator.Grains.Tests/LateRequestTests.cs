using Aggregator.Gateway;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Writes;
using Xunit;

namespace Aggregator.Grains;

/// <summary>
/// A request that arrives after its caller was told to try again, did so elsewhere, and said something else
/// since: it must not bring back what was said first.
/// </summary>
public sealed class LateRequestTests(House house)
{
    [Fact]
    public async Task A_verdict_that_was_revised_since_does_not_come_back()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var late = await Now(Say.Verdict(critic, "1/10"));
        await house.Film(film).Record(late);
        var revised = await house.Film(film).Record(await Now(Say.Verdict(critic, "4/5")));

        var outcome = await house.Film(film).Record(late);

        Assert.Equal((VerdictStep.Overtaken, revised.Position), (outcome.Step, outcome.Position));
        Assert.True(outcome.IsOvertaken);
        Assert.Equal(revised.Position, await house.Ledger.LastPosition(film));
        // Whoever still waits for it knows better: so a Board that is behind stands in nobody's way.
        var wanted = await house.Film(film).Record(late with { AskedAt = outcome.Position });
        Assert.Equal(VerdictStep.Revised, wanted.Step);
        Assert.Equal(wanted.Position, await OnlyEntryAfter(revised, film));
    }

    [Fact]
    public async Task A_verdict_that_was_withdrawn_since_does_not_come_back()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var late = await Now(Say.Verdict(critic, "1/10"));
        await house.Film(film).Record(late);
        var withdrawn = await house.Film(film).Withdraw(Say.Nothing(critic));

        var outcome = await house.Film(film).Record(late);

        Assert.Equal((VerdictStep.Overtaken, withdrawn.Position), (outcome.Step, outcome.Position));
    }

    [Fact]
    public async Task A_withdrawal_does_not_take_away_what_was_said_since()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "1/10"));
        var late = Say.Nothing(critic) with { AskedAt = await Head() };
        await house.Film(film).Withdraw(late);
        var again = await house.Film(film).Record(await Now(Say.Verdict(critic, "4/5")));

        var outcome = await house.Film(film).Withdraw(late);

        Assert.Equal((VerdictStep.Overtaken, again.Position), (outcome.Step, outcome.Position));
        Assert.Equal(1, (await house.Film(film).Standing())!.Verdicts.Count);
    }

    [Fact]
    public async Task Words_beside_a_verdict_that_were_changed_since_do_not_come_back()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var late = Say.Verdict(critic, "4/5").Quoting("At first.") with { AskedAt = await Head() };
        await house.Film(film).Record(late);
        var changed = await house.Film(film).Record(Say.Verdict(critic, "4/5").Quoting("On reflection."));

        var outcome = await house.Film(film).Record(late);

        Assert.Equal((VerdictStep.Overtaken, changed.Position), (outcome.Step, outcome.Position));
    }

    [Fact]
    public async Task What_the_critic_said_of_a_film_that_was_merged_since_counts_as_well()
    {
        var (film, other) = (await house.RegisterFilm(), await house.RegisterFilm());
        var critic = await house.RegisterCritic();
        var late = await Now(Say.Verdict(critic, "1/10"));
        await house.Film(film).Record(late);
        await house.Film(film).MergeInto(new(other, "test"));
        var revised = await house.Film(other).Record(await Now(Say.Verdict(critic, "4/5")));

        var outcome = await house.Film(film).Record(late);

        Assert.Equal((VerdictStep.Overtaken, revised.Position), (outcome.Step, outcome.Position));
    }

    [Fact]
    public async Task An_imported_row_does_not_bring_back_what_was_revised_since()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var other = await house.RegisterCritic();
        var asked = await Head();
        FilmRows late = new(film, [
            Say.Verdict(critic, "1/10") with { AskedAt = asked },
            Say.Verdict(other, "2/10") with { AskedAt = asked }]);
        var first = (await house.Grains.Import().Record([late]))[0];
        var revised = await house.Film(film).Record(await Now(Say.Verdict(critic, "4/5")));

        var outcomes = (await house.Grains.Import().Record([late]))[0];

        Assert.Equal((VerdictStep.Overtaken, revised.Position), (outcomes[0].Step, outcomes[0].Position));
        Assert.Equal((VerdictStep.Unchanged, first[1].Position), (outcomes[1].Step, outcomes[1].Position));
    }

    [Fact]
    public async Task A_list_that_was_revised_or_withdrawn_since_does_not_come_back()
    {
        var critic = await house.RegisterCritic();
        var (film, other) = (await house.RegisterFilm(), await house.RegisterFilm());
        var list = house.Grains.YearList(critic, 2009);
        var late = Say.List(critic, 2009, film) with { AskedAt = await Head() };
        await list.Publish(late);
        var revised = await list.Publish(Say.List(critic, 2009, other) with { AskedAt = await Head() });

        var back = await list.Publish(late);
        var gone = await list.Withdraw(new(null, "test") { AskedAt = await Head() });
        var backAgain = await list.Publish(late);

        Assert.Equal((ListStep.Overtaken, revised.Position), (back.Step, back.Position));
        Assert.True(back.IsOvertaken);
        Assert.Equal((ListStep.Overtaken, gone.Position), (backAgain.Step, backAgain.Position));
        Assert.Null(await list.Read());
    }

    [Fact]
    public async Task A_withdrawal_does_not_take_away_a_list_that_was_published_since()
    {
        var critic = await house.RegisterCritic();
        var film = await house.RegisterFilm();
        var list = house.Grains.YearList(critic, 2010);
        await list.Publish(Say.List(critic, 2010, film));
        var late = new WithdrawList(null, "test") { AskedAt = await Head() };
        await list.Withdraw(late);
        var again = await list.Publish(Say.List(critic, 2010, film) with { AskedAt = await Head() });

        var outcome = await list.Withdraw(late);

        Assert.Equal((ListStep.Overtaken, again.Position), (outcome.Step, outcome.Position));
    }

    [Fact]
    public async Task Who_still_waits_for_the_answer_asks_again_and_gets_through()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var first = await house.Film(film).Record(Say.Verdict(critic, "1/10"));

        var outcome = await Saying.Say(
            0, at => house.Film(film).Record(Say.Verdict(critic, "4/5") with { AskedAt = at }), Cancel);

        Assert.Equal(VerdictStep.Revised, outcome.Step);
        Assert.Equal(outcome.Position, await OnlyEntryAfter(first, film));
    }

    [Fact]
    public async Task Who_is_gone_does_not_ask_again()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var first = await house.Film(film).Record(Say.Verdict(critic, "1/10"));

        await Assert.ThrowsAsync<OperationCanceledException>(() => Saying.Say(
            0, at => house.Film(film).Record(Say.Verdict(critic, "4/5") with { AskedAt = at }),
            new CancellationToken(canceled: true)));

        Assert.Equal(first.Position, await house.Ledger.LastPosition(film));
    }

    [Fact]
    public async Task Imported_rows_that_somebody_overtook_are_recorded_after_all_and_told_once()
    {
        var (film, critics) = (await house.RegisterFilm(), await house.RegisterCritics(2));
        await house.Film(film).Record(Say.Verdict(critics[0], "1/10"));
        var (ask, board) = (new ImportAsk("test"), new BoardAccess());
        await using var report = new ImportReport(Stream.Null);
        // Its Board knows nothing yet.
        var newcomers = new Newcomers(new RegistrationDesk(house.Grains, board), board, ask, report);
        var held = new HeldVerdicts();
        foreach (var critic in critics)
            held.Add(held.PlaceOf(film), new(2, critic, new(RatingReader.Read("4/5"), null), null));

        await new VerdictRecording(house.Grains, newcomers, ask, report).Record(held, Cancel);

        Assert.Equal((2, 0, 0), (report.Accepted, report.Unchanged, report.Refused));
        Assert.Equal(await house.Ledger.LastPosition(film), report.Position);
        Assert.Equal(4, (await house.Ledger.FilmEntries(film, 0)).Count);
    }

    /// <summary>Other tests record beside this one: positions are not the film's alone.</summary>
    private async Task<long> OnlyEntryAfter(VerdictOutcome outcome, FilmId film) =>
        Assert.Single(await house.Ledger.FilmEntries(film, outcome.Position)).Position;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<RecordVerdict> Now(RecordVerdict verdict) =>
        verdict with { AskedAt = await Head() };

    private async Task<long> Head() => (await house.Grains.Ledger().Head()).Position;
}
