namespace Aggregator.Benchmarks;

/// <summary>
/// Reads of random films and pages; each method is a round and says how many operations it was.
/// </summary>
internal sealed class BoardReads
{
    private const int Many = 200_000;
    private const int Some = 20_000;
    private const int Few = 200;
    private const int PageLength = 100;

    private readonly Board _board;
    private readonly Random _random;
    private readonly FilmId[] _ids;
    private readonly string[] _refs;
    private readonly RankingCursor[] _cursors;
    private readonly FilmAsked[] _asked;
    private readonly string[] _words;

    public BoardReads(Board board, FilmId[] ids, int seed)
    {
        (_board, _random) = (board, new Random(seed));
        var ranking = board.Ranking(Scope.AllTime, RankingBy.Acclaim);
        _ids = [.. Enumerable.Range(0, Many).Select(_ => ids[_random.Next(ids.Length)])];
        var films = _ids.Take(Some).Select(id => board.Find(id)!).ToList();
        _refs = [.. films.Select(film => film.Film.Refs[0].ToString())];
        _cursors = [.. films.Select(ranking.CursorAfter)];
        _asked = [.. films.Select(film => Shouted(film.Film))];
        _words = [.. films.Where(film => film.Film.Title.Contains(' ')).Take(Few).Select(Misspelt)];
    }

    public int Find() => Counted(_ids, id => _board.Find(id) is not null);

    public int FindByRef() => Counted(_refs, text => _board.Catalogue.TryFindFilm(text, out _));

    public int Place() =>
        Counted(_ids[..Some], id => _board.Ranking(Scope.AllTime, RankingBy.Acclaim).PlaceOf(id) is not null);

    public int Page() => Counted(_cursors, cursor =>
        _board.Ranking(Scope.AllTime, RankingBy.Acclaim).Page(cursor, PageLength).Count >= 0);

    public int Resolve() => Counted(_asked, asked => _board.Catalogue.Resolve(asked) is not null);

    public int Search() => Counted(_words, words => _board.Catalogue.Search(words, 10).Count >= 0);

    private static int Counted<T>(T[] asked, Func<T, bool> read)
    {
        foreach (var one in asked)
        {
            if (!read(one)) throw new InvalidOperationException($"{one} was not found.");
        }

        return asked.Length;
    }

    private static FilmAsked Shouted(Film film) => new(null, film.Title.ToUpperInvariant(), film.Year);

    /// <summary>Two words of the title with the second letter of the first left out.</summary>
    private static string Misspelt(BoardFilm film)
    {
        var words = film.Film.Title.Split(' ');
        return $"{words[0].Remove(1, 1)} {words[1]}";
    }
}

/// <summary>Updates of random films, one a chunk, as when verdicts come one by one.</summary>
internal sealed class BoardWrites(Board board, FilmId[] ids, int seed)
{
    private const int Updates = 5_000;

    private readonly BoardFilms _films = new(seed);
    private readonly Random _random = new(seed);
    private Board _board = board;

    public int Standing() => Applied(film => new StandingChange(_films.Standing(film.Film, _board.Revision)));

    public int Title() => Applied(film => new FilmChange(
        film.Film with { Title = $"{film.Film.Title} {_random.Next(10)}" }, 1, film.Registered));

    /// <summary>Bytes that one update of a standing allocates, making the standing left out.</summary>
    public double BytesAllocated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Updates; i++) _films.Standing(_board.Find(ids[i % ids.Length])!.Film, i);
        var making = GC.GetAllocatedBytesForCurrentThread();
        Standing();
        return (GC.GetAllocatedBytesForCurrentThread() - making - (making - before)) / (double)Updates;
    }

    private int Applied(Func<BoardFilm, Change> change)
    {
        for (var i = 0; i < Updates; i++)
        {
            var film = _board.Find(ids[_random.Next(ids.Length)])!;
            var next = change(film) with { Revision = _board.Revision + 1 };
            _board = _board.After(
                new FeedChunk("epoch", next.Revision, next.Revision, [next]) { ReachesHead = true });
        }

        return Updates;
    }
}
