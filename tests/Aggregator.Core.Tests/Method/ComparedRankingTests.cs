using System.Text.Json;
using CsCheck;

namespace Aggregator.Tests.Method;

/// <summary>Orders that come of all lists of a season at once.</summary>
public sealed class ComparedRankingTests
{
    private static readonly Gen<YearList[]> AnyLists =
        from films in Gen.Int[1, 9]
        from lists in AnyPlaces(films).Array[0, 12]
        select lists.Select((places, i) => ListOf(i, places)).ToArray();

    public static TheoryData<string> Published()
    {
        using var examples = Vectors.Json("condorcet_examples.json");
        return [.. examples.RootElement.EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_elections_come_out_as_published(string name)
    {
        using var examples = Vectors.Json("condorcet_examples.json");
        var example = examples.RootElement.EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == name);
        var lists = ListsOf(example.GetProperty("ballots")).ToArray();

        Assert.All(example.GetProperty("expected").EnumerateObject(), expected =>
        {
            var by = expected.Name.StartsWith("ranked", StringComparison.Ordinal)
                ? RankingBy.RankedPairs
                : RankingBy.Schulze;
            var films = Order(by, lists);
            if (expected.Name.EndsWith("_winning", StringComparison.Ordinal))
                Assert.Equal(Names(expected.Value), films.Select(film => film.Film.Value));
            if (expected.Name.EndsWith("_winner", StringComparison.Ordinal))
            {
                Assert.Equal(Names(expected.Value),
                    films.Where(film => film.Place == 1).Select(film => film.Film.Value));
            }
        });
    }

    [Theory]
    [InlineData(RankingBy.Schulze)]
    [InlineData(RankingBy.RankedPairs)]
    [InlineData(RankingBy.PlackettLuce)]
    public void The_season_of_2013_comes_out_as_published(RankingBy by)
    {
        var rows = Vectors.Real("vectors", "ballots_2013.csv").ToArray();
        var ids = rows.Select(row => row["film_key"]).Distinct().Order(StringComparer.Ordinal)
            .Select((key, i) => (key, FilmId.Of($"film-{i:000}"))).ToDictionary();
        var lists = rows.GroupBy(row => row.Int("ballot_no")).Select(said => ListOf(
            said.Key,
            [
                .. said.GroupBy(row => row.Int("group")).OrderBy(group => group.Key)
                    .Select(group => group.Select(row => ids[row["film_key"]]).ToArray()),
            ]));

        var films = Order(by, lists);

        Assert.Equal(196, films.Length);
        var published = Vectors.Csv("profiles_2013.csv")
            .Where(row => row["profile"] == RankingNames.NameOf(by)).ToArray();
        Assert.Equal(15, published.Length);
        Assert.All(published, row =>
        {
            var film = films.Single(film => film.Film == ids[row["film_key"]]);
            Assert.Equal(row.Int("rank"), film.Place);
            Assert.Equal(row.Decimal("points_integer_units"), film.Value, 6);
        });
    }

    [Fact]
    public void Paths_are_as_strong_as_if_every_one_were_walked() => AnyLists.Sample(lists =>
    {
        var counts = new PairwiseCounts(ComparedLists.Of(lists));

        Assert.Equal(WinsByWalking(counts), PairwiseProfiles.Schulze(counts));
    });

    [Fact]
    public void Locked_pairs_hold_what_can_be_walked_and_no_circle() => AnyLists.Sample(lists =>
    {
        var counts = new PairwiseCounts(ComparedLists.Of(lists));

        Assert.Equal(WinsByLocking(counts), PairwiseProfiles.RankedPairs(counts));
    });

    [Fact]
    public void A_film_stands_before_another_on_as_many_lists_as_say_so() => AnyLists.Sample(lists =>
    {
        var compared = ComparedLists.Of(lists);
        var counts = new PairwiseCounts(compared);

        for (var film = 0; film < counts.Films; film++)
        {
            for (var other = 0; other < counts.Films; other++)
            {
                var said = compared.Lists.Count(groups => GroupOf(groups, film) < GroupOf(groups, other));
                Assert.Equal(film == other ? 0 : said, counts[film, other]);
            }
        }
    });

    [Fact]
    public void Worths_make_one_and_do_not_depend_on_the_order_of_lists() => AnyLists.Sample(lists =>
    {
        var worths = PlackettLuce.Worths(ComparedLists.Of(lists));

        Assert.Equal(worths, PlackettLuce.Worths(ComparedLists.Of(lists.Reverse())));
        Assert.All(worths, worth => Assert.InRange(worth, double.Epsilon, 1));
        if (lists.Length > 0) Assert.Equal(1, worths.Sum(), 9);
    }, iter: 30);

    [Fact]
    public void Two_films_of_which_one_is_always_preferred_are_worth_what_the_ghost_leaves_them()
    {
        YearList[] lists = [.. Enumerable.Range(0, 3).Select(i => ListOf(i, [[Id("a")], [Id("b")]]))];

        var films = Order(RankingBy.PlackettLuce, lists);

        // The first is chosen three times out of both; each wins and loses a half against a ghost of worth g.
        Assert.Equal([1, 2], films.Select(film => film.Place));
        var (a, b) = ((double)films[0].Value, (double)films[1].Value);
        var g = GhostOf(a, b);
        Assert.Equal(3.5 / (3 + (1 / (a + g))), a, 9);
        Assert.Equal(0.5 / (3 + (1 / (b + g))), b, 9);
    }

    [Theory]
    [InlineData(8, 10)]
    [InlineData(100, 6)]
    [InlineData(1_000, 10)]
    public void Worths_of_lists_that_all_say_the_same_come_to_rest(int lists, int films)
    {
        FilmId[][] places = [.. Enumerable.Range(0, films).Select(film => new[] { Id($"f{film:00}") })];

        var worths = PlackettLuce.Worths(ComparedLists.Of(
            Enumerable.Range(0, lists).Select(i => ListOf(i, places))));

        var (ghost, above) = (1e-30, 1.0);
        while (above / ghost > 1 + 1e-12)
        {
            var between = Math.Sqrt(above * ghost);
            if (worths.Sum(worth => between / (worth + between)) < films / 2.0) ghost = between;
            else above = between;
        }

        for (var (film, asked) = (0, 0.0); film < films; film++)
        {
            // The last of a whole list is never chosen out of anything.
            var won = film < films - 1 ? lists : 0;
            if (won > 0) asked += won / worths[film..].Sum();
            var rests = (won + 0.5) / (asked + (1 / (worths[film] + ghost)));
            Assert.Equal(1, rests / worths[film], 1e-8);
        }
    }

    [Fact]
    public void Pages_go_on_after_a_cursor_whether_or_not_its_film_is_still_there()
    {
        var lists = Enumerable.Range(0, 5).Select(i => ListOf(i, [[Id("a"), Id("c")], [Id("b")], [Id("d")]]));
        var ranking = ComparedRanking.Of(RankingBy.Schulze, lists).Value!;
        var cursor = ranking.CursorAfter(1, Scope.Of(2013));

        Assert.Equal(["a", "c", "b", "d"], ranking.Films.Select(film => film.Film.Value));
        Assert.Equal(0, ranking.CountUpTo(null));
        Assert.Equal(2, ranking.CountUpTo(cursor));
        Assert.Equal(2, ranking.CountUpTo(cursor with { Film = Id("zz") }));
        Assert.Equal(1, ranking.CountUpTo(cursor with { Film = Id("aa") }));
        Assert.Equal(4, ranking.CountUpTo(cursor with { First = 0, Film = Id("zz") }));
    }

    [Fact]
    public void Circles_make_it_a_draw_and_collectives_have_no_say()
    {
        YearList[] lists =
        [
            ListOf(0, [[Id("a")], [Id("b")], [Id("c")]]), ListOf(1, [[Id("b")], [Id("c")], [Id("a")]]),
            ListOf(2, [[Id("c")], [Id("a")], [Id("b")]]),
            ListOf(3, [[Id("a")], [Id("d")]]) with { Kind = CriticKind.Collective },
        ];

        Assert.Equal([1, 1, 1], Order(RankingBy.Schulze, lists).Select(film => film.Place));
        // Of equal majorities the one that comes first by its ids is locked first.
        Assert.Equal(["a", "b", "c"], Order(RankingBy.RankedPairs, lists).Select(film => film.Film.Value));
        Assert.Empty(Order(RankingBy.PlackettLuce, []));
    }

    [Theory]
    [InlineData(2_019, null)]
    [InlineData(2_501, "season-too-large")]
    public void A_season_of_too_many_films_is_refused(int films, string? code)
    {
        var lists = Enumerable.Range(0, films).Chunk(500).Select(
            (named, list) => ListOf(list, [[.. named.Select(film => Id($"film-{film}"))]]));

        Assert.Equal(code, ComparedRanking.Of(RankingBy.Schulze, lists).Refusal?.Code);
    }

    // One win in all against two films: g (1 / (a + g) + 1 / (b + g)) = 1, of which g² = ab is what is left.
    private static double GhostOf(double a, double b) => Math.Sqrt(a * b);

    private static ComparedFilm[] Order(RankingBy by, IEnumerable<YearList> lists) =>
        [.. ComparedRanking.Of(by, lists).Value!.Films];

    // Every path, its films in any order, is walked by trying each film as the next step.
    private static int[] WinsByWalking(PairwiseCounts counts)
    {
        var films = counts.Films;
        int Strongest(int from, int to, int weakest, int visited)
        {
            if (from == to) return weakest;
            var best = 0;
            for (var next = 0; next < films; next++)
            {
                if ((visited & (1 << next)) != 0 || counts[from, next] <= counts[next, from]) continue;
                var strength = Math.Min(weakest, counts[from, next]);
                if (strength <= best) continue;
                best = Math.Max(best, Strongest(next, to, strength, visited | (1 << next)));
            }

            return best;
        }

        int Path(int from, int to) => from == to ? 0 : Strongest(from, to, int.MaxValue, 1 << from);
        return
        [
            .. Enumerable.Range(0, films).Select(film =>
                Enumerable.Range(0, films).Count(other => Path(film, other) > Path(other, film))),
        ];
    }

    private static int[] WinsByLocking(PairwiseCounts counts)
    {
        var locked = new HashSet<(int Film, int Other)>();
        bool Reaches(int film, int other) => film == other
            || locked.Any(pair => pair.Film == film && Reaches(pair.Other, other));

        var all = Enumerable.Range(0, counts.Films).ToArray();
        var majorities = from film in all
                         from other in all
                         where counts[film, other] > counts[other, film]
                         orderby counts[film, other] descending, counts[other, film], film, other
                         select (film, other);
        foreach (var pair in majorities)
            if (!Reaches(pair.other, pair.film)) locked.Add(pair);
        return [.. all.Select(film => all.Count(other => other != film && Reaches(film, other)))];
    }

    private static int GroupOf(int[][] groups, int film)
    {
        var at = Array.FindIndex(groups, group => group.Contains(film));
        return at < 0 ? groups.Length : at;
    }

    private static Gen<FilmId[][]> AnyPlaces(int films) =>
        from order in Gen.Shuffle(Enumerable.Range(0, films).ToArray())
        from named in Gen.Int[1, films]
        from ties in Gen.Bool.Array[films]
        select Grouped([.. order.Take(named)], ties);

    private static FilmId[][] Grouped(int[] films, bool[] ties)
    {
        var places = new List<List<FilmId>>();
        for (var i = 0; i < films.Length; i++)
        {
            if (i == 0 || !ties[i]) places.Add([]);
            places[^1].Add(Id($"f{films[i]}"));
        }

        return [.. places.Select(place => place.ToArray())];
    }

    private static IEnumerable<YearList> ListsOf(JsonElement said)
    {
        var number = 0;
        foreach (var one in said.EnumerateArray())
        {
            var ranking = one.GetProperty("ranking").EnumerateArray();
            FilmId[][] places = [.. ranking.Select(place => Names(place).Select(Id).ToArray())];
            var count = one.GetProperty("count").GetInt32();
            for (var i = 0; i < count; i++) yield return ListOf(number++, places);
        }
    }

    private static string[] Names(JsonElement names) =>
        [.. names.EnumerateArray().Select(name => name.GetString()!.ToLowerInvariant())];

    private static YearList ListOf(int critic, FilmId[][] places) =>
        new(CriticId.Of($"critic-{critic:000}"), CriticKind.Person, 2013)
        {
            Places = [.. places.Select(films => new Place(null, [.. films]))],
        };

    private static FilmId Id(string slug) => FilmId.Of(slug);
}
