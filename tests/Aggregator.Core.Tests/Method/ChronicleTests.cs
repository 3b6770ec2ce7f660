using System.Collections.Immutable;
using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

/// <summary>What was on a day is a fold of what counts by it, in whatever order it was recorded.</summary>
public sealed class ChronicleTests
{
    private const int Season = 2013;
    private static readonly DateOnly First = new(2013, 12, 25);
    private static readonly DateOnly Last = First.AddDays(30);
    private static readonly FilmId[] Films =
        [A.Her, A.Gravity, FilmId.Of("nebraska-2013"), FilmId.Of("mud-2012")];

    private static readonly CriticId[] Critics =
        [.. "abcdefghi".Select(letter => A.Critic($"critic-{letter}"))];

    /// <summary>Something a critic does, and the day it appeared, where that is told.</summary>
    private sealed record Deed(int What, int Critic, int Films, int? Day);

    private static readonly Gen<Deed[]> AnyDeeds = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, Critics.Length - 1], Gen.Int[0, 15], Gen.Int[-6, 12],
        (what, critic, films, day) => new Deed(what, critic, films, day < 0 ? null : day)).Array[0, 70];

    private static readonly Gen<IReadOnlyList<LedgerEntry>> AnyStory = AnyDeeds.Select(Told);

    [Fact]
    public void A_film_was_on_each_day_what_the_entries_that_count_by_then_make_of_it() =>
        AnyStory.Sample(story => Films.All(film =>
        {
            var chronicle = ChronicleOf(film, story)!;
            return Days().All(day => Same(chronicle.At(day), Fold(film, story, day))
                && Same(ChronicleOf(film, story, day)!.At(day), Fold(film, story, day)));
        }));

    [Fact]
    public void On_the_last_day_a_film_is_what_it_is_now() => AnyStory.Sample(story => Films.All(film =>
        Same(ChronicleOf(film, story)!.At(Last), Telling.Fold(film, story)
            .Score(SeasonTotals.None, Calibration.BuiltIn))));

    [Fact]
    public void A_season_had_on_each_day_the_lists_that_stood_by_then() => AnyStory.Sample(story =>
    {
        var chronicle = SeasonChronicle.Of(Season, Lists(story), _ => []);
        return Days().All(day =>
        {
            var standing = Lists(story).Where(entry => entry.CountsFrom <= day)
                .GroupBy(CriticOf).Select(list => list.MaxBy(entry => entry.Position)!.Fact)
                .OfType<ListPublished>().Select(fact => fact.List.Kind).ToList();
            var totals = chronicle.At(day);
            return totals.Lists == standing.Count(kind => kind is CriticKind.Person)
                && totals.Collectives == standing.Count(kind => kind is CriticKind.Collective);
        });
    });

    [Fact]
    public void Places_went_as_the_rankings_of_the_days_were() => AnyStory.Sample(story =>
    {
        var chronicle = ChronicleOf(story);
        RankingBy[] orders = [RankingBy.Acclaim, RankingBy.Approval, RankingBy.Mentions, RankingBy.Honours];
        return orders.All(by =>
        {
            var history = chronicle.Places(Scope.Of(Season), by);
            var places = history.Places(Days()).ToArray();
            return Days().Select((day, i) => (day, i)).All(at =>
            {
                var ranking = chronicle.Ranking(Scope.Of(Season), by, at.day).Page(null, 10).ToArray();
                var shown = history.Films.Zip(places[at.i]).Where(film => film.Second is not null)
                    .OrderBy(film => film.Second).ThenBy(film => film.First)
                    .Select(film => (film.First, film.Second!.Value));
                return shown.SequenceEqual(ranking.Select(film => (film.Standing.Film, film.Place)));
            });
        });
    });

    [Fact]
    public void A_history_holds_the_days_on_which_the_best_became_others_and_no_other() =>
        Gen.Select(AnyStory, Gen.Int[1, 4]).Sample((story, top) =>
        {
            var places = ChronicleOf(story).Places(Scope.Of(Season), RankingBy.Mentions);
            var all = Days().Zip(places.Places(Days())).ToArray();
            var turns = all.Where((day, i) => !Best(day.Second, top)
                .SequenceEqual(i == 0 ? [] : Best(all[i - 1].Second, top))).ToArray();

            var history = RankingHistory.Of(places, top, new(HistoryEach.Day, Last));

            return history.Days.Select(day => day.Day).SequenceEqual(turns.Select(day => day.First))
                && history.Films.ToHashSet().SetEquals(turns.SelectMany(day => Best(day.Second, top))
                    .Select(best => places.Films[best.Film]))
                && history.Days.Zip(turns).All(day => history.Films.Zip(day.First.Places).All(film =>
                    film.Second == day.Second.Second[places.Films.IndexOf(film.First)]));
        });

    [Fact]
    public void A_film_s_history_tells_each_day_by_the_last_point_up_to_it() =>
        Gen.Select(AnyStory, Gen.Bool).Sample((story, byWeek) =>
        {
            var chronicle = ChronicleOf(story);
            var places = chronicle.Places(Scope.Of(Season), RankingBy.Acclaim);
            var days = new HistoryDays(byWeek ? HistoryEach.Week : HistoryEach.Day, Last);
            var history = FilmHistory.Of(A.Her, chronicle.StepsOf(A.Her), [places], days);
            var told = Days().Where(day => !byWeek || day.DayOfWeek == DayOfWeek.Sunday || day == Last);
            return told.All(day =>
            {
                var now = chronicle.At(A.Her, day)!;
                var point = history.Points.LastOrDefault(point => point.Day <= day);
                return point.Standing is null
                    ? now.Verdicts == default && now.Years.IsEmpty
                    : point.Told == new FilmPoint(day, now, places.PlacesOf(A.Her, [day]).Single()).Told;
            }) && history.Points.Zip(history.Points.Skip(1)).All(two => two.First.Told != two.Second.Told);
        });

    [Fact]
    public void A_list_revised_by_what_appeared_before_drops_a_film_that_only_an_earlier_revision_names()
    {
        // She names Her on the 1st, drops it by a list of the 20th, and revises that by one of the 10th.
        var story = Told(
        [
            new(8, 0, 1, 1), new(8, 0, 2, 20), new(8, 0, 4, 10),
        ]);
        var chronicle = ChronicleOf(A.Her, story)!;

        Assert.Equal([0, 1, 0, 0], new[] { 0, 1, 10, 20 }.Select(day =>
            chronicle.At(First.AddDays(day)).Years.Sum(year => year.Mentions)));
        // Whoever holds the film's past without the last entry can tell.
        var season = SeasonChronicle.Of(Season, Lists(story), _ => []);
        Assert.Contains(A.Her, season.Strayed);
        Assert.Equal((7, 7), (season.StrayedAt, chronicle.StrayedAt));
        Assert.Equal(0, ChronicleOf(A.Her, [.. story.SkipLast(1)])!.StrayedAt);
    }

    [Fact]
    public void A_verdict_without_a_day_counts_from_the_day_it_was_recorded_and_a_withdrawal_always_does()
    {
        var story = Told(
        [
            new(0, 0, 0, 3), new(0, 1, 0, null), new(0, 2, 1, 5), new(0, 3, 1, 5), new(0, 4, 1, 5),
            new(7, 0, 0, 3),
        ]);
        var chronicle = ChronicleOf(A.Her, story)!;

        var recorded = story.Select(entry => DateOnly.FromDateTime(entry.RecordedAt.UtcDateTime)).ToArray();
        Assert.Equal(0, chronicle.At(First.AddDays(2)).Verdicts.Count);
        Assert.Equal(1, chronicle.At(First.AddDays(3)).Verdicts.Count);
        Assert.Equal(2, chronicle.At(recorded[^1].AddDays(-1)).Verdicts.Count);
        Assert.Equal(1, chronicle.At(recorded[^1]).Verdicts.Count);
    }

    private static IEnumerable<(int Film, int Place)> Best(int?[] places, int top) =>
        Enumerable.Range(0, places.Length).Where(film => places[film] <= top)
            .Select(film => (film, places[film]!.Value));

    private static Chronicle ChronicleOf(IReadOnlyList<LedgerEntry> story) => Chronicle.Of(
        Films.Select(film => ChronicleOf(film, story)!),
        [SeasonChronicle.Of(Season, Lists(story), _ => [])], Calibration.BuiltIn);

    private static IEnumerable<DateOnly> Days() =>
        Enumerable.Range(-1, Last.DayNumber - First.DayNumber + 2).Select(First.AddDays);

    /// <summary>Entries as the ledger would have them, two a day from the eighth day on.</summary>
    private static IReadOnlyList<LedgerEntry> Told(IReadOnlyList<Deed> deeds)
    {
        var entries = new List<LedgerEntry>();
        var heads = new Dictionary<CriticId, (long Position, ImmutableArray<FilmId> Films)>();
        foreach (var film in Films) Tell(new FilmRegistered(new Film(film, film.Value) { Year = Season }));
        foreach (var deed in deeds)
        {
            var (critic, film) = (Critics[deed.Critic], Films[deed.Films % Films.Length]);
            if (deed.What == 7) Tell(new VerdictWithdrawn(A.Her, critic));
            else if (deed.What < 7) Tell(new VerdictRecorded(film, critic, Verdict(deed)));
            else List(critic, deed);
        }

        return entries;

        void Tell(Fact fact)
        {
            var position = entries.Count + 1;
            var recorded = First.AddDays(8).ToDateTime(TimeOnly.MinValue).AddHours(6 * position);
            entries.Add(new(position, new(recorded, TimeSpan.Zero), "editor:tests000", fact));
        }

        void List(CriticId critic, Deed deed)
        {
            var (revises, before) = heads.GetValueOrDefault(critic, (0, []));
            var films = Films.Where((_, i) => (deed.Films >> i & 1) == 1).ToImmutableArray();
            var kind = deed.Critic < 6 ? CriticKind.Person : CriticKind.Collective;
            if (films.IsEmpty && before.IsEmpty) return;
            Tell(films.IsEmpty
                ? new ListWithdrawn(critic, kind, Season, revises, before)
                : new ListPublished(
                    A.ListOf(critic.Value, kind, Season, [.. films.Select(film => film.Value)]) with
                    {
                        Published = deed.Day is { } day ? First.AddDays(day) : null,
                    },
                    revises, [.. before.Except(films)]));
            heads[critic] = (entries.Count, films);
        }
    }

    private static Verdict Verdict(Deed deed) => new(null, deed.What % 2 == 0 ? Thumb.Up : Thumb.Down)
    {
        Published = deed.Day is { } day ? First.AddDays(day) : null,
    };

    private static FilmChronicle? ChronicleOf(
        FilmId film, IReadOnlyList<LedgerEntry> story, DateOnly? only = null)
    {
        return FilmChronicle.Of(
            film, [.. story.Where(entry => Touches(entry, film))],
            [SeasonChronicle.Astray(Lists(story), [])], only);
    }

    private static bool Touches(LedgerEntry entry, FilmId film) => entry.Fact switch
    {
        FilmRegistered fact => fact.Film.Id == film,
        VerdictRecorded fact => fact.Film == film,
        VerdictWithdrawn fact => fact.Film == film,
        ListPublished fact => fact.List.Films.Contains(film) || fact.Dropped.Contains(film),
        ListWithdrawn fact => fact.Dropped.Contains(film),
        _ => false,
    };

    private static Standing Fold(FilmId film, IReadOnlyList<LedgerEntry> story, DateOnly day) =>
        Telling.Fold(film, story.Where(entry => !(entry.CountsFrom > day)))
            .Score(SeasonTotals.None, Calibration.BuiltIn);

    // A film hears of a list that went astray by entries that do not name it.
    private static bool Same(Standing one, Standing other) =>
        one.Equals(other with { Position = one.Position, Updated = one.Updated });

    private static LedgerEntry[] Lists(IReadOnlyList<LedgerEntry> story) =>
        [.. story.Where(entry => entry.Fact is ListPublished or ListWithdrawn)];

    private static CriticId CriticOf(LedgerEntry entry) => entry.Fact switch
    {
        ListPublished fact => fact.List.Critic,
        ListWithdrawn fact => fact.Critic,
        _ => throw new InvalidOperationException("No list."),
    };
}
