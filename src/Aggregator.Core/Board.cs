using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

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

    // Computed of a whole season when somebody asks (ComparedRanking); the Board has none of these.
    Schulze,
    RankedPairs,
    PlackettLuce,
}

/// <summary>A season or all time: the films that are compared.</summary>
public readonly record struct Scope
{
    public const int SeasonMin = 1870;
    public const int SeasonMax = 2200;
    private const string AllTimeText = "all-time";
    private const int SeasonLength = 4;

    private Scope(int? season) => Season = season;

    /// <summary>Null for all time.</summary>
    public int? Season { get; }

    public static Scope AllTime => default;

    public static Scope Of(int season) => new(season);

    /// <summary>Reads <c>2013</c> (1870 to 2200) or <c>all-time</c>.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out Scope scope)
    {
        scope = AllTime;
        if (text == AllTimeText) return true;
        var isYear = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var season);
        if (!isYear || text!.Length != SeasonLength || season is < SeasonMin or > SeasonMax) return false;
        scope = new Scope(season);
        return true;
    }

    public override string ToString() => Season?.ToString(CultureInfo.InvariantCulture) ?? AllTimeText;
}

/// <summary>
/// A film as the Board holds it. Immutable but for the rendering kept in <see cref="Rendered"/>.
/// </summary>
public sealed class BoardFilm : IKnownFilm
{
    public required Film Film { get; init; }

    public required Standing Standing { get; init; }

    /// <summary>
    /// The greatest of the revisions of the film, its standing and, while nobody has said anything about it,
    /// its season's totals: part of every ETag of its acclaim.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>When the film was registered.</summary>
    public required DateTimeOffset Registered { get; init; }

    /// <summary>Seasons it stood in before and does not any more, as far as this process saw it.</summary>
    public ImmutableArray<int> SeasonsLeft { get; init; } = [];

    long IKnownFilm.ChangedAt => Revision;

    /// <summary>
    /// What a reader last rendered of it, kept here because it lives exactly as long as what it shows.
    /// Written at most a few times, by whoever comes first; readers agree on what it is.
    /// </summary>
    public object? Rendered { get; set; }
}

/// <summary>
/// All standings and rankings in the memory of one process: an immutable snapshot at one revision of the
/// feed. One writer makes the next; any number of readers read any of them without a lock.
/// </summary>
public sealed partial class Board
{
    private readonly Films _films;
    private readonly KnownSeasons _seasons;
    private readonly PersistentArray<RankingState> _rankings;
    private readonly ImmutableHashSet<int> _unpublished;
    private readonly LateOrder _changed;

    internal Board(BoardParts parts)
    {
        (_films, _seasons, _rankings) = (parts.Films, parts.Seasons, parts.Rankings);
        _changed = parts.Changed;
        (Epoch, Revision, Settled) = (parts.Epoch, parts.Revision, parts.Settled);
        FilmsMergedAt = parts.FilmsMergedAt;
        (Calibration, Catalogue, _unpublished) = (parts.Calibration, parts.Catalogue, parts.Unpublished);
    }

    public static Board Empty(Calibration calibration)
    {
        var films = Films.None();
        return new Board(new BoardParts
        {
            Epoch = "",
            Calibration = calibration,
            Films = films,
            Seasons = KnownSeasons.None,
            Rankings = PersistentArray<RankingState>.Empty,
            Catalogue = Catalogue.Empty(films),
        });
    }

    /// <summary>Empty until the first chunk of a feed.</summary>
    public string Epoch { get; }

    /// <summary>
    /// Everything up to this revision of the feed is in this Board: ask for what comes after it.
    /// </summary>
    public long Revision { get; }

    /// <summary>Every entry up to this position is in this Board.</summary>
    public long Settled { get; }

    /// <summary>The revision of the latest merge or split of films; 0 before the first.</summary>
    public long FilmsMergedAt { get; }

    public Calibration Calibration { get; }

    public int FilmCount => Catalogue.FilmCount;

    /// <summary>Titles, refs and critics as of the same revision.</summary>
    public Catalogue Catalogue { get; }

    public BoardFilm? Find(FilmId film) => Shown(_films.NumberOf(film));

