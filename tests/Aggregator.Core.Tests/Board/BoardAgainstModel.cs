using CsCheck;
using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>The Board against what anybody would write with a sorted list.</summary>
public sealed class BoardAgainstModel
{
    private const int FilmsMax = 400;
    private const int SeasonFirst = 2010;
    private const int SeasonCount = 3;

    /// <summary>What one step does to one film; few different numbers, so that films tie often.</summary>
    private readonly record struct Step(int Film, int Kind, int Season, int Grade, int Count);

    private static readonly Gen<Step> AnyStep =
        from film in Gen.Int[0, FilmsMax - 1]
        from kind in Gen.Int[0, 9]
        from season in Gen.Int[0, SeasonCount - 1]
        from grade in Gen.Int[0, 12]
        from count in Gen.Int[0, 14]
        select new Step(film, kind, season, grade, count);

    private static readonly Gen<Step[][]> Chunks = AnyStep.Array[1, 300].Array[1, 12];

    [Fact]
    public void Every_ranking_is_what_sorting_all_films_gives() => Chunks.Sample(chunks =>
    {
        var (board, model) = (Board.Empty(Calibration.BuiltIn), new Model());
        foreach (var steps in chunks)
        {
            var before = model.Clone();
            var earlier = board;
            board = board.After(model.Take(steps));

            Agree(board, model);
            Agree(earlier, before);
        }
    }, iter: 12);

    [Fact]
    public void Pages_by_cursor_go_through_a_ranking_once_and_in_order() =>
        Gen.Select(Chunks, Gen.Int[1, 50]).Sample((chunks, first) =>
        {
            var (board, model) = (Board.Empty(Calibration.BuiltIn), new Model());
            foreach (var steps in chunks) board = board.After(model.Take(steps));

            foreach (var (scope, by) in Model.All)
            {
                var ranking = board.Ranking(scope, by);
                var walked = new List<RankedFilm>();
                RankingCursor? after = null;
                for (var page = ranking.Page(after, first); page.Count > 0; page = ranking.Page(after, first))
                {
                    walked.AddRange(page);
                    var text = ranking.CursorAfter(page[^1].Film).ToString();
                    Assert.True(RankingCursor.TryRead(text, scope, by, out var read));
                    after = read;
                }

                Assert.Equal(model.Sorted(scope, by), walked.Select(line => line.Film.Film.Id));
            }
        }, iter: 10);

    [Fact]
    public void A_cursor_continues_where_it_stood_after_everything_has_moved() =>
        Chunks.Where(chunks => chunks.Length > 1).Sample(chunks =>
        {
            var (board, model) = (Board.Empty(Calibration.BuiltIn), new Model());
            foreach (var steps in chunks[..^1]) board = board.After(model.Take(steps));
            var page = board.Ranking(Scope.AllTime, RankingBy.Acclaim).Page(null, 10);
            if (page.Count == 0) return;
            var cursor = board.Ranking(Scope.AllTime, RankingBy.Acclaim).CursorAfter(page[^1].Film);

            var moved = board.After(model.Take(chunks[^1])).Ranking(Scope.AllTime, RankingBy.Acclaim);

            var expected = moved.Page(null, FilmsMax)
                .Where(line => Model.IsAfter(line.Film, cursor))
                .Take(10);
            Assert.Equal(expected.Select(Id), moved.Page(cursor, 10).Select(Id));
        }, iter: 12);

    [Fact]
    public void A_rankings_revision_is_that_of_the_board_that_first_showed_it_so() => Chunks.Sample(chunks =>
    {
        var (board, model) = (Board.Empty(Calibration.BuiltIn), new Model());
        foreach (var steps in chunks)
        {
            var earlier = board;
            board = board.After(model.Take(steps));
            foreach (var (scope, by) in Model.All)
            {
                var (was, now) = (earlier.Ranking(scope, by), board.Ranking(scope, by));
                var looksTheSame = Shown(was).SequenceEqual(Shown(now));
                if (!looksTheSame)
                    Assert.Equal((board.Revision, false), (now.Revision, now.Digest == was.Digest));
                else Assert.True(now.Revision == was.Revision || now.Revision == board.Revision);
            }
        }
    }, iter: 12);

