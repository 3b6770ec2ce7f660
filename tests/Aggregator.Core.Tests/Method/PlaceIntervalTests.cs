using System.Globalization;

namespace Aggregator.Tests.Method;

/// <summary>How far a film's place may be trusted.</summary>
public sealed class PlaceIntervalTests
{
    private static readonly Calibration Cal1 = Calibration.BuiltIn;

    [Fact]
    public void The_generator_gives_the_published_numbers()
    {
        using var vectors = Vectors.Json("prng_vectors.json");
        var published = vectors.RootElement;
        var draws = new Draws(1_234_567UL);

        Assert.All(published.GetProperty("splitmix64_seed1234567").EnumerateArray(), number =>
            Assert.Equal(number.GetString(), draws.Next().ToString(CultureInfo.InvariantCulture)));
        Assert.All(published.GetProperty("streams").EnumerateObject(), stream =>
        {
            var drawn = new Draws($"rank/1/{stream.Name}/2013");
            Assert.All(stream.Value.GetProperty("first_indices").EnumerateArray(), index =>
                Assert.Equal(index.GetInt32(), drawn.Below(149)));
        });
    }

    [Fact]
    public void Every_film_of_2013_has_the_published_interval()
    {
        var films = Vectors.Csv("acclaim_2013.csv").OrderBy(film => film["key"], StringComparer.Ordinal);
        var ids = films.Select((film, i) => (film["key"], Id: FilmId.Of($"film-{i:000}"))).ToDictionary();
        // Films that are not ranked stand on lists too.
        var others = FilmId.Of("another");
        FilmId IdOf(CsvRow row) => ids.GetValueOrDefault(row["film_key"], others);

        var lists = Ballots(IdOf);
        var honours = Vectors.Real("vectors", "honours_2013.csv").GroupBy(row => row["collective"])
            .OrderBy(collective => collective.Key, StringComparer.Ordinal)
            .Select((said, i) => ListOf(CriticId.Of($"jury-{i:000}"), CriticKind.Collective, said, IdOf));
        var standings = films.Select(film =>
            Acclaim2013Tests.StandingOf(film, Acclaim2013Tests.Totals2013) with { Film = ids[film["key"]] });

        var intervals = PlaceIntervals.Of(2013, standings, lists.Concat(honours), Cal1);

        Assert.Equal(165, intervals.Count);
        Assert.All(films, film => Assert.Equal(
            new PlaceInterval(film.Int("place_lo"), film.Int("place_hi")), intervals[ids[film["key"]]]));
    }

    [Fact]
    public void Every_place_by_the_lists_of_2013_has_the_published_interval()
    {
        var ids = new Dictionary<string, FilmId>();
        FilmId IdOf(string key) => ids.TryGetValue(key, out var id) ? id
            : ids[key] = FilmId.Of($"film-{ids.Count:000}");
        var ballots = Ballots(row => IdOf(row["film_key"]));
        var published = Vectors.Csv("rank_intervals_2013.csv");

        Assert.Equal(60, published.Count);
        foreach (var profile in published.GroupBy(row => row["profile"]))
        {
            Assert.True(RankingNames.TryRead(profile.Key, out var by));
            var places = ListPlaces.Of(2013, by, ballots);
            Assert.All(profile, film => Assert.Equal(
                new PlaceInterval(film.Int("rank_low"), film.Int("rank_high")),
                places.Find(IdOf(film["film_key"]), film.Int("rank"))));
        }
    }

    [Fact]
    public void Lists_in_any_order_give_the_same_intervals_of_the_places_that_their_points_make()
    {
        var random = new Random(20131);
        var lists = Enumerable.Range(0, 12).Select(critic => RandomList(random, critic)).ToArray();
        foreach (var by in Enum.GetValues<RankingBy>().Where(RankingNames.IsByLists))
        {
            var places = ListPlaces.Of(2013, by, lists);
            var points = lists.SelectMany(list => list.PointsGiven(by)).GroupBy(given => given.Film)
                .ToDictionary(film => film.Key, film => film.Sum(given => given.Points));

            random.Shuffle(lists);

            Assert.Equal(places.Digest, ListPlaces.Of(2013, by, lists).Digest);
            Assert.NotEqual(places.Digest, ListPlaces.Of(2013, by, lists[1..]).Digest);
            Assert.All(points, film => Assert.NotNull(
                places.Find(film.Key, 1 + points.Values.Count(others => others > film.Value))));
            Assert.Null(places.Find(FilmId.Of("unlisted"), 1));
        }
    }

    private static YearList RandomList(Random random, int critic)
    {
        var films = Enumerable.Range(0, 20).Select(film => FilmId.Of($"film-{film:00}")).ToArray();
        random.Shuffle(films);
        var places = films.Take(random.Next(1, 15)).Select(film => new[] { film }).ToArray();
        var heading = new YearList(CriticId.Of($"critic-{critic:00}"), CriticKind.Person, 2013)
        {
            Ranked = true,
        };
        return YearList.Of(heading, places, numbers: null).Value!;
    }

    private static YearList[] Ballots(Func<CsvRow, FilmId> idOf) =>
    [
        .. Vectors.Real("vectors", "ballots_2013.csv").GroupBy(row => row.Int("ballot_no"))
            .OrderBy(said => said.Key)
            .Select((said, i) => ListOf(CriticId.Of($"critic-{i:000}"), CriticKind.Person, said, idOf)),
    ];

    private static YearList ListOf(
        CriticId critic, CriticKind kind, IEnumerable<CsvRow> rows, Func<CsvRow, FilmId> idOf)
    {
        var places = rows.GroupBy(row => row.Int("group")).OrderBy(group => group.Key)
            .Select(group => new Place(NumberOf(group.First()), [.. group.Select(idOf)]));
        return new YearList(critic, kind, 2013) { Places = [.. places] };
    }

    // Honours have none here: no interval asks for it.
    private static int? NumberOf(CsvRow row) =>
        row.Has("printed_rank") ? row.IntOrNull("printed_rank") : null;
}
