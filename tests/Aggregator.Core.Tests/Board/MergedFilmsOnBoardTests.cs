using Xunit;

namespace Aggregator.Tests.OfBoard;

public sealed class MergedFilmsOnBoardTests
{
    private static readonly Film Her = A.Film("Her", 2013, "imdb:tt1");
    private static readonly Film Copy = A.Film("Elle", 2014, "imdb:tt2", "tmdb:2");
    private static readonly Film Third = A.Film("Gravity", 2013);
    private static readonly Scope Season = Scope.Of(2013);

    private static readonly Board Before = Board.Empty(Calibration.BuiltIn).After(A.Chunk(
        0, A.Registered(Her), A.Registered(Copy), A.Registered(Third),
        new StandingChange(A.Standing(Her.Id, 2013, 9, 8)),
        new StandingChange(A.Standing(Copy.Id, 2013, 9, 9))));

    [Fact]
    public void A_merged_film_is_in_no_ranking_page_or_search_and_its_names_lead_to_the_other()
    {
        var board = Before.After(A.Chunk(5, Merged(Copy, Her)));

        Assert.Null(board.Find(Copy.Id));
        Assert.Null(board.Find("imdb:tt2"));
        Assert.Equal(Her.Id, board.FindAnswering("imdb:tt2")!.Film.Id);
        Assert.Equal([Her.Id], Ranked(board));
        Assert.Equal(2, Ranked(Before).Count);
        Assert.Equal(2, board.FilmCount);
        Assert.Equal([Third.Id, Her.Id], board.Catalogue.Films(null, 10).Select(film => film.Id));
        Assert.Equal(Her.Id, Assert.Single(board.Catalogue.Search("elle", 10)).Film!.Id);
        Assert.Equal(Her, board.Catalogue.Resolve(new FilmAsked(null, "Elle", 2014)).Film);
        Assert.Equal(["elle-2014", "imdb:tt2", "tmdb:2"], board.Catalogue.AliasesOf(Her.Id));
        Assert.Equal((4, 6), (Before.Find(Her.Id)!.Revision, board.Find(Her.Id)!.Revision));
    }

    [Fact]
    public void A_split_film_is_back_with_what_became_known_of_it_meanwhile()
    {
        var board = Before
            .After(A.Chunk(5, Merged(Copy, Her)))
            .After(A.Chunk(6, new StandingChange(A.Standing(Copy.Id, 2013, 11, 2))))
            .After(A.Chunk(7, Split(Copy, Her)));

        Assert.Equal([Her.Id, Copy.Id], Ranked(board));
        Assert.Equal(11, board.Find("imdb:tt2")!.Standing.Verdicts.Count);
        Assert.Equal(3, board.FilmCount);
        Assert.Empty(board.Catalogue.AliasesOf(Her.Id));
        Assert.Equal((8, 8), (board.Find(Her.Id)!.Revision, board.Find(Copy.Id)!.Revision));
    }

    [Fact]
    public void Chains_lead_to_the_end_and_come_apart_where_they_are_cut()
    {
        var chained = Before.After(A.Chunk(5, Merged(Copy, Her, 10), Merged(Her, Third, 11)));
        Assert.Equal(Third.Id, chained.FindAnswering("tmdb:2")!.Film.Id);
        Assert.Equal(5, chained.Catalogue.AliasesOf(Third.Id).Length);

        var cut = chained.After(A.Chunk(7, Split(Her, Third, 12)));
        Assert.Equal(Her.Id, cut.FindAnswering("tmdb:2")!.Film.Id);
        Assert.Equal(3, cut.Catalogue.AliasesOf(Her.Id).Length);
        Assert.Equal([Her.Id], Ranked(cut));
    }

    [Fact]
    public void Whoever_starts_late_has_the_same_board_in_whatever_order_the_latest_comes()
    {
        var followed = Before.After(A.Chunk(5, Merged(Copy, Her), new StandingChange(
            A.Standing(Copy.Id, 2013, 0, 0))));
        var changes = new Change[]
        {
            Merged(Copy, Her), new StandingChange(A.Standing(Copy.Id, 2013, 0, 0)), A.Registered(Copy),
            A.Registered(Her), new StandingChange(A.Standing(Her.Id, 2013, 9, 8)), A.Registered(Third),
        };

        var late = new BoardFill(Calibration.BuiltIn).Take(A.Chunk(0, changes))!;

        Assert.Equal(Ranked(followed), Ranked(late));
        Assert.Equal(followed.FilmCount, late.FilmCount);
        Assert.Equal(Her.Id, late.FindAnswering("imdb:tt2")!.Film.Id);
        Assert.Null(late.Find(Copy.Id));
        Assert.Equal(
            [Third.Id, Her.Id], late.Catalogue.Films(null, 10).Select(film => film.Id));
    }

    [Fact]
    public void Whoever_follows_the_film_that_goes_hears_of_the_one_that_answers()
    {
        var board = Before.After(A.Chunk(5, Merged(Copy, Her)));
        var filter = NewsFilter.Everything with { Films = [Copy.Id] };

        Assert.True(new NewsSummary(Before, board).Concerns(filter));
        Assert.Equal(Her.Id, Assert.Single(board.Since(Before.Head, filter, 10).Films).Film.Film.Id);
        var later = board.After(A.Chunk(6, new StandingChange(A.Standing(Her.Id, 2013, 10, 8))));
        Assert.True(new NewsSummary(board, later).Concerns(filter));
        Assert.Equal(Her.Id, Assert.Single(later.Since(board.Head, filter, 10).Films).Film.Film.Id);
    }

