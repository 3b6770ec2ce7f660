using Xunit;

namespace Aggregator.Grains;

public sealed class FilmGrainTests(House house)
{
    [Fact]
    public async Task A_later_verdict_replaces_the_critics_earlier_one()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());

        var first = await house.Film(film).Record(Say.Verdict(critic, "2/5"));
        var second = await house.Film(film).Record(Say.Verdict(critic, "5/5"));

        Assert.Equal(VerdictStep.First, first.Step);
        Assert.Equal(VerdictStep.Revised, second.Step);
        Assert.True(second.Position > first.Position);
        Assert.Equal(1, second.Standing!.Verdicts.Count);
        Assert.Equal(10000, second.Standing.Verdicts.Marks);
        Assert.Equal(second.Position, second.Standing.Position);
    }

    [Fact]
    public async Task The_same_verdict_again_changes_nothing_and_answers_the_old_position()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var first = await house.Film(film).Record(Say.Verdict(critic, "B+"));

        var again = await house.Film(film).Record(Say.Verdict(critic, "B+"));

        Assert.Equal(VerdictStep.Unchanged, again.Step);
        Assert.Equal(first.Position, again.Position);
        Assert.Equal(first.Position, await house.Ledger.LastPosition(film));
        Assert.True(Same.Numbers(first.Standing!, again.Standing));
    }

    [Fact]
    public async Task Two_equal_verdicts_in_flight_are_recorded_once()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => house.Film(film).Record(Say.Verdict(critic, "4/5"))));

        Assert.Single(outcomes, outcome => outcome.Step == VerdictStep.First);
        Assert.Equal(19, outcomes.Count(outcome => outcome.Step == VerdictStep.Unchanged));
        Assert.Single(outcomes.Select(outcome => outcome.Position).Distinct());
        Assert.Equal(2, (await house.Ledger.FilmEntries(film, 0)).Count);
    }

    [Fact]
    public async Task Verdicts_of_many_critics_at_once_are_each_counted_once()
    {
        var film = await house.RegisterFilm(year: House.QuietYear);
        var critics = await house.RegisterCritics(200);

        var outcomes = await Task.WhenAll(critics.SelectMany((critic, i) => new[]
        {
            house.Film(film).Record(Say.Verdict(critic, $"{i % 6}/5")),
            house.Film(film).Record(Say.Verdict(critic, $"{(i + 1) % 6}/5")),
        }));

        Assert.All(outcomes, outcome => Assert.Null(outcome.Refusal));
        Assert.All(outcomes, outcome => Assert.True(outcome.Standing!.Position >= outcome.Position));
        var standing = await house.Film(film).Standing();
        Assert.Equal(200, standing!.Verdicts.Count);
        Assert.True(Same.Numbers(await house.Refold(film), standing));
        await house.UntilSettled(film);
    }

    [Fact]
    public async Task Entries_of_others_are_read_before_the_next_standing()
    {
        var film = await house.RegisterFilm(year: House.QuietYear);
        var critics = await house.RegisterCritics(3);
        await house.Film(film).Record(Say.Verdict(critics[0], "1/5"));
        var elsewhere = new VerdictRecorded(film, critics[1], new(RatingReader.Read("2/5"), null));
        await house.Ledger.Append([new("test", elsewhere)]);

        var outcome = await house.Film(film).Record(Say.Verdict(critics[2], "3/5"));

        Assert.Equal(3, outcome.Standing!.Verdicts.Count);
        Assert.True(Same.Numbers(await house.Refold(film), outcome.Standing));
    }

    [Fact]
    public async Task Nothing_to_change_is_said_only_when_the_ledger_agrees()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "1/5"));
        var elsewhere = new VerdictRecorded(film, critic, new(RatingReader.Read("2/5"), null));
        await house.Ledger.Append([new("test", elsewhere)]);

        var outcome = await house.Film(film).Record(Say.Verdict(critic, "1/5"));

        Assert.Equal(VerdictStep.Revised, outcome.Step);
        Assert.Equal(2000, outcome.Standing!.Verdicts.Marks);
    }

    [Fact]
    public async Task A_verdict_whose_answer_failed_after_it_was_recorded_is_not_recorded_again()
    {
        await using var moody = await House.Open();
        var film = await moody.RegisterFilm();
        var critics = await moody.RegisterCritics(2);
        await moody.Film(film).Record(Say.Verdict(critics[0], "1/5"));
        var elsewhere = new VerdictRecorded(film, critics[1], new(RatingReader.Read("2/5"), null));
        await moody.Ledger.Append([new("test", elsewhere)]);

        moody.Moody.IsUnreadable = true;
        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => moody.Film(film).Record(Say.Verdict(critics[0], "3/5")));
        var recorded = await moody.Ledger.LastPosition(film);
        moody.Moody.IsUnreadable = false;
        var again = await moody.Film(film).Record(Say.Verdict(critics[0], "3/5"));

        Assert.Equal((VerdictStep.Unchanged, recorded), (again.Step, again.Position));
        Assert.Equal(recorded, await moody.Ledger.LastPosition(film));
    }

    [Fact]
    public async Task An_import_that_waited_for_such_a_verdict_does_not_record_it_again()
    {
        await using var moody = await House.Open();
        var film = await moody.RegisterFilm();
        var critics = await moody.RegisterCritics(2);
        await moody.Film(film).Record(Say.Verdict(critics[0], "1/5"));
        var elsewhere = new VerdictRecorded(film, critics[1], new(RatingReader.Read("2/5"), null));

        var release = new TaskCompletionSource();
        moody.Moody.Hold = release.Task;
        var alone = moody.Film(film).Record(Say.Verdict(critics[0], "3/5"));
        await Deadline.Until(() => Task.FromResult(moody.Moody.Held == 1), "the verdict to be on its way");
        var asked = moody.Moody.LastsAsked;
        var import = moody.Film(film).Import([Say.Verdict(critics[0], "3/5")]);
        await Deadline.Until(
            () => Task.FromResult(moody.Moody.LastsAsked > asked), "the import to wait for the verdict");
        await moody.Ledger.Append([new("test", elsewhere)]);
        moody.Moody.IsUnreadable = true;
        release.SetResult();
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => alone);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => import);
        var recorded = await moody.Ledger.LastPosition(film);
        moody.Moody.IsUnreadable = false;

        var again = await moody.Film(film).Import([Say.Verdict(critics[0], "3/5")]);

        Assert.Equal((VerdictStep.Unchanged, recorded), (again[0].Step, again[0].Position));
        Assert.Equal(4, (await moody.Ledger.FilmEntries(film, 0)).Count);
    }

    [Fact]
    public async Task An_unknown_film_is_refused_until_it_is_registered()
    {
        var (film, critic) = (FilmId.Of("nobody-knows-2099"), await house.RegisterCritic());

        var refused = await house.Film(film).Record(Say.Verdict(critic, "4/5"));
        Assert.Equal("film-unknown", refused.Refusal!.Code);
        Assert.Null(await house.Film(film).Standing());
        Assert.Null(await house.Film(film).Verdicts(new(null, 10)));

        await house.Grains.Ledger().Register([new(new Film(film, "Nobody Knows"), null, false, "test")]);
        var recorded = await house.Film(film).Record(Say.Verdict(critic, "4/5"));
        Assert.Equal(VerdictStep.First, recorded.Step);
    }

    [Fact]
    public async Task An_unknown_critic_is_refused_and_nothing_is_recorded()
    {
        var film = await house.RegisterFilm();
        var before = await house.Ledger.LastPosition(film);

        var outcome = await house.Film(film).Record(Say.Verdict(CriticId.Of("nobody"), "4/5"));

        Assert.Equal("critic-unknown", outcome.Refusal!.Code);
        Assert.Equal(before, await house.Ledger.LastPosition(film));
    }

    [Fact]
    public async Task A_withdrawn_verdict_no_longer_counts_and_cannot_be_withdrawn_twice()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "4/5"));

        var withdrawn = await house.Film(film).Withdraw(Say.Nothing(critic));
        var again = await house.Film(film).Withdraw(Say.Nothing(critic));

        Assert.Equal(VerdictStep.Withdrawn, withdrawn.Step);
        Assert.Equal(0, withdrawn.Standing!.Verdicts.Count);
        Assert.Equal("verdict-unknown", again.Refusal!.Code);
    }

    [Fact]
    public async Task An_import_answers_row_by_row_and_gives_way_to_later_verdicts()
    {
        var film = await house.RegisterFilm();
        var critics = await house.RegisterCritics(3);
        var (may, june) = (new DateOnly(2013, 5, 1), new DateOnly(2013, 6, 1));
        var standing = await house.Film(film).Record(Say.Verdict(critics[0], "4/5", june));

        var outcomes = await house.Film(film).Import(
        [
            Say.Verdict(critics[0], "1/5", may),
            Say.Verdict(critics[1], "3/5", may),
            Say.Verdict(CriticId.Of("nobody"), "3/5", may),
            Say.Verdict(critics[2], "2/5", may),
        ]);
        var again = await house.Film(film).Import([Say.Verdict(critics[1], "3/5", may)]);

        Assert.Equal(
            [VerdictStep.Superseded, VerdictStep.First, default, VerdictStep.First],
            outcomes.Select(outcome => outcome.Step));
        Assert.Equal(standing.Position, outcomes[0].Position);
        Assert.Equal("critic-unknown", outcomes[2].Refusal!.Code);
        Assert.Equal(outcomes[1].Position + 1, outcomes[3].Position);
        Assert.Equal((VerdictStep.Unchanged, outcomes[1].Position), (again[0].Step, again[0].Position));
        Assert.Equal(3, (await house.Film(film).Standing())!.Verdicts.Count);
        await house.UntilSettled(film);
    }

    [Fact]
    public async Task The_same_verdict_in_other_words_is_recorded()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "4/5").Quoting("Tender."));

        var same = await house.Film(film).Record(Say.Verdict(critic, "4/5").Quoting("Tender."));
        var other = await house.Film(film).Record(Say.Verdict(critic, "4/5").Quoting("Tender and long."));

        Assert.Equal(VerdictStep.Unchanged, same.Step);
        Assert.Equal(VerdictStep.Revised, other.Step);
        var page = await house.Film(film).Verdicts(new(null, 10));
        Assert.Equal("Tender and long.", page!.Items.Single().Text!.Quote);
    }

    [Fact]
    public async Task Other_words_said_twice_at_once_are_recorded_once_before_either_is_acknowledged()
    {
        await using var moody = await House.Open();
        var (film, critic) = (await moody.RegisterFilm(), await moody.RegisterCritic());
        await moody.Film(film).Record(Say.Verdict(critic, "4/5").Quoting("Tender."));

        var release = new TaskCompletionSource();
        moody.Moody.Hold = release.Task;
        var both = Enumerable.Range(0, 2).Select(_ =>
            moody.Film(film).Record(Say.Verdict(critic, "4/5").Quoting("Tender and long."))).ToArray();
        await Deadline.Until(
            () => Task.FromResult(moody.Moody.Held == 2), "both to compare their words with those recorded");
        release.SetResult();
        var outcomes = await Task.WhenAll(both);

        var recorded = await moody.Ledger.LastPosition(film);
        Assert.All(outcomes, outcome => Assert.Equal(recorded, outcome.Position));
        Assert.Equal(3, (await moody.Ledger.FilmEntries(film, 0)).Count);
    }

    [Fact]
    public async Task What_twenty_thousand_verdicts_make_of_a_film_crosses_in_one_message()
    {
        const int commits = 20;
        var film = await house.RegisterFilm(year: House.QuietYear);
        for (var commit = 0; commit < commits; commit++)
        {
            var critics = await house.RegisterCritics(1000);
            await house.Film(film).Import([.. critics.Select((who, i) => Say.Verdict(who, $"{i % 11}/10"))]);
        }

        var made = await house.Film(film).Contributions();

        var sums = made!.Verdicts.Aggregate(
            default(VerdictSums), (sum, said) => sum + VerdictSums.Of(said.Verdict, Calibration.BuiltIn));
        Assert.Equal((commits * 1000, made.Standing.Verdicts), (made.Verdicts.Length, sums));
        Assert.True(Same.Numbers(await house.Refold(film), made.Standing));
        Assert.Null(await house.Film(FilmId.Of("nobody-knows-2098")).Contributions());
    }

    [Fact]
    public async Task Verdicts_come_newest_first_in_pages()
    {
        var film = await house.RegisterFilm();
        var critics = await house.RegisterCritics(5);
        foreach (var critic in critics) await house.Film(film).Record(Say.Verdict(critic, "4/5"));

        var first = await house.Film(film).Verdicts(new(null, 3));
        var second = await house.Film(film).Verdicts(new(first!.Items[^1].Verdict.Position, 3));

        Assert.Equal((5, true), (first.Total, first.More));
        Assert.Equal((5, false), (second!.Total, second.More));
        Assert.Equal(
            critics.Reverse(), first.Items.Concat(second.Items).Select(item => item.Verdict.Critic));
    }
}
