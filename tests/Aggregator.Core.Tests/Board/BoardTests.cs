using Xunit;

namespace Aggregator.Tests.OfBoard;

public sealed class BoardTests
{
    private static readonly Board Empty = Board.Empty(Calibration.BuiltIn);
    private static readonly Film Her = A.Film("Her", 2013, "imdb:tt1798709");

    [Fact]
    public void A_registered_film_is_there_before_anybody_has_said_anything_about_it()
    {
        var board = Empty.After(A.Chunk(0, A.Registered(Her)));

        var found = board.Find(Her.Id)!;

        Assert.Equal(Her, found.Film);
        Assert.Equal(1, found.Revision);
        Assert.Equal(A.Day, found.Registered);
        Assert.Equal(2013, found.Standing.Totals?.Season);
        Assert.Equal(0, found.Standing.Verdicts.Count);
        Assert.Same(found, board.Find(Her.Id));
        Assert.Empty(board.Ranking(Scope.Of(2013), RankingBy.Acclaim).Page(null, 10));
        Assert.Null(board.Ranking(Scope.Of(2013), RankingBy.Acclaim).PlaceOf(Her.Id));
    }

    [Fact]
    public void A_ref_that_moves_leads_to_the_film_that_has_it_in_each_snapshot()
    {
        var other = A.Film("Her Too", 2014);
        var before = Empty.After(A.Chunk(0, A.Registered(Her), A.Registered(other)));

        var after = before.After(A.Chunk(
            2, A.Registered(Her with { Refs = [] }), A.Registered(other with { Refs = Her.Refs })));

        Assert.Equal(Her.Id, before.Find("imdb:tt1798709")?.Film.Id);
        Assert.Equal(Her.Id, before.Find("IMDB:tt1798709")?.Film.Id);
        Assert.Equal(Her.Id, before.Find("imdb:1798709")?.Film.Id);
        Assert.Equal(other.Id, after.Find("imdb:tt1798709")?.Film.Id);
        Assert.Equal(Her.Id, after.Find(Her.Id.Value)?.Film.Id);
        Assert.Null(after.Find("imdb:tt0000000"));
        Assert.Null(after.Find("nobody's"));
    }

    [Fact]
    public void A_film_that_nobody_has_heard_of_follows_its_seasons_totals()
    {
        var before = Empty.After(A.Chunk(0, A.Registered(Her)));
        var earlier = before.Find(Her.Id)!;

        var after = before.After(A.Chunk(1, new SeasonChange(new SeasonTotals(2013, 149, 31, 7))));

        Assert.Equal(0, earlier.Standing.Totals!.Lists);
        Assert.Equal(149, after.Find(Her.Id)!.Standing.Totals!.Lists);
        Assert.Equal(2, after.Find(Her.Id)!.Revision);
        Assert.Equal([new SeasonTotals(2013, 149, 31, 7)], after.Seasons);
        Assert.Equal(0, before.Find(Her.Id)!.Standing.Totals!.Lists);
    }

    [Fact]
    public void A_standing_waits_for_its_film()
    {
        var standing = new StandingChange(A.Standing(Her.Id, 2013, 10, 8));
        var before = Empty.After(A.Chunk(0, standing));

        var after = before.After(A.Chunk(1, A.Registered(Her)));

        Assert.Null(before.Find(Her.Id));
        Assert.Equal(0, before.FilmCount);
        Assert.Equal(0, before.Ranking(Scope.AllTime, RankingBy.Acclaim).Count);
        Assert.Equal(standing.Standing, after.Find(Her.Id)!.Standing);
        Assert.Equal(1, after.Ranking(Scope.AllTime, RankingBy.Acclaim).PlaceOf(Her.Id));
    }

    [Fact]
    public void A_film_that_changes_season_leaves_the_old_one()
    {
        var before = Empty.After(A.Chunk(
            0, A.Registered(Her), new StandingChange(A.Standing(Her.Id, 2013, 10, 8))));

        var after = before.After(A.Chunk(2, new StandingChange(A.Standing(Her.Id, 2014, 10, 8))));

        Assert.Equal(0, after.Ranking(Scope.Of(2013), RankingBy.Acclaim).Count);
        Assert.Equal(3, after.Ranking(Scope.Of(2013), RankingBy.Acclaim).Revision);
        Assert.Equal(1, after.Ranking(Scope.Of(2014), RankingBy.Acclaim).PlaceOf(Her.Id));
        Assert.Equal(1, before.Ranking(Scope.Of(2013), RankingBy.Acclaim).Count);
    }

    [Fact]
    public void A_new_title_changes_the_rankings_that_show_it_and_no_other()
    {
        var before = Empty.After(A.Chunk(
            0, A.Registered(Her), new StandingChange(A.Standing(Her.Id, 2013, 10, 8))));

        var after = before.After(A.Chunk(2, A.Registered(Her with { Title = "HER" })));

        var ranking = after.Ranking(Scope.Of(2013), RankingBy.Acclaim);
        Assert.Equal(3, ranking.Revision);
        Assert.Equal("HER", ranking.Page(null, 1)[0].Film.Film.Title);
        var earlier = before.Ranking(Scope.Of(2013), RankingBy.Acclaim);
        Assert.Equal("Her", earlier.Page(null, 1)[0].Film.Film.Title);
        Assert.Equal(0, after.Ranking(Scope.Of(2014), RankingBy.Acclaim).Revision);
    }

