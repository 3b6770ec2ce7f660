using Xunit;

namespace Aggregator.Tests.Method;

public sealed class FilmTallyTests
{
    [Fact]
    public void A_later_verdict_replaces_the_critics_earlier_one()
    {
        var film = new Telling()
            .Tell(A.Says("ann", "2/4", Thumb.Down))
            .Tell(A.Says("bob", "4/5"))
            .Tell(A.Says("ann", "B+"))
            .Folded(A.Her);

        var sums = Score(film).Verdicts;

        Assert.Equal((2, 8300 + 8000L, 2), (sums.Rated, sums.Marks, sums.Positive));
        Assert.Equal(8300L * 8300 + 8000L * 8000, sums.Squares);
        Assert.Equal(3, film.Position);
    }

    [Fact]
    public void A_withdrawn_verdict_leaves_nothing_and_an_older_one_delivered_late_does_not_bring_it_back()
    {
        var told = new Telling()
            .Tell(A.Says("ann", "4/5"))
            .Tell(A.Says("ann", "5/5"))
            .Tell(new VerdictWithdrawn(A.Her, A.Critic("ann")));

        var film = Telling.Fold(A.Her, told.Entries.Reverse());

        Assert.Equal(default, Score(film).Verdicts);
        Assert.Empty(film.Verdicts);
        Assert.Equal(3, film.Position);
        Assert.Equal(told.Entries[2].RecordedAt, film.Updated);
    }

    [Theory]
    [InlineData("2.5/4", Thumb.Up, 6250)]
    [InlineData("2.5/4", Thumb.Down, 5999)]
    [InlineData("2/4", Thumb.Up, 6000)]
    [InlineData("2/4", null, 5000)]
    public void The_thumb_settles_on_which_side_of_the_line_a_mark_stands(
        string rating, Thumb? thumb, int mark)
    {
        var sums = Score(new Telling().Tell(A.Says("ann", rating, thumb)).Folded(A.Her)).Verdicts;

        Assert.Equal(mark, sums.Marks);
        Assert.Equal(mark >= 6000 ? 1 : 0, sums.Positive);
        Assert.Equal(RatingReader.Read(rating).Value, (int)sums.Ratings);
    }

    [Fact]
    public void An_unreadable_rating_falls_back_to_its_thumb_and_with_neither_does_not_count()
    {
        var film = new Telling()
            .Tell(A.Says("ann", "Recommended", Thumb.Up))
            .Tell(A.Says("bob", "Recommended"))
            .Tell(A.Says("cyd", null, Thumb.Down))
            .Folded(A.Her);

        var sums = Score(film).Verdicts;

        Assert.Equal(new VerdictSums { ThumbsUp = 1, ThumbsDown = 1, Positive = 1 }, sums);
        Assert.Equal(2, sums.Count);
        Assert.Null(sums.Mean);
        Assert.Equal(3, film.Verdicts.Count());
    }

    [Fact]
    public void Entries_of_other_films_change_nothing()
    {
        var film = new Telling()
            .Tell(new FilmRegistered(new Film(A.Gravity, "Gravity")))
            .Tell(new VerdictRecorded(A.Gravity, A.Critic("ann"), A.Verdict("5/5")))
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013")))
            .Tell(new CriticRegistered(new Critic(A.Critic("ann"), "Ann", CriticKind.Person)))
            .Folded(A.Her);

        Assert.Equal(0, film.Position);
        Assert.Null(film.Film);
        Assert.Equal(default, Score(film).Credits);
    }

    [Fact]
    public void The_latest_registration_stands_in_whatever_order_they_come()
    {
        var told = new Telling()
            .Tell(new FilmRegistered(new Film(A.Her, "Her")))
            .Tell(new FilmRevised(new Film(A.Her, "Her") { Year = 2013 }));

        Assert.Equal(2013, told.Folded(A.Her).Film?.Year);
        Assert.Equal(2013, Telling.Fold(A.Her, told.Entries.Reverse()).Film?.Year);
    }

