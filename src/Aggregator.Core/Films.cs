using System.Collections.Immutable;

namespace Aggregator;

/// <summary>What is known of the film of one number.</summary>
internal interface IKnownFilm
{
    /// <summary>Null while only its standing has come.</summary>
    Film? Film { get; }

    /// <summary>The revision of its latest change; 0 while nobody sees it.</summary>
    long ChangedAt { get; }
}

/// <summary>
/// A film without a standing. Its numbers are all nothing, so they are made when somebody asks, and made
/// again when its season's totals have changed.
/// </summary>
internal sealed class UnheardFilm(FilmChange change) : IKnownFilm
{
    private volatile BoardFilm? _made;

    public Film Film => change.Film;

    /// <summary>Seasons it was moved from, as far as this process saw it.</summary>
    public ImmutableArray<int> SeasonsLeft { get; private init; } = [];

    /// <summary>The same, changed at another revision.</summary>
    public UnheardFilm At(long revision) => Revised(change with { Revision = revision });

    /// <summary>The same, registered otherwise.</summary>
    public UnheardFilm Revised(FilmChange to) => new(to)
    {
        SeasonsLeft = Season.Of(Film, []) is { } season && season != Season.Of(to.Film, [])
            ? FilmSeasons.With(SeasonsLeft, season)
            : SeasonsLeft,
    };

    public DateTimeOffset Registered => change.RecordedAt;

    /// <summary>That of its registration: totals of its season are no change of the film.</summary>
    public long ChangedAt => change.Revision;

    /// <summary>The film as the Board shows it, under the totals of a season as they stand.</summary>
    public BoardFilm Made(KnownSeasons seasons, Calibration calibration)
    {
        if (_made is { } made && seasons.Of(made.Standing.Totals?.Season).Totals == made.Standing.Totals)
            return made;

        var standing = Standing.Unheard(
            change.Film, change.Position, change.RecordedAt, seasons.TotalsOf, calibration);
        return _made = new BoardFilm
        {
            Film = change.Film,
            Standing = standing,
            Registered = change.RecordedAt,
            Revision = Math.Max(change.Revision, seasons.Of(standing.Totals?.Season).Revision),
            SeasonsLeft = SeasonsLeft,
        };
    }
}

/// <summary>A standing whose film has not come yet: nobody sees it until then.</summary>
internal sealed record FilmlessStanding(Standing Standing) : IKnownFilm
{
    public Film? Film => null;

    public long ChangedAt => 0;
}

/// <summary>
/// A film that was merged: nobody sees it, and what becomes known of it is kept for when it is split off
/// again. <paramref name="Itself"/> is null while nothing is. Its latest change is that it went, at
/// <paramref name="ChangedAt"/>.
/// </summary>
internal sealed record MergedFilm(IKnownFilm? Itself, FilmMerge Merge, long ChangedAt) : IKnownFilm
{
    public Film? Film => Itself?.Film;
}

/// <summary>All films of a snapshot by number.</summary>
internal sealed record Films(Numbers Numbers, PersistentArray<IKnownFilm> Known)
{
    public static Films None() => new(new Numbers(), PersistentArray<IKnownFilm>.Empty);

    public int NumberOf(FilmId id) => id.Value is null ? -1 : Numbers.Of(id.Value);

    public Film? Film(int number) => Known[number]?.Film;

    /// <summary>The film that answers for that of a number: itself, of nearly all.</summary>
    public Film? AnsweringFilm(int number)
    {
        var known = Known[number];
        return known is MergedFilm ? Film(Answering(number)) : known?.Film;
    }

    /// <summary>Which film answers for that of a number: its number, the same for nearly all.</summary>
    public int Answering(int number) => Answering(Numbers, Known, number);

    /// <summary>The same of films that are being changed.</summary>
    public static int Answering(Numbers numbers, PersistentArray<IKnownFilm> known, int number)
    {
        // Each step is later than the one before, so that what is not known yet makes no circle.
        for (var last = 0L; known[number] is MergedFilm { Merge: var merge } && merge.Position > last;)
            (number, last) = (numbers.Of(merge.Into.Value), merge.Position);
        return number;
    }

    /// <summary>A film and each that answered for it in turn, up to the one that does now.</summary>
    public IEnumerable<int> ToAnswering(int number)
    {
        yield return number;
        for (var last = 0L; Known[number] is MergedFilm { Merge: var merge } && merge.Position > last;)
        {
            (number, last) = (Numbers.Of(merge.Into.Value), merge.Position);
            yield return number;
        }
    }

    /// <summary>A film with a standing.</summary>
    public BoardFilm? Heard(int number) => Known[number] as BoardFilm;
}

/// <summary>The totals of every season known, and the revision that made each so.</summary>
internal sealed record KnownSeasons(PersistentArray<SeasonChange> Known, IReadOnlyList<SeasonTotals> InOrder)
{
    public static readonly KnownSeasons None = new(PersistentArray<SeasonChange>.Empty, []);

    public (SeasonTotals? Totals, long Revision) Of(int? season)
    {
        if (season is not { } year) return (null, 0);
        return Known[year] is { } known ? (known.Totals, known.Revision) : (SeasonTotals.None(year), 0);
    }

    public SeasonTotals TotalsOf(int season) => Known[season]?.Totals ?? SeasonTotals.None(season);

    public KnownSeasons With(SeasonChange change, Edit edit)
    {
        if (Known[change.Totals.Season]?.Totals == change.Totals) return this;
        var others = InOrder.Where(totals => totals.Season != change.Totals.Season);
        return new(
            Known.With(change.Totals.Season, change, edit),
            [.. others.Append(change.Totals).OrderBy(totals => totals.Season)]);
    }
}
