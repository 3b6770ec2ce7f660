using CsCheck;
using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>What listeners are told of the Board's changes.</summary>
public sealed class NewsTests
{
    private const int FilmsMax = 60;
    private const int SeasonFirst = 2010;
    private const int SeasonCount = 3;

    private static readonly Board Empty = Board.Empty(Calibration.BuiltIn);
    private static readonly Film Her = A.Film("Her", 2013);

    /// <summary>One film is registered or scored; then a listener may ask, or may not.</summary>
    private readonly record struct Step(int Film, int Kind, int Season, int Portion);

    private static readonly Gen<Step[]> Steps =
        (from film in Gen.Int[0, FilmsMax - 1]
         from kind in Gen.Int[0, 4]
         from season in Gen.Int[0, SeasonCount - 1]
         from portion in Gen.Int[0, 5]
         select new Step(film, kind, season, portion)).Array[1, 400];

    [Fact]
    public void A_listener_that_asks_now_and_then_ends_with_the_latest_of_every_film() =>
        Gen.Select(Steps, Gen.Int[0, SeasonCount]).Sample((steps, season) =>
        {
            var filter = season == SeasonCount
                ? NewsFilter.Everything
                : new NewsFilter(Scope.Of(SeasonFirst + season));
            var (board, heard, told) = (Empty.After(A.Chunk(0)), new HeardTo("epoch", 0), Told());
            foreach (var step in steps)
            {
                board = board.After(A.Chunk(board.Revision, Change(step)));
                if (step.Portion > 0) heard = Ask(board, (heard, filter, step.Portion), told);
            }

            while (heard != board.Head) heard = Ask(board, (heard, filter, 3), told);

            var expected = All(board).Where(filter.Holds).ToDictionary(film => film.Film.Id);
            foreach (var (id, film) in expected) Assert.Same(film, told[id]);
            Assert.All(told.Keys.Except(expected.Keys), id => Assert.False(filter.Holds(board.Find(id)!)));
        }, iter: 40);

    [Fact]
    public void Whoever_resumes_from_any_revision_is_told_each_film_that_changed_since_once_and_in_order() =>
        Steps.Sample(steps =>
        {
            var board = steps.Aggregate(
                Empty, (board, step) => board.After(A.Chunk(board.Revision, Change(step))));
            for (var after = 0L; after <= board.Revision; after += 7)
            {
                var news = board.Since(new("epoch", after), NewsFilter.Everything, int.MaxValue);

                Assert.Equal(
                    All(board).Select(film => film.Revision).Where(revision => revision > after).Order(),
                    news.Films.Select(changed => changed.Revision));
                Assert.Equal((board.Head, false, false), (news.To, news.HasMore, news.IsReset));
            }
        }, iter: 20);

    [Fact]
    public void Those_who_heard_of_another_epoch_begin_from_nothing()
    {
        var board = Empty.After(A.Chunk(0, A.Registered(Her), A.Registered(A.Film("Mud", 2012))));

        var first = board.Since(new("before", 90), NewsFilter.Everything, 1);
        var second = board.Since(first.To, NewsFilter.Everything, 1);

        Assert.Equal((true, true), (first.IsReset, first.HasMore));
        Assert.Equal((false, false), (second.IsReset, second.HasMore));
        Assert.Equal(["her-2013", "mud-2012"], first.Films.Concat(second.Films).Select(Id));
        Assert.Equal(board.Head, second.To);
    }

    [Fact]
    public void A_board_that_is_behind_a_listener_tells_nothing_and_does_not_take_it_back()
    {
        var board = Empty.After(A.Chunk(0, A.Registered(Her)));

        var news = board.Since(new("epoch", 90), NewsFilter.Everything, 10);

        Assert.Empty(news.Films);
        Assert.Equal(new HeardTo("epoch", 90), news.To);
        Assert.Equal(90, board.Since(new("epoch", 90), new(Scope.AllTime, [Her.Id]), 10).To.Revision);
    }

    [Fact]
    public void Listeners_of_a_season_are_told_when_a_film_leaves_it()
    {
        var board = Empty.After(
            A.Chunk(0, A.Registered(Her), new StandingChange(A.Standing(Her.Id, 2013, 9, 8))));
        var heard = board.Head;

        board = board.After(A.Chunk(2, new StandingChange(A.Standing(Her.Id, 2014, 9, 8))));

        Assert.Single(board.Since(heard, new(Scope.Of(2013)), 10).Films);
        Assert.Single(board.Since(heard, new(Scope.Of(2014)), 10).Films);
        Assert.Empty(board.Since(heard, new(Scope.Of(2012)), 10).Films);
    }

