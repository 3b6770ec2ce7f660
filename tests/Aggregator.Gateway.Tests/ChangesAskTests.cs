using Aggregator.Gateway.Changes;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Tests;

public sealed class ChangesAskTests
{
    private static readonly FilmId Her = FilmId.Of("her-2013");
    private static readonly FilmId Copy = FilmId.Of("her-2014");

    [Fact]
    public void Whoever_names_a_film_that_was_merged_hears_of_it_once_it_is_split_off()
    {
        var merged = CopyMerged();

        foreach (var named in new[] { "her-2014", "imdb:tt2" })
        {
            var filter = new ChangesAsk(null, named, null, null, null).Read(merged);
            var split = Told(merged, new FilmMergeChange(new(Copy, Her, 4), IsMerged: false));

            Assert.Empty(filter.Unknown);
            Assert.Equal(Her, Assert.Single(merged.Since(default, filter, 10).Films).Film.Film.Id);
            Assert.Equal(Copy, Assert.Single(split.Since(merged.Head, filter, 10).Films).Film.Film.Id);
        }
    }

    [Fact]
    public void What_is_found_later_joins_what_was_found_before_though_that_has_lost_the_ref_it_was_named_by()
    {
        var board = Told(
            Board.Empty(Calibration.BuiltIn),
            Registered(new Film(Her, "Her") { Refs = [FilmRef.Of("imdb:tt1")] }));
        var filter = new ChangesAsk(null, "imdb:tt1,imdb:tt2", null, null, null).Read(board);

        var later = filter.FoundOn(Told(
            board,
            Registered(new Film(Her, "Her") { Refs = [FilmRef.Of("imdb:tt3")] }),
            Registered(new Film(Copy, "Her") { Refs = [FilmRef.Of("imdb:tt2")] })));

        Assert.Equal("imdb:tt2", Assert.Single(filter.Unknown));
        Assert.Equal(["her-2013", "her-2014"], later.Films!.Select(film => film.Value).Order());
        Assert.Empty(later.Unknown);
    }

    [Fact]
    public void A_film_that_was_merged_since_it_was_ranked_is_called_as_what_it_is_now() =>
        Assert.Equal(Her, CopyMerged().Called(Copy).Id);

    private static Board CopyMerged() => Told(
        Board.Empty(Calibration.BuiltIn),
        Registered(new Film(Her, "Her")),
        Registered(new Film(Copy, "Her") { Refs = [FilmRef.Of("imdb:tt2")] }),
        new FilmMergeChange(new(Copy, Her, 3), IsMerged: true));

    private static FilmChange Registered(Film film) => new(film, 1, DateTimeOffset.UnixEpoch);

    private static Board Told(Board board, params Change[] changes)
    {
        for (var i = 0; i < changes.Length; i++)
            changes[i] = changes[i] with { Revision = board.Revision + i + 1 };
        var head = board.Revision + changes.Length;
        return board.After(new FeedChunk("e", head, 9, [.. changes]));
    }
}
