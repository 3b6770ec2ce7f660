using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Aggregator;

/// <summary>
/// What somebody wrote for a film: a ref, or a title and perhaps a year. <paramref name="ListYear"/> is the
/// year of the list it was written on, if it was: a film made two or more years after that year cannot be
/// meant.
/// </summary>
public sealed record FilmAsked(string? Id, string? Title, int? Year, int? ListYear = null)
{
    /// <summary>
    /// A ref that no film has yet: a film with another one of its scheme is not the one meant.
    /// </summary>
    public FilmRef? Unknown { get; init; }
}

/// <summary>
/// How it was understood: one film; or candidates, when more than one could be meant; or nothing at all.
/// </summary>
public sealed record FilmMatch(Film? Film, ImmutableArray<Film> Candidates);

/// <summary>One thing found by name, best first.</summary>
public sealed record Found(Film? Film, Critic? Critic, int Distance);

/// <summary>
/// All films, refs and critics by id and title in the memory of one process: an immutable snapshot. Resolves
/// every id and title of the API and of imports, and serves the forgiving search.
/// </summary>
public sealed partial class Catalogue
{
    private readonly CatalogueParts _parts;

    private Catalogue(CatalogueParts parts) => _parts = parts;

    public int FilmCount => _parts.FilmsById.Count;

    public int CriticCount => _parts.CriticsById.Count;

    /// <summary>
    /// A film by its id or ref, as they stand in addresses; by one that was merged, the film that answers for
    /// it: then neither the id nor any ref of the film found is what was asked (<see cref="IsOwn"/>).
    /// </summary>
    public bool TryFindFilm(string idOrRef, [NotNullWhen(true)] out Film? film)
    {
        film = AnsweringOf(NumberOf(idOrRef));
        return film is not null;
    }

    /// <summary>Whether any film ever was merged into another.</summary>
    public bool HasMergedFilms => !_parts.MergedInto.IsEmpty;

    /// <summary>
    /// Whether a film bears an id or ref itself, and does not only answer for one that does.
    /// </summary>
    public static bool IsOwn(Film film, string idOrRef) =>
        film.Id.Value == idOrRef
        || (FilmRef.TryRead(idOrRef, out var reference) && film.Refs.Contains(reference));

