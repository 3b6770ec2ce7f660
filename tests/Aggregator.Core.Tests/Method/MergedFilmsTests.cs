using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

public sealed class MergedFilmsTests
{
    private static readonly FilmId Copy = FilmId.Of("her-2014");

    [Fact]
    public void One_critic_has_one_verdict_the_later_of_the_two()
    {
        var film = Whole(new Telling()
            .Tell(Says(Copy, "ann", "3/4"))
            .Tell(Says(A.Her, "ann", "4/4"))
            .Tell(Says(Copy, "bob", "1/4"))
            .Tell(new FilmsMerged(Copy, A.Her)));

        Assert.Equal([("ann", 2L), ("bob", 3L)], Stand(film));
        Assert.Equal(2, Score(film).Verdicts.Count);
        Assert.Equal((4, VerdictStep.Unchanged), (
            film.Position, film.Decide(A.Critic("bob"), A.Verdict("1/4")).Step));
    }

    [Fact]
    public void What_was_withdrawn_of_one_does_not_silence_the_other_but_what_is_withdrawn_after_does()
    {
        var told = new Telling()
            .Tell(Says(A.Her, "ann", "4/4"))
            .Tell(new VerdictWithdrawn(A.Her, A.Critic("bob")))
            .Tell(Says(Copy, "ann", "3/4"))
            .Tell(new VerdictWithdrawn(Copy, A.Critic("ann")))
            .Tell(new FilmsMerged(Copy, A.Her));
        Assert.Equal([("ann", 1L)], Stand(Whole(told)));

        told.Tell(new VerdictWithdrawn(A.Her, A.Critic("ann")));
        Assert.Empty(Stand(Whole(told)));
    }

    [Fact]
    public void Films_and_critics_that_were_merged_go_together()
    {
        var film = Whole(new Telling()
            .Tell(Says(Copy, "a-n-n", "3/4"))
            .Tell(new FilmsMerged(Copy, A.Her))
            .Tell(Says(A.Her, "ann", "4/4"))
            .Tell(new VerdictWithdrawn(A.Her, A.Critic("ann")))
            .Tell(new CriticsMerged(A.Critic("a-n-n"), A.Critic("ann"), [Copy])));

        // Withdrawn by ann, who was not a-n-n yet.
        Assert.Equal([("ann", 1L)], Stand(film));
    }

    [Fact]
    public void A_list_that_names_both_counts_once_where_it_places_the_film_best()
    {
        var film = Whole(new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013", "her-2014", "her-2013")))
            .Tell(A.Publishes(A.Honours("circle", 2013, "her-2013", "her-2014")))
            .Tell(new FilmsMerged(Copy, A.Her)));

        var (standing, placed) = (Score(film), film.Placements.ToDictionary(placed => placed.Critic.Value));
        Assert.Equal((1, 1), (standing.Years[0].Mentions, standing.Years[0].HonourMentions));
        Assert.Equal((2, 1), (placed["ann"].Number, placed["circle"].Number));
        Assert.Equal((1, 9500), (standing.Years[0].Best, standing.Credits.Lists));
    }

    [Fact]
    public void While_another_answers_nothing_counts_and_a_split_restores_it()
    {
        var told = new Telling()
            .Tell(Says(Copy, "ann", "3/4"))
            .Tell(A.Publishes(A.List("ann", 2013, "her-2014")))
            .Tell(new FilmsMerged(Copy, A.Her));
        var gone = Whole(told, Copy);
        Assert.Equal((0, 0, true), (
            Score(gone).Verdicts.Count, Score(gone).Years.Length, gone.Season is null));

        told.Tell(Says(A.Her, "ann", "1/4")).Tell(new FilmsSplit(Copy, A.Her));

        Assert.Equal([("ann", 1L)], Stand(Whole(told, Copy)));
        Assert.Single(Whole(told, Copy).Placements);
        Assert.Equal([("ann", 4L)], Stand(Whole(told)));
        Assert.Empty(Whole(told).Placements);
    }

    [Fact]
    public void What_was_not_told_of_the_other_film_is_known_to_be_missing()
    {
        var told = new Telling().Tell(Says(Copy, "ann", "3/4")).Tell(new FilmsMerged(Copy, A.Her));

        Assert.True(told.Folded(A.Her).LacksOthers);
        Assert.False(Whole(told).LacksOthers);
        Assert.False(told.Folded(Copy).LacksOthers);
        Assert.True(told.Tell(new FilmsSplit(Copy, A.Her)).Folded(A.Her).LacksOthers);
    }

    [Fact]
    public void A_list_is_shown_with_the_films_that_answer()
    {
        var list = A.List("ann", 2013, "her-2014", "gravity-2013 her-2013", "her-2013-2");

        var shown = list.Over(film => film == Copy ? A.Her : film);

        Assert.Equal(["her-2013", "gravity-2013", "her-2013-2"], shown.Films.Select(film => film.Value));
        Assert.Equal([1, 2, 4], shown.Places.Select(place => place.Number!.Value));
        Assert.Same(list, list.Over(film => film));
    }

