namespace Aggregator;

/// <summary>The making of the next Board from the last: one writer, one stretch of changes.</summary>
internal sealed partial class BoardEdit(BoardParts before, Edit edit)
{
    private readonly List<(Scope Scope, RankingBy By)> _left = [];
    private readonly List<(Scope Scope, RankingBy By)> _held = [];
    private readonly HashSet<int> _touched = [];
    private readonly Dictionary<int, SeasonTotals> _totals = [];
    private readonly Numbers _numbers = before.Films.Numbers;
    private readonly LateOrder _changed = Next(before.Changed, before, edit, new ChangedFilms(before.Films));
    private PersistentArray<IKnownFilm> _known = before.Films.Known;
    private PersistentArray<RankingState> _rankings = before.Rankings;
    private KnownSeasons _seasons = before.Seasons;
    private Catalogue _catalogue = before.Catalogue;
    private long _revision = before.Revision;
    private long _filmsMergedAt = before.FilmsMergedAt;

    /// <summary>That of the latest change applied.</summary>
    public long Revision => _revision;

    /// <summary>
    /// The number of a ranking among all rankings, -1 for a year that no scope names (and that is therefore
    /// never ranked) and for an order that is not always live.
    /// </summary>
    public static int NumberOf(Scope scope, RankingBy by)
    {
        if (scope.Season is < Scope.SeasonMin or > Scope.SeasonMax || !RankingNames.IsLive(by)) return -1;
        var ofScope = scope.Season is { } season ? season - Scope.SeasonMin + 1 : 0;
        return (ofScope * RankingNames.LiveCount) + (int)by;
    }

    private void Apply(Change change)
    {
        _revision = Math.Max(_revision, change.Revision);
        switch (change)
        {
            case FilmChange film:
                Apply(film);
                break;
            case StandingChange standing:
                Apply(standing);
                break;
            case FilmMergeChange merge:
                Apply(merge);
                break;
            case CriticChange critic:
                _catalogue = _catalogue.With(critic, edit);
                break;
            case SeasonChange season:
                _seasons = _seasons.With(season, edit);
                break;
        }
    }

    /// <summary>Applies a stretch of changes; those that are in already are passed over.</summary>
    public void Apply(FeedChunk chunk)
    {
        foreach (var change in chunk.Changes)
            if (change.Revision > before.Revision) Apply(change);
    }

    /// <summary>The parts of the next Board. Nothing may be applied after it.</summary>
    public BoardParts Close(FeedChunk chunk)
    {
        edit.Settle();
        if (chunk.ReachesHead) _revision = Math.Max(chunk.HeadRevision, _revision);
        var films = before.Films with { Known = _known };
        var touched = before.Unpublished.Union(_touched);
        foreach (var ranking in touched)
        {
            var state = OwnState(ranking);
            state.Revision = _revision;
            state.Order.MakeMany(Ranked(ranking, films));
        }

        _changed.MakeMany(new ChangedFilms(films));
        return before with
        {
            Epoch = chunk.Epoch,
            Revision = _revision,
            // Only at the head is the settled position true of what is here.
            Settled = chunk.ReachesHead ? Math.Max(chunk.Settled, before.Settled) : before.Settled,
            FilmsMergedAt = _filmsMergedAt,
            Films = films,
            Seasons = _seasons,
            Rankings = _rankings,
            Unpublished = chunk.ReachesHead ? [] : touched,
            Changed = _changed,
            Catalogue = _catalogue.Over(films),
        };
    }

    private void Apply(FilmChange change)
    {
        var number = _numbers.Give(change.Film.Id.Value);
        var known = _known[number];
        _catalogue = _catalogue.With((number, known?.Film, change.Film), known is MergedFilm, edit);
        Become(number, known, Known(change, Itself(known)));
    }

    private void Apply(StandingChange change)
    {
        var number = _numbers.Give(change.Standing.Film.Value);
        var known = _known[number];
        Become(number, known, Known(change, Itself(known)));
    }

    /// <summary>
    /// Changes come in the order of their revisions: the one being applied is the latest of the film.
    /// </summary>
    private BoardFilm Shown(
        Film film, Standing standing, DateTimeOffset registered, IKnownFilm? before = null) => new()
        {
            Film = film,
            Standing = Slim(film, standing),
            Registered = registered,
            Revision = _revision,
            SeasonsLeft = FilmSeasons.Left(before, standing),
        };

    /// <summary>
    /// The same standing, sharing its season's totals with the others; and its film's id, where it is made
    /// anew for that.
    /// </summary>
    private Standing Slim(Film film, Standing standing)
    {
        if (standing.Totals is not { } totals) return standing;
        var shared = Shared(totals);
        return ReferenceEquals(shared, totals) ? standing : standing with { Film = film.Id, Totals = shared };
    }

