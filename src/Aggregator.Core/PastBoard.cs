namespace Aggregator;

/// <summary>
/// The rankings as a past day closed (UTC): made from the Board of now by taking back what was said since.
/// What did not move is shared with it.
/// </summary>
public sealed class PastBoard
{
    /// <summary>The day that is "a week ago".</summary>
    private const int DaysAgo = 7;

    /// <summary>With one of so many films to be moved, all orders are made anew.</summary>
    private const int MostOf = 8;

    private readonly Board _board;

    private PastBoard(DateOnly day, Board board) => (Day, _board) = (day, board);

    public DateOnly Day { get; }

    public string Epoch => _board.Epoch;

    /// <summary>
    /// That of the Board it was made from: a film that was merged had a place of its own then, and is left
    /// out; one that was split off since is not.
    /// </summary>
    public long FilmsMergedAt => _board.FilmsMergedAt;

    /// <summary>The day a week before a moment.</summary>
    public static DateOnly WeekBefore(DateTimeOffset now) =>
        DateOnly.FromDateTime(now.UtcDateTime).AddDays(-DaysAgo);

    /// <summary>The moment a day closes: what is recorded from then on is not part of it.</summary>
    public static DateTimeOffset CloseOf(DateOnly day) =>
        new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Films that were spoken of since a position: those whose state then must be known.</summary>
    public static IEnumerable<BoardFilm> Moved(Board board, long position) =>
        board.Heard().Where(film => film.Standing.Position > position);

    /// <summary>
    /// The rankings of a day. <paramref name="seasons"/> are totals that the Board's settled position covers;
    /// <paramref name="then"/> has every film that moved since the day closed, null for one that nobody had
    /// registered by then.
    /// </summary>
    public static PastBoard Of(
        DateOnly day, Board board, IReadOnlyList<SeasonTotals> seasons,
        IReadOnlyDictionary<FilmId, FilmThen?> then)
    {
        var totals = FilmThen.Totals(seasons, then.Values.OfType<FilmThen>());
        var changes = new List<Change>();
        var heard = 0;
        foreach (var film in board.Heard())
        {
            heard++;
            var standing = film.Standing;
            if (then.TryGetValue(film.Film.Id, out var was))
                standing = was?.Standing ?? standing.WithoutFacts();
            var season = standing.Totals is { Season: var year }
                ? totals.GetValueOrDefault(year) ?? SeasonTotals.None(year)
                : null;
            if (!CountsTheSame(season, standing.Totals) || !ReferenceEquals(standing, film.Standing))
                standing = standing.Rescore(season, board.Calibration);
            if (ReferenceEquals(standing, film.Standing)) continue;
            changes.Add(new StandingChange(standing) { Revision = board.Revision + changes.Count + 1 });
        }

        // A young ledger, or a season that was scored again: nearly every film goes elsewhere.
        var back = new FeedChunk(board.Epoch, board.Revision, board.Settled, [.. changes]);
        var isMost = changes.Count * MostOf > heard;
        return new(day, isMost ? board.AfterMost(back) : board.After(back));
    }

    /// <summary>The place a film had; null if it was not in that ranking.</summary>
    public int? PlaceOf(Scope scope, RankingBy by, FilmId film) => _board.Ranking(scope, by).PlaceOf(film);

    private static bool CountsTheSame(SeasonTotals? one, SeasonTotals? other) =>
        one?.Lists == other?.Lists && one?.Collectives == other?.Collectives;
}