    /// <summary>
    /// The ids and refs of all films that were merged into a film, in ordinal order: names by which it is
    /// found, and which a split takes.
    /// </summary>
    public ImmutableArray<string> AliasesOf(FilmId film)
    {
        if (_parts.MergedInto.IsEmpty) return [];
        return
        [
            .. FilmsIn(film).SelectMany(other =>
                    other.Refs.Select(reference => reference.ToString()).Prepend(other.Id.Value))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What is registered under an id, whichever film answers for it.</summary>
    internal Film? Registered(FilmId id) => FilmOf(_parts.Films.NumberOf(id));

    /// <summary>The films that were merged into a film.</summary>
    public IEnumerable<FilmId> MergedInto(FilmId film) =>
        _parts.MergedInto.IsEmpty ? [] : FilmsIn(film).Select(other => other.Id);

    /// <summary>
    /// The film that bears an id or ref itself, if it was merged into another that answers for it now.
    /// </summary>
    public bool TryFindMerged(
        FilmId film, string idOrRef, [NotNullWhen(true)] out FilmId? merged)
    {
        merged = null;
        if (_parts.MergedInto.IsEmpty) return false;
        var number = NumberOf(idOrRef);
        merged = Others(_parts.Films.NumberOf(film)).Contains(number) ? FilmOf(number)?.Id : null;
        return merged is not null;
    }

    private IEnumerable<Film> FilmsIn(FilmId film) =>
        Others(_parts.Films.NumberOf(film)).Select(FilmOf).OfType<Film>();

    private IEnumerable<int> Others(int number) => _parts.MergedInto.GetValueOrDefault(number, [])
        .SelectMany(other => Others(other).Prepend(other));

    /// <summary>The number of a film by its id or ref, -1 where it is none's.</summary>
    internal int NumberOf(string idOrRef) =>
        FilmId.TryRead(idOrRef, out var id) ? _parts.Films.NumberOf(id)
        : FilmRef.TryRead(idOrRef, out var reference) ? NumberCalled(reference)
        : -1;

    /// <summary>
    /// A critic by id; by an id that was merged, the one who answers for it: then the id found is another.
    /// </summary>
    public bool TryFindCritic(CriticId id, [NotNullWhen(true)] out Critic? critic)
    {
        critic = id.Value is null ? null : SurvivorOf(_parts.CriticNumbers.Of(id.Value));
        return critic is not null;
    }

    /// <summary>
    /// A critic by name, accents, case and punctuation aside. Of several the one whose name is exactly so;
    /// where that does not tell, none. The name of one who was merged leads to whoever answers for them,
    /// where nobody else is called so.
    /// </summary>
    public bool TryFindCriticNamed(string name, [NotNullWhen(true)] out Critic? critic)
    {
        critic = OneCalled(name, CriticsCalled(name));
        return critic is not null;
    }

    /// <summary>All who may be meant by a name, by id; one or none where it tells who.</summary>
    public ImmutableArray<Critic> CriticsNamed(string name) => TryFindCriticNamed(name, out var critic)
        ? [critic]
        : [.. CriticsCalled(name).Select(SurvivorOf).OfType<Critic>().Distinct().OrderBy(one => one.Id)];

    private List<int> CriticsCalled(string name)
    {
        var fold = TitleFold.Weak(name);
        var named = _parts.CriticsByName.NumbersAt(TextHash.Of(fold))
            .Where(number => TitleFold.Weak(_parts.Critics[number]!.Name) == fold)
            .ToLookup(number => _parts.Merged[number] is null);
        return [.. named[named[true].Any()]];
    }

    /// <summary>Films by id after a film, filtered; the order is the id's.</summary>
    public IReadOnlyList<Film> Films(FilmId? after, int first, Func<Film, bool>? where = null) =>
        Page(
            new Listing<Film>(_parts.FilmsById, FilmOf, where),
            PointAfter(_parts.Films.Numbers, after?.Value),
            first);

    public IReadOnlyList<Critic> Critics(CriticId? after, int first, Func<Critic, bool>? where = null) =>
        Page(
            new Listing<Critic>(_parts.CriticsById, number => _parts.Critics[number], where),
            PointAfter(_parts.CriticNumbers, after?.Value),
            first);

    private readonly record struct Listing<T>(OrderTree Order, Func<int, T?> Of, Func<T, bool>? Where);

    private static List<T> Page<T>(Listing<T> listing, OrderPoint? after, int first)
        where T : class
    {
        var page = new List<T>();
        var items = new OrderItem[64];
        var from = after is { } point ? CountUpTo(listing.Order, point) : 0;
        while (page.Count < first)
        {
            var count = listing.Order.Read(from, items);
            foreach (var item in items.AsSpan(0, count))
            {
                var thing = listing.Of(item.Number)!;
                if (page.Count < first && (listing.Where is null || listing.Where(thing))) page.Add(thing);
            }

            if (count < items.Length) break;
            from += count;
        }

        return page;
    }

    private static OrderPoint? PointAfter(Numbers numbers, string? id) =>
        id is null ? null : new OrderPoint(SlugPrefix.Of12(id), 0, numbers.Of(id), id);

    private static int CountUpTo(OrderTree order, in OrderPoint point)
    {
        var before = order.CountBefore(point);
        Span<OrderItem> next = new OrderItem[1];
        var isThere = point.Number >= 0 && order.Read(before, next) == 1 && next[0].Number == point.Number;
        return isThere ? before + 1 : before;
    }

    private Film? FilmOf(int number) => _parts.Films.Film(number);

    private Film? AnsweringOf(int number) => _parts.Films.AnsweringFilm(number);

    private Critic? SurvivorOf(int number)
    {
        while (_parts.Merged[number] is { } merged) number = _parts.CriticNumbers.Of(merged.Into.Value);
        return _parts.Critics[number];
    }

    private Critic? OneCalled(string name, IEnumerable<int> numbers)
    {
        var named = numbers.ToLookup(number => _parts.Critics[number]!.Name == name, SurvivorOf);
        var all = named.SelectMany(group => group).Distinct().ToList();
        var exactly = named[true].Distinct().ToList();
        return all.Count == 1 ? all[0] : exactly.Count == 1 ? exactly[0] : null;
    }

    private int NumberCalled(FilmRef reference)
    {
        foreach (var number in _parts.FilmsByRef.At(HashOf(reference)))
            if (FilmOf(number)?.Refs.Contains(reference) == true) return number;
        return -1;
    }

    private static uint HashOf(FilmRef reference) => unchecked((uint)reference.GetHashCode());
}
