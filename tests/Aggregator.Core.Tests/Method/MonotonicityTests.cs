using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

/// <summary>Better facts never make a lower number (method.md §2.3, §3.2, §4).</summary>
public sealed class MonotonicityTests
{
    private const int Films = 2_000;
    private static readonly Calibration Cal1 = Calibration.BuiltIn;

    private static readonly Gen<int> AnyMark = Gen.Int[0, 10_000];

    private static readonly Gen<Verdict> AnyVerdict = Gen.Select(Gen.Int[-3000, 10_000], Gen.Int[0, 2])
        .Select((value, side) => new Verdict(Rated(value < 0 ? null : value), ThumbOf(side)));

    private static readonly Gen<VerdictSums> AnyFilm = AnyVerdict.Array[0, 60].Select(
        verdicts => verdicts.Aggregate(default(VerdictSums), (sums, verdict) => sums + Of(verdict)));

    private static readonly Gen<CreditSums> AnyCredits = Gen.Select(
        Gen.Int[0, 10_000].Array[0, 40], Gen.Int[0, 10_000].Array[0, 20]).Select((lists, honours) =>
        {
            var sums = lists.Aggregate(default(CreditSums), (all, c) => all.Replace(CriticKind.Person, 0, c));
            return honours.Aggregate(sums, (all, c) => all.Replace(CriticKind.Collective, 0, c));
        });

    private static readonly Gen<SeasonTotals> AnyTotals = Gen.Select(Gen.Int[0, 60], Gen.Int[0, 30])
        .Select((lists, collectives) => new SeasonTotals(2013, lists, collectives, 1));

    [Fact]
    public void A_higher_rating_never_lowers_the_score() =>
        Gen.Select(AnyFilm, AnyMark, AnyMark, Gen.Int[0, 2]).Sample(
            (film, a, b, side) =>
            {
                var lower = film + Of(new Verdict(Rated(Math.Min(a, b)), ThumbOf(side)));
                var higher = film + Of(new Verdict(Rated(Math.Max(a, b)), ThumbOf(side)));
                return ScoreOf(lower) <= ScoreOf(higher);
            },
            iter: Films);

    [Fact]
    public void A_thumb_turned_up_never_lowers_the_score() =>
        Gen.Select(AnyFilm, Gen.Int[-2000, 10_000]).Sample((film, value) =>
        {
            var rating = Rated(value < 0 ? null : value);
            return ScoreOf(film + Of(new Verdict(rating, Thumb.Down)))
                <= ScoreOf(film + Of(new Verdict(rating, Thumb.Up)));
        }, iter: Films);

    [Fact]
    public void A_bare_thumb_is_worse_than_approval_with_a_rating_and_better_than_disapproval_with_one() =>
        Gen.Select(AnyFilm, AnyMark).Sample((film, value) =>
        {
            var (up, down) = (new Verdict(null, Thumb.Up), new Verdict(null, Thumb.Down));
            return ScoreOf(film + Of(down)) <= ScoreOf(film + Of(new Verdict(Rated(value), Thumb.Up)))
                && ScoreOf(film + Of(new Verdict(Rated(value), Thumb.Down))) <= ScoreOf(film + Of(up));
        }, iter: Films);

    [Fact]
    public void One_more_thumb_up_or_top_mark_never_lowers_and_one_more_thumb_down_never_raises() =>
        AnyFilm.Sample(film =>
        {
            var score = ScoreOf(film);
            return score <= ScoreOf(film + Of(new Verdict(null, Thumb.Up)))
                && score <= ScoreOf(film + Of(new Verdict(Rated(10_000), null)))
                && score >= ScoreOf(film + Of(new Verdict(null, Thumb.Down)));
        }, iter: Films);

    [Fact]
    public void The_score_is_the_mean_of_what_each_verdict_counts_as_with_the_prior() =>
        AnyFilm.Sample(film =>
        {
            var score = ScoreOf(film);
            var counted = film.Marks + (long)film.ThumbsUp * Cal1.WorthOf(Thumb.Up, score)
                + (long)film.ThumbsDown * Cal1.WorthOf(Thumb.Down, score);
            var mean = (120L * 6035 + 100 * counted) / (120 + 100 * film.Count);
            return score == mean;
        }, iter: Films);

    [Fact]
    public void A_further_or_higher_placement_never_lowers_recognition_nor_the_headline() =>
        Gen.Select(AnyFilm, AnyCredits, AnyTotals, AnyMark, AnyMark).Sample(
            (film, credits, totals, a, b) =>
            {
                var none = Headline(film, credits, totals);
                var lower = Headline(film, credits.Replace(CriticKind.Person, 0, Math.Min(a, b)), totals);
                var higher = Headline(film, credits.Replace(CriticKind.Person, 0, Math.Max(a, b)), totals);
                var honour = Headline(film, credits.Replace(CriticKind.Collective, 0, a), totals);
                return none.Recognition <= lower.Recognition && lower.Recognition <= higher.Recognition
                    && none.Headline <= lower.Headline && lower.Headline <= higher.Headline
                    && none.Headline <= honour.Headline;
            }, iter: Films);

    [Fact]
    public void The_headline_rises_with_the_score_and_lies_inside_its_interval_above_it() =>
        Gen.Select(AnyFilm, AnyCredits, AnyTotals).Sample((film, credits, totals) =>
        {
            var numbers = Headline(film, credits, totals);
            var better = Headline(film + Of(new Verdict(null, Thumb.Up)), credits, totals);
            return numbers.Critics <= numbers.Headline && numbers.Headline <= better.Headline
                && numbers.Low <= numbers.Headline && numbers.Headline <= numbers.High
                && numbers is { Low: >= 0, High: <= 10_000 }
                && (numbers.Recognition > 0 || numbers.Lift == 0);
        }, iter: Films);

    [Fact]
    public void A_million_verdicts_and_lists_are_scored_without_overflow()
    {
        var film = new VerdictSums
        {
            Rated = 1_000_000,
            Marks = 7_000_000_000,
            Squares = 60_000_000_000_000,
            ThumbsUp = 900_000,
            ThumbsDown = 100_000,
        };
        var credits = new CreditSums
        {
            Lists = 8_000_000_000,
            ListSquares = 70_000_000_000_000,
            Honours = 1_000_000_000,
            HonourSquares = 9_000_000_000_000,
        };

        var numbers = Headline(film, credits, new SeasonTotals(2013, 1_000_000, 200_000, 1));

        Assert.InRange(numbers.Headline, numbers.Critics, 10_000);
        Assert.InRange(Approval.Of(1_700_000, 2_000_000).Low, 8490, 8500);
    }

    private static VerdictSums Of(Verdict verdict) => VerdictSums.Of(verdict, Cal1);

    private static int ScoreOf(VerdictSums film) => CriticsComponent.Of(film, Cal1).Score;

    private static AcclaimNumbers Headline(VerdictSums film, CreditSums credits, SeasonTotals totals) =>
        Standing.AcclaimOf(film, credits, totals, Cal1);

    private static Thumb? ThumbOf(int side) => side == 2 ? null : (Thumb)side;

    private static Rating? Rated(int? value) =>
        value is null ? null : new Rating("as read", "x/100", value, UnreadableReason.None);
}
