using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

public sealed class ExplanationTests(Season2013Tests.Season season) : IClassFixture<Season2013Tests.Season>
{
    private static readonly Gen<Verdict> AnyVerdict = Gen.Select(Gen.Int[-1, 20], Gen.Int[0, 2]).Select(
        (grade, thumb) => A.Verdict(
            grade < 0 ? null : $"{grade / 2.0:0.0}/10", thumb < 2 ? (Thumb)thumb : null));

    [Fact]
    public void A_verdict_adds_its_distance_from_the_prior_by_its_weight()
    {
        var film = new Telling()
            .Tell(A.Says("ann", "3/5", Thumb.Up))
            .Tell(A.Says("bob", "4/5", Thumb.Up))
            .Tell(A.Says("cyd", "3/4", Thumb.Up))
            .Tell(A.Says("dan", "2.5/4", Thumb.Down))
            .Tell(A.Says("eve", "5/5", Thumb.Up))
            .Folded(A.Her);

        var why = Explain(film);

        Assert.Equal(
            [("eve", 10_000, 6_395_161), ("dan", 5_999, -58_065), ("cyd", 7_500, 2_362_903),
                ("bob", 8_000, 3_169_355), ("ann", 6_000, -56_452)],
            why.Verdicts.Select(verdict => (verdict.Said.Critic.Value, verdict.Value ?? 0, verdict.Added)));
        Assert.Equal((16_129_032, 19_354_839, -2_902), (
            why.VerdictWeight, why.PriorWeight, why.VerdictsRounding));
        Assert.Equal(7216, why.Critics.Score);
    }

    [Fact]
    public void A_thumb_alone_counts_as_what_it_is_worth_on_this_film_and_a_word_alone_not_at_all()
    {
        var film = new Telling()
            .Tell(A.Says("ann", "4/5"))
            .Tell(A.Says("bob", "Recommended", Thumb.Up))
            .Tell(A.Says("cyd", null, Thumb.Down))
            .Tell(A.Says("dan", "Recommended"))
            .Folded(A.Her);

        var why = Explain(film);

        Assert.Equal(
            [CountedBy.Nothing, CountedBy.Thumb, CountedBy.Thumb, CountedBy.Rating],
            why.Verdicts.Select(verdict => verdict.By));
        Assert.Equal(
            [null, Worth(Thumb.Down), Worth(Thumb.Up), 8000], why.Verdicts.Select(verdict => verdict.Value));
        Assert.True(Explained.AddsUp(why));

        int? Worth(Thumb thumb) => Calibration.BuiltIn.WorthOf(thumb, why.Critics.Score);
    }

    [Fact]
    public void Of_a_critics_lists_the_one_with_the_greatest_credit_counts_of_equal_ones_the_earliest()
    {
        var film = new Telling()
            .Tell(A.Publishes(A.List("ann", 2013, "gravity-2013", "her-2013")))
            .Tell(A.Publishes(A.List("ann", 2014, "her-2013")))
            .Tell(A.Publishes(A.List("ann", 2012, "her-2013")))
            .Tell(A.Publishes(A.Honours("circle", 2013, "gravity-2013 her-2013")))
            .Folded(A.Her);

        var why = Explain(film);

        Assert.Equal(
            [(2012, 10_000, true), (2014, 10_000, false), (2013, 9_500, false)],
            why.Lists.Select(list => (list.Placement.Year, list.Credit, list.Counts)));
        Assert.Equal((7_500, true), (why.Honours.Single().Credit, why.Honours.Single().Counts));
        Assert.All(why.Lists, list => Assert.Equal(list.Counts, list.Added > 0));
        Assert.True(Explained.AddsUp(why));
    }

    [Fact]
    public void Her_is_explained_by_240_thumbs_84_lists_and_9_honours()
    {
        var her = season.Folded.Films.Single(film => film.Id.Value == "her");

        var why = Explanation.Of(
            season.Folded.StandingOf(her), her.Verdicts, her.Placements, Calibration.BuiltIn);

        Assert.True(Explained.AddsUp(why));
        Assert.Equal((240, 84, 9), (why.Verdicts.Length, why.Lists.Length, why.Honours.Length));
        Assert.Equal((8190, 507), (why.Critics.Score, why.Half.Whole));
        Assert.Equal((681, 132), why.LiftParts);
        Assert.Equal(2, why.Verdicts.Select(verdict => verdict.Value).Distinct().Count());
        Assert.Equal(221, why.Recognition.Whole);
    }

    [Fact]
    public void Whatever_critics_say_the_contributions_add_up_to_the_score() =>
        AnyVerdict.Array[0, 400].Sample(verdicts =>
        {
            var told = verdicts.Select((verdict, i) =>
                new VerdictRecorded(A.Her, A.Critic($"critic-{i}"), verdict));
            var film = told.Aggregate(new Telling(), (telling, fact) => telling.Tell(fact)).Folded(A.Her);

            return Explained.AddsUp(Explain(film));
        });

    private static Explanation Explain(FilmTally film) => Explanation.Of(
        film.Score(A.Totals, Calibration.BuiltIn), film.Verdicts, film.Placements, Calibration.BuiltIn);
}

/// <summary>What must hold of every explanation.</summary>
internal static class Explained
{
    private const int Fine = 10_000;

    public static bool AddsUp(Explanation why)
    {
        var (calibration, acclaim) = (why.Calibration, why.Standing.Acclaim);
        var values = why.Verdicts.Select(verdict => verdict.Value).OfType<int>().ToArray();
        var prior = (long)calibration.PriorStrengthHundredths;
        var mean = (prior * calibration.PriorMean + 100L * values.Sum(value => (long)value))
            / (prior + 100L * values.Length);
        var placed = why.Lists.Length + why.Honours.Length;
        return mean == acclaim.Critics && values.Length == why.Standing.Verdicts.Count
            && why.VerdictsRounding * 2 >= -2 * Fine - values.Length
            && why.VerdictsRounding * 2 <= values.Length
            && Math.Abs(why.LiftRounding) * 2 <= placed
            && acclaim.Critics + why.LiftParts.Lists + why.LiftParts.Honours == acclaim.Headline
            && (why.Critics.Score, why.Recognition.Share) == (acclaim.Critics, acclaim.Recognition)
            && (acclaim.Low, acclaim.High) == (
                Math.Max(0, acclaim.Headline - why.Half.Whole),
                Math.Min(Fine, acclaim.Headline + why.Half.Whole));
    }

    public static CreditSums CreditsOf(Explanation why) =>
        why.Lists.Concat(why.Honours).Where(placed => placed.Counts).Aggregate(
            default(CreditSums), (sums, placed) => sums.Replace(placed.Placement.Kind, 0, placed.Credit));
}
