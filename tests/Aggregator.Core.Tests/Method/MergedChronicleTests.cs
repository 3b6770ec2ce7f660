using System.Collections.Immutable;
using Xunit;

namespace Aggregator.Tests.Method;

/// <summary>
/// A season's past where three critics are one: what was said after a merge counts for both, so that each
/// merge on the way matters.
/// </summary>
public sealed class MergedChronicleTests
{
    private const int Season = 2013;
    private static readonly DateOnly First = new(2014, 1, 1);
    private static readonly CriticId[] Critics = [.. "abc".Select(letter => A.Critic($"critic-{letter}"))];

    /// <summary>
    /// The first is merged into the second on the second day, that one into the third at last.
    /// </summary>
    private static readonly ImmutableArray<CriticMerge> Merges =
        [new(Critics[0], Critics[1], 3), new(Critics[1], Critics[2], 6)];

    [Fact]
    public void A_list_that_was_withdrawn_by_who_answered_for_it_then_stands_on_no_later_day()
    {
        LedgerEntry[] lists = [Listed(1, critic: 0), Withdrawn(3, critic: 1)];

        Assert.Equal([0, 1, 1, 0, 0], LiveOn(lists));
    }

    [Fact]
    public void A_list_that_another_withdrew_who_is_the_same_only_since_stands_on_every_later_day()
    {
        LedgerEntry[] lists = [Listed(1, critic: 0), Listed(3, critic: 2), Withdrawn(4, critic: 2)];

        Assert.Equal([0, 1, 1, 1, 1], LiveOn(lists));
    }

    [Fact]
    public void A_film_was_on_the_lists_that_its_season_had()
    {
        LedgerEntry[] lists = [Listed(1, critic: 0), Listed(3, critic: 2), Withdrawn(4, critic: 2)];
        LedgerEntry registered = new(
            1, At(0), "editor:tests000", new FilmRegistered(new Film(A.Her, "Her") { Year = Season }));
        var astray = SeasonChronicle.Astray(lists, Merges);

        var chronicle = FilmChronicle.Of(A.Her, [registered, .. lists], [astray])!;

        Assert.Equal(LiveOn(lists), Days.Select(
            day => chronicle.At(day).Years.Sum(year => year.Mentions)));
    }

    private static IEnumerable<DateOnly> Days => Enumerable.Range(0, 5).Select(First.AddDays);

    /// <summary>N on each day, and how many lists stood then.</summary>
    private static IEnumerable<int> LiveOn(LedgerEntry[] lists)
    {
        var chronicle = SeasonChronicle.Of(Season, lists, MergesOf);
        foreach (var day in Days)
        {
            var standing = SeasonChronicle.ListsAt(day, lists, MergesOf).Count();
            Assert.Equal(standing, chronicle.At(day).Lists);
            yield return standing;
        }
    }

    private static IEnumerable<CriticMerge> MergesOf(CriticId critic) =>
        Merges.Skip(Array.IndexOf(Critics, critic));

    private static LedgerEntry Listed(int day, int critic) => new(1 + day, At(day), "editor:tests000",
        new ListPublished(
            A.ListOf(Critics[critic].Value, CriticKind.Person, Season, A.Her.Value), 0, []));

    private static LedgerEntry Withdrawn(int day, int critic) => new(1 + day, At(day), "editor:tests000",
        new ListWithdrawn(Critics[critic], CriticKind.Person, Season, 0, [A.Her]));

    private static DateTimeOffset At(int day) =>
        new(First.AddDays(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
