using Aggregator.Gateway.Http;
using Aggregator.Grains;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>What is known of the past of some films, and how much of it.</summary>
/// <param name="Position">Everything up to this position is in it.</param>
internal sealed record KnownPast(Chronicle Chronicle, long Position)
{
    /// <summary>False while it is still being read.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>There are more facts than are kept of every day: nothing was read.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>A film as it was when a day had passed; without facts if nobody spoke of it.</summary>
    public Standing At(BoardFilm film, DateOnly day) =>
        Chronicle.At(film.Film.Id, day) ?? Chronicle.Scored(film.Standing.WithoutFacts(), day);
}

/// <summary>
/// What films were on every day, read from the ledger when somebody asks and kept while few others ask for
/// other seasons; what has moved since is read again. Why so: <c>docs/decisions/past-days.md</c>.
/// </summary>
internal sealed class Pasts : IDisposable
{
    /// <summary>Of more verdicts and placements only one day at a time is kept.</summary>
    public const int FactsMax = 100_000;

    // How many are kept, and how many may be under way besides: the turn of more would come after those who
    // asked have gone. Of every day: some hundred bytes for every fact.
    private static readonly (int Kept, int UnderWay) ScopesMax = (6, 8);

    // Of one day, where there is too much of it: about a kilobyte for every film of a large scope.
    private static readonly (int Kept, int UnderWay) DaysMax = (2, 2);

    private static readonly (int Kept, int UnderWay) FilmsMax = (64, 16);

    // Of one order of one day: some hundred bytes for every place on a list, and for every film.
    private static readonly (int Kept, int UnderWay) OrdersMax = (8, 4);

    // Of no revision: whoever asks next has it read on.
    private const long Unfinished = -1;

    // Below what a reader waits for it the first time. What takes longer goes on when it is asked for again.
    private static readonly TimeSpan WorkAtOnce = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly BoardAccess _board;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly Workshop _workshop;
    private readonly RenewedResults<Whose, long, KnownPast> _scopes;
    private readonly RenewedResults<Whose, long, KnownPast> _days;
    private readonly RenewedResults<Whose, long, KnownPast> _films;
    private readonly RenewedResults<(int Season, RankingBy By, DateOnly Day), long, PastOrder> _orders;

    public Pasts(
        BoardAccess board, IGrainFactory grains, TimeProvider clock, ILogger<Workshop> log)
    {
        (_board, _grains, _clock) = (board, grains, clock);
        // One of its own: whoever looks at the present does not wait for the past.
        _workshop = new Workshop(clock, log);
        (_scopes, _days, _films) = (Results(ScopesMax), Results(DaysMax), Results(FilmsMax));
        _orders = new(_workshop, board, clock, new(
            of => $"The order of {of.Season} by {RankingNames.NameOf(of.By)} on {of.Day:O}", Compare)
        {
            ResultsMax = OrdersMax.Kept,
            UnderWayMax = OrdersMax.UnderWay,
        });

        RenewedResults<Whose, long, KnownPast> Results((int Kept, int UnderWay) most) =>
            new(_workshop, board, clock, new(of => $"The past of {of}", Compute)
            {
                ResultsMax = most.Kept,
                UnderWayMax = most.UnderWay,
            });
    }

    /// <summary>
    /// The past day that is asked for; null where none is, or today or tomorrow: that is told as ever.
    /// Refuses <c>day-unreadable</c> and <c>day-in-future</c>.
    /// </summary>
    public DateOnly? DayOf(string? asOf)
    {
        if (Query.Given(asOf) is not { } text) return null;
        if (!Days.TryRead(text, out var day))
        {
            throw new RefusedException("day-unreadable",
                $"asOf must be a day such as 2014-01-10, not \"{Shown.Short(text)}\".");
        }

        if (day > Today.AddDays(1))
        {
            throw new RefusedException("day-in-future",
                $"Nobody knows yet what will be on {Shown.Short(text)}: asOf is a day up to tomorrow.");
        }

        return day < Today ? day : null;
    }

    public DateOnly Today => Days.Today(_clock);

    /// <summary>
    /// The past of all films of a scope: on every day, or where there is too much of it on one. Refuses
    /// <c>not-yet</c> while it is being read, and <c>season-too-large</c> where every day is asked for.
    /// </summary>
    public async ValueTask<KnownPast> Of(
        Scope scope, DateOnly? day, AwaitedPosition? awaited, CancellationToken cancel)
    {
        var past = await Find(new(scope, null, null), awaited, cancel);
        if (!past.IsTooLarge) return past;
        if (day is not null) return await Find(new(scope, null, day), awaited, cancel);
        throw new RefusedException("season-too-large",
            $"More than {FactsMax} verdicts and places on lists are too many to tell of every day; ask for "
            + "one day with asOf.");
    }

    /// <summary>The past of one film: of its whole season, if that is not too large and has it.</summary>
    public async ValueTask<KnownPast> Of(
        BoardFilm film, AwaitedPosition? awaited, CancellationToken cancel)
    {
        if (film.Standing.Totals is { Season: var season })
        {
            var past = await Find(new(Scope.Of(season), null, null), awaited, cancel);
            // What was read a moment ago lacks a film that has come to the season since.
            if (past.Chronicle.Films.ContainsKey(film.Film.Id)) return past;
        }

        return await Find(new(Scope.AllTime, film.Film.Id, null), awaited, cancel);
    }