    [Fact]
    public void What_was_rendered_lives_until_what_it_shows_changes()
    {
        var (gravity, standing) = (A.Film("Gravity", 2013), A.Standing(Her.Id, 2013, 10, 8));
        var board = Empty.After(A.Chunk(0, A.Registered(Her), new StandingChange(standing)));
        board.Find(Her.Id)!.Rendered = "page";
        board.Ranking(Scope.AllTime, RankingBy.Acclaim).Rendered = "pages";

        var later = board.After(A.Chunk(2, A.Registered(gravity)));
        Assert.Equal("page", later.Find(Her.Id)!.Rendered);
        Assert.Equal("pages", later.Ranking(Scope.AllTime, RankingBy.Acclaim).Rendered);

        var latest = later.After(A.Chunk(3, new StandingChange(standing with { Position = 9 })));
        Assert.Null(later.Find(Her.Id)!.Rendered);
        Assert.Null(latest.Find(Her.Id)!.Rendered);
        Assert.Null(latest.Ranking(Scope.AllTime, RankingBy.Acclaim).Rendered);
    }

    [Fact]
    public void A_chunk_of_another_epoch_starts_from_nothing()
    {
        var before = Empty.After(A.Chunk(0, A.Registered(Her), A.Registered(A.Film("Gravity", 2013))));

        var after = before.After(A.Chunk(0, A.Registered(A.Film("Mud", 2012))) with { Epoch = "second" });

        Assert.Equal(("second", 1, 1), (after.Epoch, after.Revision, after.FilmCount));
        Assert.Null(after.Find(Her.Id));
        Assert.Equal(2, before.FilmCount);
    }

    [Fact]
    public void A_chunk_that_comes_twice_changes_nothing()
    {
        var first = A.Chunk(0, A.Registered(Her), new StandingChange(A.Standing(Her.Id, 2013, 10, 8)));
        var second = A.Chunk(2, new StandingChange(A.Standing(Her.Id, 2013, 12, 9)));
        var board = Empty.After(first).After(second);

        var again = board.After(first with { HeadRevision = 3, Settled = 3 });

        Assert.Same(board.Find(Her.Id), again.Find(Her.Id));
        Assert.Equal(board.Revision, again.Revision);
    }

    [Fact]
    public void Only_at_the_head_are_the_settled_position_and_the_rankings_revisions_taken_over()
    {
        var chunk = A.Chunk(0, A.Registered(Her), new StandingChange(A.Standing(Her.Id, 2013, 10, 8)));
        var onTheWay = Empty.After(chunk with { HeadRevision = 90, Settled = 77, ReachesHead = false });

        var atHead = onTheWay.After(new FeedChunk("epoch", 90, 77, []) { ReachesHead = true });

        Assert.Equal((2, 0), (onTheWay.Revision, onTheWay.Settled));
        Assert.Equal((90, 77), (atHead.Revision, atHead.Settled));
        Assert.Equal(90, atHead.Ranking(Scope.AllTime, RankingBy.Acclaim).Revision);
    }

    [Fact]
    public void Two_boards_made_from_one_do_not_disturb_each_other()
    {
        var (gravity, mud) = (A.Film("Gravity", 2013), A.Film("Mud", 2012));
        var before = Empty.After(A.Chunk(0, A.Registered(Her)));

        var one = before.After(A.Chunk(1, A.Registered(gravity)));
        var other = before.After(A.Chunk(1, A.Registered(mud)));

        Assert.NotNull(one.Find(gravity.Id));
        Assert.Null(one.Find(mud.Id));
        Assert.NotNull(other.Find(mud.Id));
        Assert.Null(other.Find(gravity.Id));
        Assert.Equal((2, 2), (one.FilmCount, other.FilmCount));
    }

    [Theory]
    [InlineData("all-time", null)]
    [InlineData("1870", 1870)]
    [InlineData("2200", 2200)]
    public void A_scope_is_all_time_or_a_year(string text, int? season)
    {
        Assert.True(Scope.TryRead(text, out var scope));
        Assert.Equal(season, scope.Season);
        Assert.Equal(text, scope.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1869")]
    [InlineData("2201")]
    [InlineData("02013")]
    [InlineData("+201")]
    [InlineData("All-Time")]
    public void Nothing_else_is_a_scope(string? text) => Assert.False(Scope.TryRead(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("abc")]
    [InlineData("żółw")]
    [InlineData("MjAxMyBhY2NsYWltIDEgMiBoZXItMjAxMw==")]
    public void A_malformed_cursor_is_refused(string text) =>
        Assert.False(RankingCursor.TryRead(text, Scope.Of(2013), RankingBy.Acclaim, out _));

    [Fact]
    public void A_cursor_is_of_one_ranking()
    {
        var cursor = new RankingCursor(Scope.Of(2013), RankingBy.Lists321, 268, 0, Her.Id);

        Assert.True(
            RankingCursor.TryRead(cursor.ToString(), Scope.Of(2013), RankingBy.Lists321, out var read));
        Assert.Equal(cursor, read);
        Assert.False(RankingCursor.TryRead(cursor.ToString(), Scope.AllTime, RankingBy.Lists321, out _));
        Assert.False(RankingCursor.TryRead(cursor.ToString(), Scope.Of(2013), RankingBy.Borda, out _));
        Assert.All(cursor.ToString(), c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    [Fact]
    public void Every_order_has_a_name_on_the_wire()
    {
        Assert.All(Enum.GetValues<RankingBy>(), by =>
        {
            Assert.True(RankingNames.TryRead(RankingNames.NameOf(by), out var read));
            Assert.Equal(by, read);
        });
        Assert.False(RankingNames.TryRead("Acclaim", out _));
    }
}
