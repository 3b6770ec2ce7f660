using Xunit;

namespace Aggregator.Tests.Method;

public sealed class MergedCriticsTests
{
    [Fact]
    public void One_critic_has_one_verdict_the_later_under_the_id_that_answers()
    {
        var film = new Telling()
            .Tell(A.Says("p-travers", "3/4"))
            .Tell(A.Says("peter-travers", "4/4"))
            .Tell(A.Says("ann", "2/4"))
            .Tell(Merges("p-travers", "peter-travers"))
            .Folded(A.Her);

        Assert.Equal(2, Score(film).Verdicts.Count);
        Assert.Equal(
            [("ann", 3L), ("peter-travers", 2L)],
            film.Verdicts.Select(said => (said.Critic.Value, said.Position)).Order());
        Assert.Equal((4, VerdictStep.Unchanged), (
            film.Position, film.Decide(A.Critic("p-travers"), A.Verdict("4/4")).Step));
    }

    [Fact]
    public void What_was_withdrawn_under_one_id_does_not_silence_the_other()
    {
        var told = new Telling()
            .Tell(A.Says("peter-travers", "4/4"))
            .Tell(A.Says("p-travers", "3/4"))
            .Tell(new VerdictWithdrawn(A.Her, A.Critic("p-travers")))
            .Tell(Merges("p-travers", "peter-travers"));
        Assert.Equal(1, Assert.Single(told.Folded(A.Her).Verdicts).Position);

        told.Tell(new VerdictWithdrawn(A.Her, A.Critic("peter-travers")));
        Assert.Empty(told.Folded(A.Her).Verdicts);
    }

    [Fact]
    public void What_is_said_after_a_chain_of_merges_is_said_for_all()
    {
        var told = new Telling()
            .Tell(A.Says("a", "1/4"))
            .Tell(Merges("a", "b"))
            .Tell(A.Says("c", null, Thumb.Up))
            .Tell(Merges("b", "c"));
        Assert.Equal(3, Assert.Single(told.Folded(A.Her).Verdicts).Position);

        told.Tell(new VerdictWithdrawn(A.Her, A.Critic("c")));
        Assert.Empty(told.Folded(A.Her).Verdicts);
        Assert.Empty(Telling.Fold(A.Her, told.Entries.Reverse()).Verdicts);
    }

    [Fact]
    public void Lists_of_several_years_count_as_one_critics()
    {
        var told = new Telling()
            .Tell(A.Publishes(A.List("p-travers", 2013, "her-2013")))
            .Tell(A.Publishes(A.List("peter-travers", 2014, "gravity-2013", "her-2013")));
        var two = Score(told.Folded(A.Her)).Credits;

        var film = told.Tell(Merges("p-travers", "peter-travers")).Folded(A.Her);

        var one = Score(told.Folded(A.Her)).Credits;
        Assert.Equal(two.Lists - 9500, one.Lists);
        Assert.All(film.Placements, placed => Assert.Equal("peter-travers", placed.Critic.Value));
        Assert.Equal(2, film.Placements.Count());

        told.Tell(A.Publishes(A.List("peter-travers", 2013, "gravity-2013"), A.Her));
        Assert.Equal(2014, Assert.Single(told.Folded(A.Her).Placements).Year);
        Assert.Equal(2014, Assert.Single(Telling.Fold(A.Her, told.Entries.Reverse()).Placements).Year);
    }

    [Fact]
    public void A_critic_shows_what_was_said_under_either_id_as_its_own()
    {
        var told = new Telling()
            .Tell(A.Says("p-travers", "3/4"))
            .Tell(new VerdictRecorded(A.Gravity, A.Critic("peter-travers"), A.Verdict("4/4")))
            .Tell(A.Publishes(A.List("p-travers", 2013, "her-2013")))
            .Tell(Merges("p-travers", "peter-travers"));

        var critic = new CriticTally(A.Critic("peter-travers"));
        foreach (var entry in told.Entries.Reverse()) critic.Apply(entry);

        Assert.Equal([A.Gravity, A.Her], critic.Verdicts.Select(said => said.Film).Order());
        Assert.All(critic.Verdicts, said => Assert.Equal(critic.Id, said.Verdict.Critic));
        var list = Assert.IsType<ListPublished>(Assert.Single(critic.Lists).Fact).List;
        Assert.Equal((critic.Id, 2013), (list.Critic, list.Year));
        Assert.Equal([A.Gravity, A.Her], critic.Films.Order());
    }

    [Theory]
    [InlineData("ann", CriticKind.Person, "ann", CriticKind.Person, "merge-into-itself")]
    [InlineData("ann", CriticKind.Person, "circle", CriticKind.Collective, "merge-kinds")]
    [InlineData("sample-critic-01", CriticKind.Person, "ann", CriticKind.Person, "merge-sample")]
    [InlineData("ann", CriticKind.Person, "sample-critic-01", CriticKind.Person, "merge-sample")]
    [InlineData("circle", CriticKind.Collective, "society", CriticKind.Collective, null)]
    [InlineData("sample-critic-01", CriticKind.Person, "sample-critic-02", CriticKind.Person, null)]
    public void Not_any_two_are_one(
        string from, CriticKind kind, string into, CriticKind otherKind, string? code) =>
        Assert.Equal(code, MergeRules.Refuse(
            new(A.Critic(from), from, kind), new(A.Critic(into), into, otherKind))?.Code);

    private static CriticsMerged Merges(string from, string into) =>
        new(A.Critic(from), A.Critic(into), [A.Gravity, A.Her]);

    private static Standing Score(FilmTally film) => film.Score(A.Totals, Calibration.BuiltIn);
}