    /// <summary>
    /// A film's number, -1 where it is not known. Films have numbers in the order in which they became known:
    /// what has neighbouring numbers lies together, here and in the ledger.
    /// </summary>
    public int NumberOf(FilmId film) => _films.NumberOf(film);

    /// <summary>How many verdicts stand on the film of a number.</summary>
    public int VerdictsOn(int number) =>
        _films.Known[number] is BoardFilm heard ? heard.Standing.Verdicts.Count : 0;

    /// <summary>A film by its id or ref; null for one that was merged.</summary>
    public BoardFilm? Find(string idOrRef) => Shown(Catalogue.NumberOf(idOrRef));

    /// <summary>The same; for one that was merged the film that answers for it.</summary>
    public BoardFilm? FindAnswering(string idOrRef) =>
        Shown(_films.Answering(Catalogue.NumberOf(idOrRef)));

    /// <summary>Every film with a standing, in no order that means anything.</summary>
    internal IEnumerable<BoardFilm> Heard()
    {
        var (changed, items) = (Changed, new OrderItem[64]);
        for (int from = 0, read = items.Length; read == items.Length; from += read)
        {
            read = changed.Read(from, items);
            for (var i = 0; i < read; i++)
            {
                if (_films.Heard(items[i].Number) is { } film) yield return film;
            }
        }
    }

    /// <summary>Every film, by the revision of its latest change.</summary>
    private OrderTree Changed => _changed.Made(new ChangedFilms(_films));

    private BoardFilm? Shown(int number) => Shown(_films.Known[number]);

    private BoardFilm? Shown(IKnownFilm? known) => known switch
    {
        BoardFilm heard => heard,
        UnheardFilm unheard => unheard.Made(_seasons, Calibration),
        _ => null,
    };

    /// <summary>Totals of every season known, in ascending order.</summary>
    public IReadOnlyList<SeasonTotals> Seasons => _seasons.InOrder;

    /// <summary>
    /// The ranking of a scope; empty where nothing is ranked. List profiles have no all-time ranking: empty.
    /// So is what is not always live.
    /// </summary>
    public Ranking Ranking(Scope scope, RankingBy by) =>
        new(scope, by, _rankings[BoardEdit.NumberOf(scope, by)] ?? RankingState.None, _films);

    /// <summary>
    /// The Board with a stretch of changes applied; changes it has already are passed over. A chunk of
    /// another epoch starts from nothing. Cost: per change the logarithm of the number of films, whatever it
    /// is.
    /// </summary>
    public Board After(FeedChunk chunk) => After(chunk, new Edit());

    /// <summary>
    /// The same Board, made at a cost of all that is ranked: less, where most of the films change.
    /// </summary>
    internal Board AfterMost(FeedChunk chunk) => After(chunk, Edit.Gathering());

    private Board After(FeedChunk chunk, Edit with)
    {
        var before = Epoch.Length == 0 || chunk.Epoch == Epoch ? this : Empty(Calibration);
        var edit = new BoardEdit(before.Parts, with);
        edit.Apply(chunk);
        return new Board(edit.Close(chunk));
    }

    internal BoardParts Parts => new()
    {
        Epoch = Epoch,
        Revision = Revision,
        Settled = Settled,
        FilmsMergedAt = FilmsMergedAt,
        Calibration = Calibration,
        Films = _films,
        Seasons = _seasons,
        Rankings = _rankings,
        Unpublished = _unpublished,
        Changed = _changed,
        Catalogue = Catalogue,
    };
}

/// <summary>What a Board is made of.</summary>
internal sealed record BoardParts
{
    public required string Epoch { get; init; }

    public long Revision { get; init; }

    public long Settled { get; init; }

    public long FilmsMergedAt { get; init; }

    public required Calibration Calibration { get; init; }

    public required Films Films { get; init; }

    public required KnownSeasons Seasons { get; init; }

    public required PersistentArray<RankingState> Rankings { get; init; }

    /// <summary>Rankings that changed since the last Board at a head.</summary>
    public ImmutableHashSet<int> Unpublished { get; init; } = [];

    /// <summary>Every film, by the revision of its latest change.</summary>
    public LateOrder Changed { get; init; } = LateOrder.Of(OrderTree.Of(null));

    public required Catalogue Catalogue { get; init; }
}