    [Fact]
    public void Whoever_follows_the_first_of_several_merges_hears_of_each_that_goes()
    {
        var board = Before.After(A.Chunk(5, Merged(Copy, Her)));
        var filter = NewsFilter.Everything with { Films = [Copy.Id] };
        var later = board.After(A.Chunk(6, Merged(Her, Third, position: 11)));

        Assert.True(new NewsSummary(board, later).Concerns(filter));
        var news = later.Since(board.Head, filter, 10);
        Assert.Equal([new GoneFilm(7, Her.Id, Third.Id)], news.Gone);
        Assert.Equal(Third.Id, Assert.Single(news.Films).Film.Film.Id);
        Assert.Equal(
            [new GoneFilm(6, Copy.Id, Third.Id), new GoneFilm(7, Her.Id, Third.Id)],
            later.Since(Before.Head, filter, 10).Gone);
    }

    [Theory]
    [InlineData(2013, true)]
    [InlineData(2014, false)]
    [InlineData(null, true)]
    public void Whoever_follows_a_season_hears_that_a_merged_film_left_it(int? season, bool hears)
    {
        var filter = new NewsFilter(season is { } year ? Scope.Of(year) : Scope.AllTime);
        var board = Before.After(A.Chunk(5, Merged(Copy, Third)));
        var later = board.After(A.Chunk(6, new StandingChange(A.Standing(Copy.Id, 2013, 0, 0))));

        GoneFilm[] gone = hears ? [new(6, Copy.Id, Third.Id)] : [];
        Assert.Equal(hears, new NewsSummary(Before, board).Concerns(filter));
        Assert.Equal(gone, board.Since(Before.Head, filter, 1).Gone);
        Assert.Equal(gone, later.Since(Before.Head, filter, 10).Gone);
        Assert.Empty(later.Since(board.Head, filter, 10).Gone);
        Assert.Empty(later.After(A.Chunk(7, Split(Copy, Third))).Since(Before.Head, filter, 10).Gone);
    }

    [Fact]
    public void Registering_what_was_merged_means_the_film_that_answers_and_leaves_its_title_and_refs()
    {
        var board = Before.After(A.Chunk(5, Merged(Copy, Her)));
        var wanted = new FilmWanted("Elle", 2014) { Refs = [FilmRef.Of("imdb:tt2"), FilmRef.Of("bfi:7")] };

        var named = new Registrar(board.Catalogue).Film(Copy.Id, wanted).Value!;
        var titled = new Registrar(board.Catalogue).Film(wanted).Value!;

        var expected = Her with { Refs = [FilmRef.Of("bfi:7"), FilmRef.Of("imdb:tt1")] };
        Assert.Equal((expected, RegistrationStep.Revised), (named.Film, named.Step));
        Assert.Equal((expected, RegistrationStep.Revised), (titled.Film, titled.Step));
        Assert.Equal("elle-2014-2", new Registrar(board.Catalogue)
            .Film(wanted with { Distinct = true, Refs = [] }).Value!.Film.Id.Value);
    }

    [Fact]
    public void Registering_by_the_title_that_a_merged_films_id_was_made_from_means_the_film_that_answers()
    {
        var known = new Film(FilmId.Of("the-hunt-2012"), "The Hunt, as it was") { Year = 2012 };
        var (answers, second) = (A.Film("Jagten", 2012), new Film(FilmId.Of("the-hunt-2012-2"), "The Hunt")
        {
            Year = 2012,
        });
        var board = Board.Empty(Calibration.BuiltIn).After(A.Chunk(
            0, A.Registered(known), A.Registered(answers), A.Registered(second), Merged(known, answers)));

        var decided = new Registrar(board.Catalogue).Film(new FilmWanted("The Hunt", 2012)).Value!;

        Assert.Equal((answers, RegistrationStep.Unchanged), (decided.Film, decided.Step));
    }

    [Fact]
    public void A_film_of_the_title_that_was_merged_is_another_where_it_has_another_ref()
    {
        var board = Before.After(A.Chunk(5, Merged(Copy, Third)));

        var another = new Registrar(board.Catalogue).Film(
            new FilmWanted("Elle", 2014) { Refs = [FilmRef.Of("imdb:tt9")] }).Value!;
        var same = new Registrar(board.Catalogue).Film(
            new FilmWanted("Elle", 2014) { Refs = [FilmRef.Of("bfi:7")] }).Value!;

        Assert.Equal(("elle-2014-2", RegistrationStep.New), (another.Film.Id.Value, another.Step));
        Assert.Equal(Third.Id, same.Film.Id);
    }

    [Fact]
    public void One_batch_may_name_a_film_by_its_own_title_and_by_that_of_one_that_was_merged()
    {
        var registrar = new Registrar(Before.After(A.Chunk(5, Merged(Copy, Her))).Catalogue);

        registrar.Film(new FilmWanted("Her", 2013) { Refs = [FilmRef.Of("bfi:7")] });
        var film = registrar.Film(new FilmWanted("Elle", 2014) { Refs = [FilmRef.Of("rt:8")] }).Value!.Film;

        Assert.Equal(
            ["bfi:7", "imdb:tt1", "rt:8"], film.Refs.Select(reference => reference.ToString()));
    }

    private static List<FilmId> Ranked(Board board) =>
        [.. board.Ranking(Season, RankingBy.Acclaim).Page(null, 10).Select(item => item.Film.Film.Id)];

    private static FilmMergeChange Merged(Film from, Film into, long position = 10) =>
        new(new FilmMerge(from.Id, into.Id, position), IsMerged: true);

    private static FilmMergeChange Split(Film film, Film from, long position = 11) =>
        new(new FilmMerge(film.Id, from.Id, position), IsMerged: false);
}
