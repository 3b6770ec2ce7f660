using System.Diagnostics.CodeAnalysis;

namespace Aggregator;

/// <summary>What a ranking is ordered by. On the wire: <c>lists-321</c>, <c>acclaim</c>, …</summary>
public enum RankingBy
{
    Acclaim,
    Mean,
    Approval,
    Mentions,
    Honours,
    Lists321,
    Borda,
    Dowdall,
}

/// <summary>A season or all time: the films that are compared.</summary>
public readonly record struct Scope
{
    private Scope(int? season) => Season = season;

    /// <summary>Null for all time.</summary>
    public int? Season { get; }

    public static Scope AllTime => default;

    public static Scope Of(int season) => new(season);

    /// <summary>Reads <c>2013</c> or <c>all-time</c>.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out Scope scope) =>
        throw new NotImplementedException();

    public override string ToString() => throw new NotImplementedException();
}

/// <summary>A film as the Board holds it. Immutable but for the rendering kept in <see cref="Rendered"/>.</summary>
public sealed class BoardFilm
{
    public required Film Film { get; init; }

    public required Standing Standing { get; init; }

    /// <summary>The greater of the revisions of the film and its standing: part of every ETag of its acclaim.</summary>
    public required long Revision { get; init; }

    /// <summary>When the film was registered.</summary>
    public required DateTimeOffset Registered { get; init; }

    /// <summary>
    /// What a reader last rendered of it, kept here because it lives exactly as long as what it shows. Written at
    /// most a few times, by whoever comes first; readers agree on what it is.
    /// </summary>
    public object? Rendered { get; set; }
}

/// <summary>One line of a ranking: the place (shared places repeat: 1, 2, 2, 4) and the film.</summary>
public readonly record struct RankedFilm(int Place, BoardFilm Film);

/// <summary>
/// Films in order within a scope: an immutable snapshot. A page is a slice, a place a look-up; neither takes a lock.
/// </summary>
public sealed class Ranking
{
    public Scope Scope => throw new NotImplementedException();

    public RankingBy By => throw new NotImplementedException();

    public int Count => throw new NotImplementedException();

    /// <summary>The board revision at which this ranking last changed: part of the ETag of its pages.</summary>
    public long Revision => throw new NotImplementedException();

    /// <summary>What it is ordered by for a film: the value in the profile's integer units.</summary>
    public long ValueOf(BoardFilm film) => throw new NotImplementedException();

    /// <summary>
    /// At most <paramref name="first"/> films after a cursor (from the top if null). The cursor is keyset: it
    /// stays good while places move, and on any gateway.
    /// </summary>
    public IReadOnlyList<RankedFilm> Page(RankingCursor? after, int first) => throw new NotImplementedException();

    /// <summary>The place of a film, null when it is not in this ranking.</summary>
    public int? PlaceOf(FilmId film) => throw new NotImplementedException();

    /// <summary>The cursor that continues after a film of this ranking.</summary>
    public RankingCursor CursorAfter(BoardFilm film) => throw new NotImplementedException();
}

/// <summary>Where a page ended: the order's numbers and the film. <see cref="ToString"/> is URL-safe.</summary>
public readonly record struct RankingCursor(Scope Scope, RankingBy By, long First, long Second, FilmId Film)
{
    /// <summary>Reads a cursor; false for anything that is not one, or is one of another ranking.</summary>
    public static bool TryRead(string text, Scope scope, RankingBy by, out RankingCursor cursor) =>
        throw new NotImplementedException();

    public override string ToString() => throw new NotImplementedException();
}

/// <summary>
/// All standings and rankings in the memory of one process: an immutable snapshot at one revision of the feed.
/// </summary>
public sealed class Board
{
    public static Board Empty(Calibration calibration) => throw new NotImplementedException();

    /// <summary>Empty until the first chunk of a feed.</summary>
    public string Epoch => throw new NotImplementedException();

    public long Revision => throw new NotImplementedException();

    /// <summary>Every entry up to this position is in this Board.</summary>
    public long Settled => throw new NotImplementedException();

    public Calibration Calibration => throw new NotImplementedException();

    public int FilmCount => throw new NotImplementedException();

    /// <summary>Titles, refs and critics as of the same revision.</summary>
    public Catalogue Catalogue => throw new NotImplementedException();

    public BoardFilm? Find(FilmId film) => throw new NotImplementedException();

    /// <summary>Totals of every season known, in ascending order.</summary>
    public IReadOnlyList<SeasonTotals> Seasons => throw new NotImplementedException();

    /// <summary>The ranking of a scope; empty where nothing is ranked. List profiles have no all-time ranking: empty.</summary>
    public Ranking Ranking(Scope scope, RankingBy by) => throw new NotImplementedException();

    /// <summary>
    /// The Board with a stretch of changes applied. A chunk of another epoch starts from nothing. Cost: per change
    /// the logarithm of the number of films, whatever it is.
    /// </summary>
    public Board After(FeedChunk chunk) => throw new NotImplementedException();
}