    [Fact]
    public void Two_boards_that_took_the_feed_in_different_stretches_agree() => Chunks.Sample(chunks =>
    {
        var model = new Model();
        var feed = chunks.Select(model.Take).ToList();
        var followed = feed.Aggregate(Board.Empty(Calibration.BuiltIn), (board, chunk) => board.After(chunk));
        var latest = feed
            .SelectMany(chunk => chunk.Changes)
            .GroupBy(Model.KeyOf)
            .Select(group => group.Last());

        var late = Board.Empty(Calibration.BuiltIn).After(feed[^1] with
        {
            Changes = [.. latest.OrderBy(change => change.Revision)],
        });

        Agree(late, model);
        Assert.Equal(followed.Revision, late.Revision);
        foreach (var film in model.Films)
            Assert.Equal(followed.Find(film.Id)!.Revision, late.Find(film.Id)!.Revision);
        foreach (var (scope, by) in Model.All)
            Assert.Equal(followed.Ranking(scope, by).Digest, late.Ranking(scope, by).Digest);
    }, iter: 12);

    [Fact]
    public void A_board_filled_at_once_is_the_one_that_followed_and_goes_on_as_it_does() =>
        Gen.Select(Chunks, Gen.Int[0, 12]).Sample((chunks, filled) =>
        {
            var model = new Model();
            var (followed, fill) = (Board.Empty(Calibration.BuiltIn), new BoardFill(Calibration.BuiltIn));
            Board? board = null;
            for (var i = 0; i < chunks.Length; i++)
            {
                var isHead = i >= Math.Min(filled, chunks.Length - 1);
                var chunk = model.Take(chunks[i]) with { ReachesHead = isHead };
                followed = followed.After(chunk);
                board = board is null ? fill.Take(chunk) : board.After(chunk);
                if (board is null) continue;
                Agree(board, model);
                Alike(followed, board, model);
            }
        }, iter: 12);

    private static void Alike(Board followed, Board filled, Model model)
    {
        Assert.Equal((followed.Revision, followed.Settled), (filled.Revision, filled.Settled));
        foreach (var (scope, by) in Model.All)
            Assert.Equal(
                (followed.Ranking(scope, by).Revision, followed.Ranking(scope, by).Digest),
                (filled.Ranking(scope, by).Revision, filled.Ranking(scope, by).Digest));

        var (one, other) = (followed.Catalogue, filled.Catalogue);
        Assert.Equal(one.Films(null, FilmsMax), other.Films(null, FilmsMax));
        foreach (var film in model.Films)
        {
            var (was, now) = (followed.Find(film.Id)!, filled.Find(film.Id)!);
            Assert.Equal(
                (was.Film, was.Revision, was.Registered, was.Standing.Acclaim),
                (now.Film, now.Revision, now.Registered, now.Standing.Acclaim));
            Assert.Equal(was.SeasonsLeft, now.SeasonsLeft);
            var asked = new FilmAsked(null, film.Title, film.Year);
            Assert.Equal(one.Resolve(asked).Film, other.Resolve(asked).Film);
            Assert.Equal(one.Search(film.Title, 20), other.Search(film.Title, 20));
        }

        Assert.Equal(
            Told(followed.Since(new HeardTo("epoch", 0), NewsFilter.Everything, FilmsMax)),
            Told(filled.Since(new HeardTo("epoch", 0), NewsFilter.Everything, FilmsMax)));
    }

    private static IEnumerable<(long, FilmId)> Told(News news) =>
        news.Films.Select(changed => (changed.Revision, changed.Film.Film.Id));

    private static void Agree(Board board, Model model)
    {
        foreach (var (scope, by) in Model.All)
        {
            var ranking = board.Ranking(scope, by);
            var expected = model.Sorted(scope, by);
            var lines = ranking.Page(null, FilmsMax);
            Assert.Equal(expected.Count, ranking.Count);
            Assert.Equal(expected, lines.Select(Id));
            var places = expected.Select(film => model.PlaceOf(film, scope, by));
            Assert.Equal(places, lines.Select(line => line.Place));
            Assert.All(lines, line => Assert.Equal(line.Place, ranking.PlaceOf(line.Film.Film.Id)));
        }

        Assert.Equal(model.Films.Count(), board.FilmCount);
    }

    private static FilmId Id(RankedFilm line) => line.Film.Film.Id;

    private static IEnumerable<(int, Film, Standing)> Shown(Ranking ranking) =>
        ranking.Page(null, FilmsMax).Select(line => (line.Place, line.Film.Film, line.Film.Standing));

    /// <summary>Dictionaries, and sorting at every question.</summary>
    private sealed class Model
    {
        private Dictionary<FilmId, Film> _films = [];
        private Dictionary<FilmId, Standing> _standings = [];
        private long _revision;

