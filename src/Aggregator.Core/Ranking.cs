namespace Aggregator;

/// <summary>One line of a ranking: the place (shared places repeat: 1, 2, 2, 4) and the film.</summary>
public readonly record struct RankedFilm(int Place, BoardFilm Film);

/// <summary>
/// Films in order within a scope: an immutable snapshot. A page is a slice, a place a look-up; neither takes
/// a lock, but that whoever is the first to look in a while makes the order of what has changed meanwhile.
/// </summary>
public sealed class Ranking
{
    private readonly RankingState _state;
    private readonly Films _films;

    internal Ranking(Scope scope, RankingBy by, RankingState state, Films films) =>
        (Scope, By, _state, _films) = (scope, by, state, films);

    public Scope Scope { get; }

    public RankingBy By { get; }

    public int Count => Order.Count;

    /// <summary>
    /// The revision of the first Board that was published with this ranking, and all that its pages show of
    /// the films in it, as they are now. 0 where nothing was ever ranked. Boards that took the feed in other
    /// stretches have others.
    /// </summary>
    public long Revision => _state.Revision;

    /// <summary>
    /// A digest of which films are in it and how each is: the same on every Board that shows the same,
    /// however it came to it. Part of the ETag of its pages.
    /// </summary>
    public ulong Digest => _state.Digest;

    /// <summary>
    /// What readers keep of it, rendered pages say: it lives exactly as long as what it shows. Written by
    /// whoever comes first; readers agree on what it is. Nothing is kept of a ranking in which nothing was
    /// ever ranked: all those, of whatever scope and order, are one.
    /// </summary>
    public object? Rendered
    {
        get => _state.Rendered;
        set
        {
            if (_state != RankingState.None) _state.Rendered = value;
        }
    }

    /// <summary>What it is ordered by for a film: the value in the profile's integer units.</summary>
    public long ValueOf(BoardFilm film) => RankingOrder.ValueOf(film.Standing, Scope, By).First;

    /// <summary>
    /// At most <paramref name="first"/> films after a cursor (from the top if null). The cursor is keyset: it
    /// stays good while places move, and on any gateway.
    /// </summary>
    public IReadOnlyList<RankedFilm> Page(RankingCursor? after, int first)
    {
        var order = Order;
        var from = after is { } cursor ? CountUpTo(cursor, order) : 0;
        var items = new OrderItem[Math.Clamp(order.Count - from, 0, Math.Max(0, first))];
        var count = order.Read(from, items);
        var page = new RankedFilm[count];
        var place = count == 0 ? 0 : order.CountBefore(OrderPoint.Before(items[0].Order)) + 1;
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && items[i].Order != items[i - 1].Order) place = from + i + 1;
            page[i] = new RankedFilm(place, _films.Heard(items[i].Number)!);
        }

        return page;
    }

    /// <summary>The place of a film, null when it is not in this ranking.</summary>
    public int? PlaceOf(FilmId film)
    {
        // Orders that are not always live hold nothing.
        if (Count == 0 || !Stands.TryFind(_films.NumberOf(film), out var item)) return null;
        return Order.CountBefore(OrderPoint.Before(item.Order)) + 1;
    }

    /// <summary>The cursor that continues after a film of this ranking.</summary>
    public RankingCursor CursorAfter(BoardFilm film)
    {
        var value = RankingOrder.ValueOf(film.Standing, Scope, By);
        return new RankingCursor(Scope, By, value.First, value.Second, film.Film.Id);
    }

    private RankedFilms Stands => new(_films, Scope, By);

    private OrderTree Order => _state.Order.Made(Stands);

    private int CountUpTo(RankingCursor cursor, OrderTree ranked)
    {
        var order = new RankingValue(cursor.First, cursor.Second).Order;
        var number = _films.NumberOf(cursor.Film);
        var id = cursor.Film.Value;
        var before = ranked.CountBefore(new OrderPoint(order, SlugPrefix.Of6(id), number, id));
        Span<OrderItem> next = new OrderItem[1];
        var isThere = number >= 0 && ranked.Read(before, next) == 1
            && next[0].Number == number && next[0].Order == order;
        return isThere ? before + 1 : before;
    }
}

/// <summary>Where the films of a snapshot stand in one ranking.</summary>
internal readonly record struct RankedFilms(Films Films, Scope Scope, RankingBy By) : IStands
{
    public bool TryFind(int number, out OrderItem item)
    {
        var film = Films.Heard(number);
        var stands = film is not null && RankingOrder.Holds(film.Standing, Scope, By);
        item = stands ? Of(number, film!.Standing) : default;
        return stands;
    }

    /// <summary>Where a film of a standing that this ranking holds stands.</summary>
    public OrderItem Of(int number, Standing standing)
    {
        var tie = SlugPrefix.Of6(Films.Numbers.NameOf(number));
        return new(RankingOrder.ValueOf(standing, Scope, By).Order, tie, number);
    }
}

/// <summary>The films of a snapshot by the revisions of their latest changes.</summary>
internal readonly record struct ChangedFilms(Films Films) : IStands
{
    public bool TryFind(int number, out OrderItem item)
    {
        var changedAt = Films.Known[number]?.ChangedAt ?? 0;
        item = Of(number, changedAt);
        return changedAt > 0;
    }

    /// <summary>Where a film that changed at a revision stands.</summary>
    public static OrderItem Of(int number, long changedAt) => new((ulong)changedAt, 0, number);
}

/// <summary>What stays of a ranking from one Board to the next, until a film in it changes.</summary>
internal sealed class RankingState(Edit owner, LateOrder order, ulong digest)
{
    public static readonly RankingState None = new(new Edit(), LateOrder.Of(OrderTree.Of(null)), 0);

    public Edit Owner { get; } = owner;

    public LateOrder Order { get; } = order;

    public long Revision { get; set; }

    /// <summary>
    /// The sum of what the films in it are each: a revision names one change of one film, and a sum does not
    /// know in which order they came.
    /// </summary>
    public ulong Digest { get; private set; } = digest;

    public object? Rendered { get; set; }

    public void Leave(long revision) => Digest = unchecked(Digest - Spread((ulong)revision));

    public void Come(long revision) => Digest = unchecked(Digest + Spread((ulong)revision));

    /// <summary>The finalizer of SplitMix64: neighbouring revisions become unlike numbers.</summary>
    private static ulong Spread(ulong number)
    {
        unchecked
        {
            number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
            number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
            return number ^ (number >> 31);
        }
    }
}

/// <summary>The beginning of a slug as a number that sorts as the slug does.</summary>
internal static class SlugPrefix
{
    private const int Symbols = 38;

    /// <summary>The first six characters.</summary>
    public static uint Of6(string slug) => (uint)Of(slug, 6);

    /// <summary>The first twelve characters.</summary>
    public static ulong Of12(string slug) => Of(slug, 12);

    private static ulong Of(string slug, int length)
    {
        var prefix = 0UL;
        for (var i = 0; i < length; i++)
            prefix = (prefix * Symbols) + (i < slug.Length ? Symbol(slug[i]) : 0);
        return prefix;
    }

    private static uint Symbol(char c) => c switch
    {
        '-' => 1,
        <= '9' => 2u + c - '0',
        _ => 12u + c - 'a',
    };
}