    private SeasonTotals Shared(SeasonTotals totals)
    {
        if (_seasons.Known[totals.Season]?.Totals is { } known && known == totals) return known;
        if (_totals.GetValueOrDefault(totals.Season) is { } met && met == totals) return met;
        return _totals[totals.Season] = totals;
    }

    /// <summary>Shows what is known of a film now, unless another answers for it.</summary>
    private void Become(int number, IKnownFilm? was, IKnownFilm? now)
    {
        if (was is MergedFilm merged) Hide(number, merged with { Itself = now });
        else Show(number, was, now);
    }

    private void Show(int number, IKnownFilm? was, IKnownFilm? now)
    {
        if (now is BoardFilm heard) Put(number, was as BoardFilm, heard);
        else Keep(number, was, now);
    }

    private void Put(int number, BoardFilm? was, BoardFilm now)
    {
        // Whoever still reads the Board before may render it again; an old Board kept long holds no bytes.
        if (was is not null) was.Rendered = null;
        Keep(number, _known[number], now);
        _left.Clear();
        if (was is not null) RankingOrder.Collect(was.Standing, _left);
        RankingOrder.Collect(now.Standing, _held);
        foreach (var (scope, by) in _held)
            Move((scope, by), number, (was is not null && _left.Remove((scope, by)) ? was : null, now));
        foreach (var (scope, by) in _left) Move((scope, by), number, (was, null));
    }

    /// <summary>
    /// What changes comes in the order of its revisions: the film goes to the end of all.
    /// </summary>
    private void Keep(int number, IKnownFilm? was, IKnownFilm? now)
    {
        _known = _known.With(number, now, edit);
        var (before, after) = (was?.ChangedAt ?? 0, now?.ChangedAt ?? 0);
        if (before == after) return;
        OrderItem? from = before > 0 ? ChangedFilms.Of(number, before) : null;
        OrderItem? to = after > 0 ? ChangedFilms.Of(number, after) : null;
        if (edit.IsGathering) Change(_changed, from, to);
        else if (from is null) _changed.Come(number);
        else if (!_changed.Awaits(before)) _changed.Move(from.Value);
    }

    /// <summary>Every ranking that holds the film has changed, even where the film does not move.</summary>
    private void Move((Scope Scope, RankingBy By) of, int number, (BoardFilm? From, BoardFilm? To) film)
    {
        var ranking = NumberOf(of.Scope, of.By);
        if (ranking < 0) return;
        _touched.Add(ranking);
        var state = OwnState(ranking);
        if (film.From is { Revision: var was }) state.Leave(was);
        if (film.To is { Revision: var now }) state.Come(now);

        var ranked = new RankedFilms(before.Films, of.Scope, of.By);
        if (edit.IsGathering)
        {
            OrderItem? from = film.From is null ? null : ranked.Of(number, film.From.Standing);
            OrderItem? to = film.To is null ? null : ranked.Of(number, film.To.Standing);
            Change(state.Order, from, to);
        }
        else if (film.From is null)
        {
            state.Order.Come(number);
        }
        else if (!state.Order.Awaits(film.From.Revision))
        {
            state.Order.Move(ranked.Of(number, film.From.Standing));
        }
    }

    /// <summary>Where most of the films change, orders are built at once in the end.</summary>
    private void Change(LateOrder order, OrderItem? from, OrderItem? to)
    {
        if (from == to) return;
        if (from is { } gone) order.Change(gone, comes: false, edit);
        if (to is { } come) order.Change(come, comes: true, edit);
    }

    /// <summary>The order to go on from: whoever gathers finds it made.</summary>
    private static LateOrder Next<TStands>(LateOrder order, BoardParts before, Edit edit, in TStands stands)
        where TStands : struct, IStands
    {
        if (edit.IsGathering) order.Made(stands);
        return order.Next(before.Revision);
    }

    private RankingState OwnState(int ranking)
    {
        var state = _rankings[ranking];
        if (state?.Owner == edit) return state;
        var order = state?.Order ?? LateOrder.Of(OrderTree.Of(_numbers));
        var next = Next(order, before, edit, Ranked(ranking, before.Films));
        var mine = new RankingState(edit, next, state?.Digest ?? 0);
        if (state is not null) state.Rendered = null;
        _rankings = _rankings.With(ranking, mine, edit);
        return mine;
    }

    private static RankedFilms Ranked(int ranking, Films films)
    {
        var (ofScope, by) = Math.DivRem(ranking, RankingNames.LiveCount);
        var scope = ofScope == 0 ? Scope.AllTime : Scope.Of(ofScope - 1 + Scope.SeasonMin);
        return new(films, scope, (RankingBy)by);
    }
}
