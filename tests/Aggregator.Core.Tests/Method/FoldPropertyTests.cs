using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

/// <summary>Whatever is told of a film, in whatever order and however often, it comes to the same.</summary>
public sealed class FoldPropertyTests
{
    private static readonly string[] Ratings = ["4/5", "2.5/4", "B+", "0/4", "10/10", "Recommended", "3"];
    private static readonly Thumb?[] Thumbs = [null, Thumb.Up, Thumb.Down];
    private static readonly string[] Critics = ["ann", "bob", "cyd", "sample-critic-01"];
    private static readonly string[] Circles = ["circle", "society"];

    private static readonly Gen<CriticId> AnyCritic = OneOf(Critics).Select(A.Critic);
    private static readonly Gen<int> AnyYear = Gen.Int[2012, 2015];

    private static readonly Gen<Fact> AnyVerdict = Gen.Select(AnyCritic, OneOf(Ratings), OneOf(Thumbs))
        .Select((critic, rating, thumb) =>
            (Fact)new VerdictRecorded(A.Her, critic, A.Verdict(rating, thumb)));

    private static readonly Gen<Fact> AnyThumb = Gen.Select(AnyCritic, OneOf(Thumbs)).Select(
        (critic, thumb) => (Fact)new VerdictRecorded(A.Her, critic, new Verdict(null, thumb)));

    private static readonly Gen<Fact> AnyWithdrawal =
        AnyCritic.Select(critic => (Fact)new VerdictWithdrawn(A.Her, critic));