    [Fact]
    public void Whoever_named_what_nobody_knows_is_called_when_films_are_registered_and_not_judged()
    {
        var filter = new NewsFilter(Scope.AllTime, []) { Unknown = ["late-2013"] };
        var board = Empty.After(A.Chunk(0, A.Registered(Her)));
        var judged = board.After(A.Chunk(1, new StandingChange(A.Standing(Her.Id, 2013, 9, 8))));
        var registered = judged.After(A.Chunk(2, A.Registered(A.Film("Late", 2013))));

        Assert.False(new NewsSummary(board, judged).Concerns(filter));
        Assert.True(new NewsSummary(judged, registered).Concerns(filter));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_they_are_of_one_that_nobody_has_spoken_of_whatever_becomes_of_it_then(bool isJudged)
    {
        var moved = A.Registered(Her with { Season = 2014 });
        var board = Empty.After(A.Chunk(0, A.Registered(Her)));
        var heard = board.Head;

        board = board.After(isJudged
            ? A.Chunk(1, moved, new StandingChange(A.Standing(Her.Id, 2014, 9, 8)))
            : A.Chunk(1, moved));

        Assert.Single(board.Since(heard, new(Scope.Of(2013)), 10).Films);
        Assert.Single(board.Since(heard, new(Scope.Of(2014)), 10).Films);
        Assert.Empty(board.Since(heard, new(Scope.Of(2012)), 10).Films);
    }

    [Fact]
    public void A_film_on_a_list_of_a_year_is_of_that_season_too()
    {
        var standing = A.Standing(Her.Id, 2013, 9, 8) with { Years = [A.Year(2014, 6)] };
        var board = Empty.After(A.Chunk(0, A.Registered(Her), new StandingChange(standing)));
        var heard = board.Head;

        Assert.Single(board.Since(new("epoch", 0), new(Scope.Of(2014)), 10).Films);
        board = board.After(A.Chunk(2, new StandingChange(standing with { Years = [] })));
        Assert.Single(board.Since(heard, new(Scope.Of(2014)), 10).Films);
    }

    [Fact]
    public void Totals_of_its_season_are_news_of_an_unheard_film_only_to_those_who_named_it()
    {
        var board = Empty.After(A.Chunk(0, A.Registered(Her)));
        var heard = board.Head;

        board = board.After(A.Chunk(1, new SeasonChange(new SeasonTotals(2013, 1, 0, 7))));

        Assert.Empty(board.Since(heard, NewsFilter.Everything, 10).Films);
        var told = Assert.Single(board.Since(heard, new(Scope.AllTime, [Her.Id]), 10).Films);
        Assert.Equal((2, 1), (told.Revision, told.Film.Standing.Totals!.Lists));
        var toAll = Assert.Single(board.Since(new("epoch", 0), NewsFilter.Everything, 10).Films);
        Assert.Equal(1, toAll.Revision);
    }

    [Theory]
    [InlineData("7", "now", 7)]
    [InlineData("0", "now", 0)]
    [InlineData("3fa9-90133", "3fa9", 90133)]
    [InlineData("a-b-9223372036854775807", "a-b", long.MaxValue)]
    public void How_far_they_have_heard_is_an_epoch_and_a_revision(string text, string epoch, long revision)
    {
        Assert.True(HeardTo.TryRead(text, "now", out var heard));

        Assert.Equal(new HeardTo(epoch, revision), heard);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-7")]
    [InlineData("3fa9-")]
    [InlineData("3fa9--7")]
    [InlineData("3FA9-7")]
    [InlineData("a b-7")]
    [InlineData("7.5")]
    [InlineData("+7")]
    [InlineData("9223372036854775808")]
    public void Nothing_else_says_how_far(string? text) => Assert.False(HeardTo.TryRead(text, "now", out _));

    private static Dictionary<FilmId, BoardFilm> Told() => [];

    private static HeardTo Ask(
        Board board, (HeardTo Heard, NewsFilter Filter, int First) ask, Dictionary<FilmId, BoardFilm> told)
    {
        var news = board.Since(ask.Heard, ask.Filter, ask.First);
        Assert.True(news.Films.Length <= ask.First);
        foreach (var changed in news.Films) told[changed.Film.Film.Id] = changed.Film;
        return news.To;
    }

    private static IEnumerable<BoardFilm> All(Board board) =>
        board.Catalogue.Films(null, FilmsMax).Select(film => board.Find(film.Id)!);

    private static string Id(ChangedFilm changed) => changed.Film.Film.Id.Value;

    private static Change Change(Step step)
    {
        var film = new Film(A.FilmIdOf(step.Film), $"Film {step.Film}") { Year = SeasonFirst };
        if (step.Kind == 0) return A.Registered(film);
        return new StandingChange(A.Standing(film.Id, SeasonFirst + step.Season, 9, step.Kind));
    }
}