    [Fact]
    public void A_list_gives_to_the_films_that_answer_what_it_gave_as_it_was_printed()
    {
        var list = A.List("ann", 2013, "her-2014", "gravity-2013 her-2013", "her-2013-2");

        var shown = list.Over(film => film == Copy ? A.Her : film);

        foreach (var by in new[] { RankingBy.Lists321, RankingBy.Borda, RankingBy.Dowdall })
            Assert.Equal(Given(list, by), Given(shown, by));
        Assert.Equal(
            Best(list.CreditsGiven(Calibration.BuiltIn)), Best(shown.CreditsGiven(Calibration.BuiltIn)));
        Assert.Equal(Given(shown, RankingBy.Borda), Given(shown.Over(film => film), RankingBy.Borda));
        // Written as it is shown it says the same, and gives other points.
        var written = shown with { Places = [.. shown.Places.Select(As)], FilmsPrinted = null };
        Assert.True(written.SaysTheSameAs(shown));
        Assert.False(written.GivesTheSameAs(shown));
        Assert.True(shown.GivesTheSameAs(list.Over(film => film == Copy ? A.Her : film)));

        static Place As(Place place) => place with { Printed = null };

        static Dictionary<FilmId, long> Given(YearList list, RankingBy by) => Best(list.PointsGiven(by));

        // Of both ids the film has the better.
        static Dictionary<FilmId, T> Best<T>(IEnumerable<(FilmId Film, T Given)> given) => given
            .GroupBy(one => one.Film == Copy ? A.Her : one.Film, one => one.Given)
            .ToDictionary(film => film.Key, film => film.Max()!);
    }

    [Fact]
    public void A_list_that_stood_a_week_ago_is_known_by_the_film_that_answers_for_the_one_it_named()
    {
        var told = new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "her-2014")))
            .Tell(new FilmsMerged(Copy, A.Her))
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013"), Copy));
        Assert.Equal(CriticKind.Person, Moved(A.Her, 1).Then);

        told = new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "her-2014")))
            .Tell(new FilmsMerged(Copy, A.Her))
            .Tell(new FilmsSplit(Copy, A.Her))
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013"), Copy));
        Assert.Equal(CriticKind.Person, Moved(Copy, 2).Then);

        ListMove Moved(FilmId film, long position) =>
            Assert.Single(FilmThen.Of(film, told.Entries, position)!.Moves);
    }

    [Fact]
    public void A_film_that_was_never_merged_pays_nothing_for_those_that_were()
    {
        var film = new Telling().Tell(Says(A.Her, "ann", "4/5")).Folded(A.Her);
        var ann = A.Critic("ann");
        film.DecideWithdrawal(ann);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) film.DecideWithdrawal(ann);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Entries_shuffled_and_repeated_fold_to_the_same_standing()
    {
        var film = Gen.Int[0, 2].Select(i => FilmId.Of($"f{i}"));
        var critic = Gen.Int[0, 2].Select(i => A.Critic($"c{i}"));
        var fact = Gen.OneOf(
            Gen.Select(film, critic, (f, c) => (Fact)new VerdictRecorded(f, c, A.Verdict("3/4"))),
            Gen.Select(film, critic, (f, c) => (Fact)new VerdictWithdrawn(f, c)),
            Gen.Select(film, film, critic, (f, g, c) => (Fact)A.Publishes(
                A.List(c.Value, 2013, f == g ? [f.Value] : [f.Value, g.Value]))),
            Gen.Select(film, film, (f, g) => (Fact)new FilmsMerged(f, g)),
            Gen.Select(film, film, (f, g) => (Fact)new FilmsSplit(f, g)));
        Gen.Select(fact.Array[0, 30], Gen.Int).Sample((facts, seed) =>
        {
            var random = new Random(seed);
            var told = facts.Where(one => one is not FilmsMerged merged || merged.From != merged.Into)
                .Aggregate(new Telling(), (told, one) => told.Tell(one));
            LedgerEntry[] delivered = [.. told.Entries, .. told.Entries.Where(_ => random.Next(3) == 0)];
            random.Shuffle(delivered);

            var id = FilmId.Of("f0");
            return Score(FilmTally.Of(id, delivered)).Equals(Score(FilmTally.Of(id, told.Entries)));
        });
    }

    private static VerdictRecorded Says(FilmId film, string critic, string rating) =>
        new(film, A.Critic(critic), A.Verdict(rating));

    private static FilmTally Whole(Telling told, FilmId? film = null) =>
        FilmTally.Of(film ?? A.Her, told.Entries);

    private static IEnumerable<(string, long)> Stand(FilmTally film) =>
        film.Verdicts.Select(said => (said.Critic.Value, said.Position)).Order();

    private static Standing Score(FilmTally film) => film.Score(A.Totals, Calibration.BuiltIn);
}