    private static readonly Gen<(int Ahead, int Shared)> AnyPlace =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 4], (ahead, shared) => (ahead, shared));

    private static readonly Gen<Fact> AnyList = Gen.Select(OneOf(Critics), AnyYear, AnyPlace)
        .Select((critic, year, place) => (Fact)List(critic, CriticKind.Person, year, place));

    private static readonly Gen<Fact> AnyHonours = Gen.Select(OneOf(Circles), AnyYear, AnyPlace)
        .Select((circle, year, place) => (Fact)List(circle, CriticKind.Collective, year, place));

    private static readonly Gen<Fact> AnyListWithout = Gen.Select(OneOf(Critics), AnyYear, Gen.Bool).Select(
        (critic, year, says) =>
            (Fact)A.Publishes(A.List(critic, year, "gravity-2013"), says ? [A.Her] : []));

    private static readonly Gen<Fact> AnyListWithdrawn = Gen.Select(OneOf(Circles), AnyYear).Select(
        (circle, year) => (Fact)new ListWithdrawn(A.Critic(circle), CriticKind.Collective, year, 0, [A.Her]));

    private static readonly Gen<Fact> AnyRegistration = Gen.Select(AnyYear, Gen.Bool).Select(
        (year, known) => (Fact)new FilmRevised(new Film(A.Her, "Her") { Year = known ? year : null }));

    private static readonly Gen<Fact> AnyMerge = Gen.Select(AnyCritic, AnyCritic).Select(
        (from, into) => (Fact)new CriticsMerged(from, into, [A.Gravity, A.Her]));

    private static readonly Gen<IReadOnlyList<LedgerEntry>> AnyStory = Gen.Frequency(
            (20, Gen.OneOf(
                AnyVerdict, AnyThumb, AnyWithdrawal, AnyList, AnyHonours, AnyListWithout, AnyListWithdrawn,
                AnyRegistration)),
            (1, AnyMerge))
        .Array[0, 40]
        .Select(facts => AsAdmitted(facts).Aggregate(
            new Telling(), (told, fact) => told.Tell(fact)).Entries);

    [Fact]
    public void Entries_shuffled_and_repeated_fold_to_the_same_standing() =>
        Gen.Select(AnyStory, Gen.Int, Gen.Int[0, 30]).Sample((story, seed, repeats) =>
        {
            var random = new Random(seed);
            LedgerEntry[] delivered = [.. story, .. Repeated(story, repeats, random)];
            random.Shuffle(delivered);

            return Score(Telling.Fold(A.Her, delivered)).Equals(Score(Telling.Fold(A.Her, story)));
        });

    [Fact]
    public void The_sums_are_those_of_what_stands() => AnyStory.Sample(story =>
    {
        var film = Telling.Fold(A.Her, story);
        var standing = Score(film);

        var verdicts = film.Verdicts
            .Select(verdict => VerdictSums.Of(verdict.Verdict, Calibration.BuiltIn))
            .Aggregate(default(VerdictSums), (sums, verdict) => sums + verdict);
        return standing.Verdicts == verdicts && standing.Credits == CreditsOf(film)
            && standing.Years.Sum(year => year.Mentions + year.HonourMentions) == film.Placements.Count()
            && standing.Years.Select(year => year.Year).SequenceEqual(
                film.Placements.Select(placement => placement.Year).Distinct().Order());
    });

    [Fact]
    public void An_explanation_counts_what_the_sums_count() => AnyStory.Sample(story =>
    {
        var film = Telling.Fold(A.Her, story);
        var standing = Score(film);

        var why = Explanation.Of(standing, film.Verdicts, film.Placements, Calibration.BuiltIn);

        return Explained.AddsUp(why) && why.Verdicts.Length == film.Verdicts.Count()
            && why.Lists.Length + why.Honours.Length == film.Placements.Count()
            && Explained.CreditsOf(why) == standing.Credits;
    });

    [Fact]
    public void The_last_word_of_each_critic_stands_and_of_two_who_were_merged_the_later() =>
        AnyStory.Sample(story =>
        {
            var last = new Dictionary<CriticId, long>();
            foreach (var (position, _, _, fact) in story)
            {
                switch (fact)
                {
                    case VerdictRecorded said: last[said.Critic] = position; break;
                    case VerdictWithdrawn unsaid: last.Remove(unsaid.Critic); break;
                    case CriticsMerged merged when last.Remove(merged.From, out var other):
                        last[merged.Into] = Math.Max(other, last.GetValueOrDefault(merged.Into));
                        break;
                }
            }

            var film = Telling.Fold(A.Her, story);
            return last.OrderBy(said => said.Value).SequenceEqual(
                film.Verdicts.Select(said => KeyValuePair.Create(said.Critic, said.Position))
                    .OrderBy(said => said.Value));
        });

    // As the ledger would have them: whoever was merged says nothing more, and is not merged again.
    private static IEnumerable<Fact> AsAdmitted(IEnumerable<Fact> facts)
    {
        var gone = new HashSet<CriticId>();
        foreach (var fact in facts)
        {
            CriticId[] named = fact switch
            {
                VerdictRecorded said => [said.Critic],
                VerdictWithdrawn unsaid => [unsaid.Critic],
                ListPublished published => [published.List.Critic],
                ListWithdrawn withdrawn => [withdrawn.Critic],
                CriticsMerged merged => [merged.From, merged.Into],
                _ => [],
            };
            if (named.Any(gone.Contains) || named is [var from, var into] && from == into) continue;
            if (fact is CriticsMerged) gone.Add(named[0]);
            yield return fact;
        }
    }

    private static CreditSums CreditsOf(FilmTally film)
    {
        var greatest = film.Placements
            .GroupBy(placement => (placement.Critic, placement.Kind))
            .Select(lists => (
                lists.Key.Kind, Credit: lists.Max(list => (long)list.Credit(Calibration.BuiltIn))))
            .ToLookup(critic => critic.Kind, critic => critic.Credit);
        return new CreditSums
        {
            Lists = greatest[CriticKind.Person].Sum(),
            ListSquares = greatest[CriticKind.Person].Sum(credit => credit * credit),
            Honours = greatest[CriticKind.Collective].Sum(),
            HonourSquares = greatest[CriticKind.Collective].Sum(credit => credit * credit),
        };
    }

    private static ListPublished List(string critic, CriticKind kind, int year, (int Ahead, int Shared) place)
    {
        var ahead = Enumerable.Range(1, place.Ahead).Select(i => $"ahead-{i}");
        var shared = Enumerable.Range(1, place.Shared).Select(i => $"beside-{i}").Append("her-2013");
        return A.Publishes(A.ListOf(critic, kind, year, [.. ahead, string.Join(' ', shared)]));
    }

    private static LedgerEntry[] Repeated(IReadOnlyList<LedgerEntry> story, int repeats, Random random) =>
        story.Count == 0 ? [] : random.GetItems(story.ToArray(), repeats);

    private static Gen<T> OneOf<T>(T[] some) => Gen.Int[0, some.Length - 1].Select(i => some[i]);

    private static Standing Score(FilmTally film) => film.Score(A.Totals, Calibration.BuiltIn);
}