    [Fact]
    public void A_verdict_is_first_then_unchanged_or_revised_and_first_again_after_a_withdrawal()
    {
        var told = new Telling();
        var ann = A.Critic("ann");
        var verdict = A.Verdict("4/5", Thumb.Up);

        Assert.Equal(new(VerdictStep.First, 0), told.Folded(A.Her).Decide(ann, verdict));
        Assert.Equal(new(VerdictStep.Nothing, 0), told.Folded(A.Her).DecideWithdrawal(ann));

        told.Tell(new VerdictRecorded(A.Her, ann, verdict));
        var (same, other) = (A.Verdict("4/5", Thumb.Up), A.Verdict("8/10", Thumb.Up));
        Assert.Equal(new(VerdictStep.Unchanged, 1), told.Folded(A.Her).Decide(ann, same));
        Assert.Equal(new(VerdictStep.Revised, 1), told.Folded(A.Her).Decide(ann, other));
        Assert.Equal(new(VerdictStep.Withdrawn, 1), told.Folded(A.Her).DecideWithdrawal(ann));

        told.Tell(new VerdictWithdrawn(A.Her, ann));
        Assert.Equal(new(VerdictStep.First, 0), told.Folded(A.Her).Decide(ann, verdict));
        Assert.Equal(new(VerdictStep.Nothing, 0), told.Folded(A.Her).DecideWithdrawal(ann));
    }

    [Fact]
    public void What_the_critic_said_after_it_was_asked_overtakes_it()
    {
        var told = new Telling();
        var (ann, other) = (A.Critic("ann"), A.Verdict("8/10"));
        told.Tell(new VerdictRecorded(A.Her, ann, A.Verdict("4/5")));
        VerdictDecision Decide(long askedAt) => told.Folded(A.Her).Decide(ann, other, askedAt: askedAt);

        Assert.Equal((new(VerdictStep.Overtaken, 1), new(VerdictStep.Revised, 1)), (Decide(0), Decide(1)));
        Assert.Equal(new(VerdictStep.Overtaken, 1), told.Folded(A.Her).DecideWithdrawal(ann, 0));
        Assert.Equal(
            VerdictStep.First, told.Folded(A.Her).Decide(A.Critic("bob"), other, askedAt: 0).Step);

        told.Tell(new VerdictWithdrawn(A.Her, ann));
        Assert.Equal((new(VerdictStep.Overtaken, 2), new(VerdictStep.First, 0)), (Decide(1), Decide(2)));
        Assert.Equal(new(VerdictStep.Nothing, 0), told.Folded(A.Her).DecideWithdrawal(ann, 0));
    }

    [Theory]
    [InlineData("2013-12-01", "2013-11-30", VerdictStep.Superseded)]
    [InlineData("2013-12-01", null, VerdictStep.Superseded)]
    [InlineData("2013-12-01", "2013-12-01", VerdictStep.Revised)]
    [InlineData("2013-12-01", "2013-12-02", VerdictStep.Revised)]
    [InlineData(null, "2013-12-02", VerdictStep.Revised)]
    [InlineData(null, null, VerdictStep.Revised)]
    public void An_imported_row_gives_way_to_a_verdict_published_later(
        string? standing, string? row, VerdictStep step)
    {
        var ann = A.Critic("ann");
        var film = new Telling()
            .Tell(new VerdictRecorded(A.Her, ann, A.Verdict("4/5", null, standing)))
            .Folded(A.Her);

        Assert.Equal(step, film.Decide(ann, A.Verdict("1/5", null, row), imported: true).Step);
        Assert.Equal(VerdictStep.Revised, film.Decide(ann, A.Verdict("1/5", null, row)).Step);
    }

    [Fact]
    public void A_standing_that_rests_on_an_invented_critic_says_so_until_the_critic_is_gone()
    {
        var told = new Telling().Tell(A.Says("ann", "4/5")).Tell(A.Says("sample-critic-07", "4/5"));
        Assert.True(Score(told.Folded(A.Her)).Sample);

        told.Tell(new VerdictWithdrawn(A.Her, A.Critic("sample-critic-07")));
        Assert.False(Score(told.Folded(A.Her)).Sample);

        told.Tell(A.Publishes(A.List("sample-critic-08", 2013, "her-2013")));
        Assert.True(Score(told.Folded(A.Her)).Sample);
    }

    [Fact]
    public void Fewer_than_five_verdicts_leave_a_film_pending()
    {
        var told = new Telling();
        foreach (var critic in new[] { "a", "b", "c", "d" }) told.Tell(A.Says(critic, "4/5"));
        Assert.True(Score(told.Folded(A.Her)).IsPending(Calibration.BuiltIn));

        told.Tell(A.Says("e", null, Thumb.Up));
        Assert.False(Score(told.Folded(A.Her)).IsPending(Calibration.BuiltIn));
    }

    private static Standing Score(FilmTally film) => film.Score(A.Totals, Calibration.BuiltIn);
}
