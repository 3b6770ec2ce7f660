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
        var draws = new PlaceIntervals.Draws(1_234_567UL);

        Assert.All(published.GetProperty("splitmix64_seed1234567").EnumerateArray(), number =>
            Assert.Equal(number.GetString(), draws.Next().ToString(CultureInfo.InvariantCulture)));
        Assert.All(published.GetProperty("streams").EnumerateObject(), stream =>
        {
            var drawn = new PlaceIntervals.Draws($"rank/1/{stream.Name}/2013");
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

        var lists = Vectors.Real("vectors", "ballots_2013.csv").GroupBy(row => row.Int("ballot_no"))
            .OrderBy(said => said.Key)
            .Select((said, i) => ListOf(CriticId.Of($"critic-{i:000}"), CriticKind.Person, said, IdOf));
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

    private static YearList ListOf(
        CriticId critic, CriticKind kind, IEnumerable<CsvRow> rows, Func<CsvRow, FilmId> idOf)
    {
        var places = rows.GroupBy(row => row.Int("group")).OrderBy(group => group.Key)
            .Select(group => new Place(null, [.. group.Select(idOf)]));
        return new YearList(critic, kind, 2013) { Places = [.. places] };
    }
}
