using CsCheck;
using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>Orders are made when somebody looks; that may be long after the Board was there.</summary>
public sealed class BoardsReadLateTests
{
    private const int FilmsMax = 60;
    private const int Season = 2013;

    private static readonly (Scope Scope, RankingBy By)[] Rankings =
    [
        .. A.LiveOrders.SelectMany(by => new[]
        {
            (Scope.AllTime, by), (Scope.Of(Season), by), (Scope.Of(Season + 1), by),
        }),
    ];

    /// <summary>What happens to a film, and another that it may be merged into.</summary>
    private readonly record struct Step(int Kind, int Film, int Other, int Grade, int Count);

    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Int[0, 11]
        from film in Gen.Int[0, FilmsMax - 1]
        from other in Gen.Int[0, FilmsMax - 1]
        from grade in Gen.Int[0, 12]
        from count in Gen.Int[0, 14]
        select new Step(kind, film, other, grade, count);

    /// <summary>How a Board takes a stretch of the feed, and whether somebody looks at once.</summary>
    private static readonly Gen<(Step[] Steps, bool IsMost, bool IsRead)> AnyStretch =
        Gen.Select(AnyStep.Array[1, 60], Gen.Int[0, 7], Gen.Int[0, 4], (steps, most, read) =>
            (steps, most == 0, read == 0));

    [Fact]
    public void What_nobody_looked_at_until_later_shows_what_was_so_then() =>
        AnyStretch.Array[1, 30].Sample(stretches =>
        {
            var (board, feed) = (Board.Empty(Calibration.BuiltIn), new Feed());
            var kept = new List<(Board Board, string Expected)>();
            foreach (var (steps, isMost, isRead) in stretches)
            {
                var chunk = feed.Take(steps);
                board = isMost ? board.AfterMost(chunk) : board.After(chunk);
                var expected = Shown(new BoardFill(Calibration.BuiltIn).Take(feed.All)!);
                if (isRead) Assert.Equal(expected, Shown(board));
                kept.Add((board, expected));
            }

            Parallel.ForEach(kept.Concat(kept),
                then => Assert.Equal(then.Expected, Shown(then.Board)));
        }, iter: 60);

    /// <summary>All rankings with their places, and what has changed, the latest last.</summary>
    private static string Shown(Board board)
    {
        var rankings =
            from of in Rankings
            let ranking = board.Ranking(of.Scope, of.By)
            from line in ranking.Page(null, FilmsMax)
            let film = line.Film.Film.Id
            select $"{of.Scope} {of.By} {line.Place} {film} {ranking.PlaceOf(film)} {ranking.Count}";
        var news = board.Since(new HeardTo("epoch", 0), NewsFilter.Everything, FilmsMax);
        var changed = news.Films.Select(film => $"{film.Revision} {film.Film.Film.Id}");
        var gone = news.Gone.Select(film => $"{film.Revision} {film.Film} {film.Into}");
        return string.Join('\n', [.. rankings, .. changed, .. gone]);
    }

    /// <summary>Changes as a ledger tells them: only films that answer are merged, and into such.</summary>
    private sealed class Feed
    {
        private readonly Dictionary<int, int> _merged = [];
        private readonly List<Change> _changes = [];

        public FeedChunk All => A.Chunk(0, [.. _changes]);

        public FeedChunk Take(Step[] steps)
        {
            var before = _changes.Count;
            foreach (var step in steps)
                if (Change(step) is { } change) _changes.Add(change);
            return A.Chunk(before, [.. _changes.Skip(before)]);
        }

        private Change? Change(Step step)
        {
            var film = A.FilmIdOf(step.Film);
            var isMerged = _merged.TryGetValue(step.Film, out var into);
            switch (step.Kind)
            {
                case < 3:
                    return A.Registered(new Film(film, $"Film {step.Film}") { Year = Season });
                case < 10:
                    var season = Season + (step.Count % 2);
                    return new StandingChange(A.Standing(film, season, step.Count, step.Grade) with
                    {
                        Years = step.Kind < 6 ? [] : [A.Year(season, step.Grade)],
                    });
                case 10 when !isMerged && step.Film != step.Other && !_merged.ContainsKey(step.Other):
                    _merged[step.Film] = step.Other;
                    return Merge(step.Film, step.Other, isMerged: true);
                case 11 when isMerged:
                    _merged.Remove(step.Film);
                    return Merge(step.Film, into, isMerged: false);
                default:
                    return null;
            }
        }

        private FilmMergeChange Merge(int film, int other, bool isMerged) =>
            new(new FilmMerge(A.FilmIdOf(film), A.FilmIdOf(other), _changes.Count + 1), isMerged);
    }
}