        public static IReadOnlyList<(Scope Scope, RankingBy By)> All { get; } =
        [
            .. Enumerable.Range(SeasonFirst, SeasonCount).Select(Scope.Of).Prepend(Scope.AllTime)
                .SelectMany(scope => A.LiveOrders.Select(by => (scope, by))),
        ];

        public IEnumerable<Film> Films => _films.Values;

        public Model Clone() =>
            new() { _films = new(_films), _standings = new(_standings), _revision = _revision };

        public FeedChunk Take(Step[] steps)
        {
            var changes = steps.Select(Take).ToArray();
            return new FeedChunk("epoch", _revision, _revision, [.. changes]) { ReachesHead = true };
        }

        public static string KeyOf(Change change) => change switch
        {
            FilmChange film => $"film {film.Film.Id}",
            StandingChange standing => $"standing {standing.Standing.Film}",
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };

        public List<FilmId> Sorted(Scope scope, RankingBy by) =>
        [
            .. Ranked(scope, by)
                .OrderByDescending(film => Value(film.Standing, scope, by))
                .ThenBy(film => film.Id.Value, StringComparer.Ordinal)
                .Select(film => film.Id),
        ];

        public int PlaceOf(FilmId film, Scope scope, RankingBy by)
        {
            var mine = Value(_standings[film], scope, by);
            return 1 + Ranked(scope, by).Count(other => Value(other.Standing, scope, by).CompareTo(mine) > 0);
        }

        public static bool IsAfter(BoardFilm film, RankingCursor cursor)
        {
            var value = Value(film.Standing, cursor.Scope, cursor.By);
            var compared = value.CompareTo((cursor.First, cursor.Second));
            return compared < 0 || (compared == 0 && film.Film.Id.CompareTo(cursor.Film) > 0);
        }

        private IEnumerable<(FilmId Id, Standing Standing)> Ranked(Scope scope, RankingBy by) =>
            _standings
                .Where(pair => _films.ContainsKey(pair.Key) && IsRanked(pair.Value, scope, by))
                .Select(pair => (pair.Key, pair.Value));

        private static bool IsRanked(Standing standing, Scope scope, RankingBy by)
        {
            var year = standing.Years.SingleOrDefault(year => year.Year == scope.Season);
            if (by == RankingBy.Honours) return year.HonourMentions > 0;
            if (by > RankingBy.Approval) return year.Mentions > 0;
            if (scope.Season is { } season && standing.Totals!.Season != season) return false;
            var ratings = by != RankingBy.Mean ? 0 : scope.Season is null ? 7 : 5;
            return standing.Verdicts.Count >= 7 && standing.Verdicts.Rated >= ratings;
        }

        private static (long, long) Value(Standing standing, Scope scope, RankingBy by)
        {
            var (verdicts, acclaim) = (standing.Verdicts, standing.Acclaim);
            var year = standing.Years.SingleOrDefault(year => year.Year == scope.Season);
            return by switch
            {
                RankingBy.Acclaim => (acclaim.Low, acclaim.Headline),
                RankingBy.Mean => (
                    (long)Math.Floor(((decimal)verdicts.Ratings / verdicts.Rated) + 0.5m), verdicts.Rated),
                RankingBy.Approval => (
                    (long)Math.Floor((10_000m * verdicts.Positive / verdicts.Count) + 0.5m), verdicts.Count),
                RankingBy.Mentions => (year.Mentions, 0),
                RankingBy.Honours => (year.HonourCredit, year.Best),
                RankingBy.Lists321 => (year.HalfPoints, 0),
                RankingBy.Borda => (year.Borda, 0),
                _ => (year.Dowdall, 0),
            };
        }

        private Change Take(Step step)
        {
            var id = A.FilmIdOf(step.Film);
            if (step.Kind < 2 || (step.Kind > 7 && !_films.ContainsKey(id)))
            {
                var film = new Film(id, $"Film {step.Film} called {step.Grade}") { Year = SeasonFirst };
                _films[id] = film;
                return new FilmChange(film, 1, A.Day) { Revision = ++_revision };
            }

            var standing = A.Standing(id, SeasonFirst + step.Season, step.Count, step.Grade);
            var year = A.Year(SeasonFirst + (step.Count % SeasonCount), step.Grade);
            if (step.Kind > 4) standing = standing with { Years = [year] };
            _standings[id] = standing;
            return new StandingChange(standing) { Revision = ++_revision };
        }
    }
}