    /// <summary>The past of a whole season; null where it is too large to tell of every day.</summary>
    public async ValueTask<KnownPast?> OfSeason(
        int season, AwaitedPosition? awaited, CancellationToken cancel)
    {
        var past = await Find(new(Scope.Of(season), null, null), awaited, cancel);
        return past.IsTooLarge ? null : past;
    }

    /// <summary>
    /// An order that all lists of a season made together when a day had passed, and the position up to which
    /// it holds what was recorded. Refuses <c>not-yet</c> while it is being made, and
    /// <c>season-too-large</c>.
    /// </summary>
    public async ValueTask<(ComparedRanking Order, long Position)> Compared(
        (int Season, RankingBy By, DateOnly Day) of, AwaitedPosition? awaited, CancellationToken cancel)
    {
        var now = _board.Current;
        var revision = ListReader.RevisionOf(now, of.Season);
        var known = awaited is null
            ? await _orders.Find(of, revision, cancel)
            : await _orders.Reach(of, revision, awaited.PatienceLeft, cancel);
        if (known is null) throw NotYet();
        // What has not moved since stands for now as well.
        var position = known.Moment >= revision ? now.Settled : known.Value.Position;
        if (position < awaited?.Position) throw NotYet();
        var ranking = known.Value.Ranking;
        return (ranking.Value ?? throw new RefusedException(ranking.Refusal!), position);
    }

    /// <summary>
    /// What takes more than a moment to make of a chronicle that was read, one at a time, and not in the
    /// workshop: whoever turns its pages waits neither for what is read there nor for the rest after it.
    /// Refuses <c>not-yet</c> where too many wait.
    /// </summary>
    public async ValueTask<T> InTurn<T>(Func<T> make, CancellationToken cancel)
    {
        if (!await _turn.WaitAsync(WaitsAtMost, cancel)) throw NotYet();
        try
        {
            return make();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _workshop.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<KnownPast> Find(Whose of, AwaitedPosition? awaited, CancellationToken cancel)
    {
        var (revision, mergedAt) = (_board.Current.Revision, _board.Current.FilmsMergedAt);
        // Apart, so that what is cheap to ask for does not drive out what took long to read.
        var results = of.Film is not null ? _films : of.Only is not null ? _days : _scopes;
        var known = awaited is null
            ? await results.Find(of, revision, cancel)
            : await results.Reach(of, revision, awaited.PatienceLeft, cancel);
        // One of before the latest merge names films for which others answer now.
        if (awaited is null && known?.Moment < mergedAt)
            known = await results.Reach(of, revision, WaitsAtMost, cancel);
        return known is { Value: { IsWhole: true } past } && known.Moment >= mergedAt
            && !(past.Position < awaited?.Position) ? past : throw NotYet();
    }

    private static RefusedException NotYet() =>
        new("not-yet", "The past is still being read: ask again in a moment.");

    private async Task<Made<long, KnownPast>> Compute(
        Whose of, Made<long, KnownPast>? last, CancellationToken cancel)
    {
        var (board, began) = (_board.Current, _clock.GetTimestamp());
        var before = last?.Epoch == board.Epoch ? last.Value.Chronicle : Chronicle.Empty;
        var reading = new PastReading(_grains, before, board, cancel);
        if (of is { Film: null, Scope.Season: { } season }) await reading.Season(season);

        var films = of.FilmsOn(board, reading.Seasons);
        if (of is { Film: null, Only: null } && films.Sum(PastReading.FactsOf) > FactsMax)
        {
            return new(board.Epoch, board.Revision,
                new(Chronicle.Empty, board.Settled) { IsTooLarge = true });
        }

        var isWhole = await reading.Films(
            films, of.Only, () => _clock.GetElapsedTime(began) > WorkAtOnce);
        var past = new KnownPast(await reading.Made(films), board.Settled) { IsWhole = isWhole };
        return new(board.Epoch, isWhole ? board.Revision : Unfinished, past);
    }

    private async Task<Made<long, PastOrder>> Compare(
        (int Season, RankingBy By, DateOnly Day) of, Made<long, PastOrder>? last, CancellationToken cancel)
    {
        // Taken before the lists: what a list moves, of whatever day, is on a Board later than the list.
        var now = _board.Current;
        var lists = await _grains.Past().Lists(of.Season, of.Day).WaitAsync(cancel);
        var ranking = last is not null && ListReader.SayTheSame(last.Value.Lists, lists)
            ? last.Value.Ranking
            : ComparedRanking.Of(of.By, lists);
        return new(now.Epoch, ListReader.RevisionOf(now, of.Season), new(ranking, lists, now.Settled));
    }

    /// <summary>An order of a past day, the lists that make it, and what it holds of the ledger.</summary>
    private sealed record PastOrder(Outcome<ComparedRanking> Ranking, YearList[] Lists, long Position);

    /// <summary>Whose past: all films' of a scope, or one film's; on every day, or one.</summary>
    private readonly record struct Whose(Scope Scope, FilmId? Film, DateOnly? Only)
    {
        public override string ToString() => Film?.Value ?? Scope.ToString();

        public List<BoardFilm> FilmsOn(Board board, IReadOnlyDictionary<int, SeasonChronicle> seasons)
        {
            if (Film is { } film) return board.Find(film) is { } found ? [found] : [];
            var listed = Scope.Season is { } season ? seasons[season].Films : [];
            return [.. Chronicle.FilmsOf(board, Scope, listed)];
        }
    }
}
