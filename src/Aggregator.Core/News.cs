using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Aggregator;

/// <summary>
/// How far a listener has heard: everything up to a revision of an epoch. On the wire <c>epoch-revision</c>.
/// </summary>
public readonly record struct HeardTo(string Epoch, long Revision)
{
    /// <summary>
    /// How far somebody has heard of whom nobody knows that: as of an epoch that never was.
    /// </summary>
    public static readonly HeardTo Unknown = new("none", 0);

    /// <summary>
    /// Reads <c>epoch-revision</c>, or a revision alone, which counts in <paramref name="epoch"/>.
    /// </summary>
    public static bool TryRead([NotNullWhen(true)] string? text, string epoch, out HeardTo heard)
    {
        heard = default;
        if (text is null) return false;
        var dash = text.LastIndexOf('-');
        if (dash >= 0 && !Slug.IsSlug(text[..dash])) return false;
        if (!long.TryParse(
            text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return false;
        heard = new HeardTo(dash < 0 ? epoch : text[..dash], revision);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Revision}");
}

/// <summary>A film as it is now, and the revision of its latest change.</summary>
public readonly record struct ChangedFilm(long Revision, BoardFilm Film);

/// <summary>
/// A film that was merged: nobody is shown it any more, and another answers for it.
/// </summary>
public readonly record struct GoneFilm(long Revision, FilmId Film, FilmId Into);

/// <summary>
/// What is new to a listener, oldest first. <see cref="IsReset"/>: it had heard of another epoch, so this
/// begins from nothing. <see cref="HasMore"/>: ask on from <see cref="To"/> at once.
/// </summary>
public sealed record News(ImmutableArray<ChangedFilm> Films, HeardTo To)
{
    /// <summary>Those that the listener may have been shown, and that are not there any more.</summary>
    public ImmutableArray<GoneFilm> Gone { get; init; } = [];

    public bool IsEmpty => Films.IsEmpty && Gone.IsEmpty && !IsReset;

    public bool IsReset { get; init; }

    public bool HasMore { get; init; }
}

/// <summary>Which films a listener wants to hear of: all of them, those of a scope, those named.</summary>
public sealed record NewsFilter(Scope Scope, ImmutableHashSet<FilmId>? Films = null)
{
    public static readonly NewsFilter Everything = new(Scope.AllTime);

    /// <summary>
    /// What was named besides and is not known: any film that is registered may be the one that is meant.
    /// </summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>
    /// A film is of a season when it competes in it or stands on a list of that year; one that has left a
    /// season is told to the season's listeners too: they must know that it is gone.
    /// </summary>
    public bool Holds(BoardFilm film) =>
        (Films is null || Films.Contains(film.Film.Id)) && IsWithin(film);

    /// <summary>Whether it is of the scope.</summary>
    public bool IsWithin(BoardFilm film) =>
        Scope.Season is not { } season || FilmSeasons.Holds(film, season);
}

/// <summary>The seasons a film stands in.</summary>
internal static class FilmSeasons
{
    public static bool Holds(BoardFilm film, int season) =>
        Holds(film.Standing, season) || film.SeasonsLeft.Contains(season);

    public static IEnumerable<int> Of(BoardFilm film)
    {
        if (film.Standing.Totals is { Season: var home }) yield return home;
        foreach (var year in film.Standing.Years) yield return year.Year;
        foreach (var left in film.SeasonsLeft) yield return left;
    }

    /// <summary>
    /// The seasons that a film stood in at some time, without those it stands in now; of one that nobody had
    /// spoken of those it was moved from. None of a film that was not known before.
    /// </summary>
    public static ImmutableArray<int> Left(IKnownFilm? before, Standing now)
    {
        // That its first lists put it in another season than its year is no leaving: a Board that is filled
        // would find it of every such film.
        if (before is UnheardFilm unheard) return unheard.SeasonsLeft;
        if (before is not BoardFilm heard) return [];
        var left = heard.SeasonsLeft;
        if (heard.Standing.Totals?.Season is { } home && !Holds(now, home)) left = With(left, home);
        foreach (var year in heard.Standing.Years)
        {
            if (!Holds(now, year.Year)) left = With(left, year.Year);
        }

        return left;
    }

    public static ImmutableArray<int> With(ImmutableArray<int> left, int season) =>
        left.Contains(season) ? left : left.Add(season);

    private static bool Holds(Standing standing, int season)
    {
        if (standing.Totals?.Season == season) return true;
        foreach (var year in standing.Years)
        {
            if (year.Year == season) return true;
        }

        return false;
    }
}

public sealed partial class Board
{
    /// <summary>
    /// Films that are looked at in one go for a listener whom few of them concern: about a millisecond.
    /// </summary>
    private const int LookedAtMax = 8_192;

    /// <summary>Everything that this Board has has been heard.</summary>
    public HeardTo Head => new(Epoch, Revision);

    /// <summary>
    /// What is new to a listener who has heard everything up to some point: each film that changed since
    /// once, as it is now, about <paramref name="first"/> at a time. A film of which nobody has said anything
    /// is told when it is registered or revised; that its season gained a list is told only to those who
    /// named the film.
    /// </summary>
    public News Since(HeardTo heard, NewsFilter filter, int first)
    {
        var isReset = heard.Epoch != Epoch;
        var after = isReset ? 0 : heard.Revision;
        var news = filter.Films is { } named ? Named(named, filter, after) : Walk(filter, after, first);
        return isReset ? news with { IsReset = true } : news;
    }

    private News Named(ImmutableHashSet<FilmId> named, NewsFilter filter, long after)
    {
        var numbers = named.Select(_films.NumberOf).ToList();
        var films =
            from number in numbers.Select(_films.Answering).Distinct()
            let film = Shown(number)
            where film is not null && film.Revision > after && filter.IsWithin(film)
            orderby film.Revision
            select new ChangedFilm(film.Revision, film);
        // Of several that were merged in turn, whoever named the first was told each that answered for it.
        var gone = numbers.SelectMany(_films.ToAnswering).Distinct()
            .Select(number => Gone(number, filter)).OfType<GoneFilm>()
            .Where(film => film.Revision > after).OrderBy(film => film.Revision);
        return new([.. films], Head with { Revision = Math.Max(after, Revision) }) { Gone = [.. gone] };
    }

    private News Walk(NewsFilter filter, long after, int first)
    {
        var films = ImmutableArray.CreateBuilder<ChangedFilm>();
        var gone = ImmutableArray.CreateBuilder<GoneFilm>();
        Span<OrderItem> items = stackalloc OrderItem[64];
        var (changed, heard, looked, isFull) = (Changed, after, 0, false);
        var from = changed.CountBefore(OrderPoint.Before((ulong)after + 1));
        while (!isFull)
        {
            var read = changed.Read(from + looked, items);
            foreach (var item in items[..read])
            {
                // What shares a revision is told together: nobody asks for the rest of it.
                isFull = (films.Count + gone.Count >= first || looked >= LookedAtMax)
                    && heard != (long)item.Order;
                if (isFull) break;
                heard = (long)item.Order;
                looked++;
                if (Shown(item.Number) is { } film && filter.Holds(film)) films.Add(new(heard, film));
                else if (Gone(item.Number, filter) is { } left) gone.Add(left);
            }

            if (read < items.Length) break;
        }

        var hasMore = from + looked < changed.Count;
        var to = hasMore ? heard : Math.Max(after, Revision);
        return new(films.DrainToImmutable(), new(Epoch, to))
        {
            Gone = gone.DrainToImmutable(),
            HasMore = hasMore,
        };
    }

    private GoneFilm? Gone(int number, NewsFilter filter)
    {
        if (_films.Known[number] is not MergedFilm gone) return null;
        if (Shown(gone.Itself) is not { } film || !filter.IsWithin(film)) return null;
        var into = FilmId.Of(_films.Numbers.NameOf(_films.Answering(number)));
        return new GoneFilm(gone.ChangedAt, gone.Merge.From, into);
    }
}
