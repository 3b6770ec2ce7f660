using Aggregator.Grains;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// What stands of a critic, and where that is beside the others; null what is not known at the moment.
/// </summary>
internal sealed record ComparedCritic(CriticMarks Marks, Leniency? Leniency, NearestCritics? Nearest);

/// <summary>
/// How critics compare with others: leniency at each look, from the Board; the nearest critics computed when
/// somebody looks, and again when one of the films has moved since. Why so:
/// <c>docs/decisions/critics-compared.md</c>.
/// </summary>
internal sealed partial class ComparedCritics(
    BoardAccess board, IGrainFactory grains, TimeProvider clock, ILogger<ComparedCritics> log) : IDisposable
{
    // What a comparison reads at most: some tenths of a second.
    private const int FilmsMax = 200;
    private const long VerdictsMax = 30_000;

    private const int KeptMax = 1000;
    private const int WaitingMax = 8;
    private const int TriesMax = 3;

    /// <summary>Comparisons of one critic begin at least so far apart, however fast the films move.</summary>
    private static readonly TimeSpan StayFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PatienceForFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceForNewer = TimeSpan.FromMilliseconds(250);

    private static readonly NearestCritics Nobody = new([], 0, 0, null);

    private readonly Workshop _workshop = new(clock);
    private readonly Dictionary<CriticId, Comparison> _kept = [];
    private int _waiting;

    /// <summary>As of now; a critic who never stops talking is answered without.</summary>
    public async ValueTask<ComparedCritic> Of(CriticId critic, CancellationToken cancel)
    {
        var grain = grains.Critic(critic);
        for (var tries = 1; ; tries++)
        {
            var marks = await grain.Marks();
            var compared = new ComparedCritic(marks, null, null);
            if (await ShownSoon(marks, cancel) is { } shown)
            {
                var nearest = await Nearest(critic, shown, cancel);
                compared = new(marks, LeniencyOf(shown), nearest);
            }

            // What the critic says meanwhile may be on the Board and is not among the marks.
            if ((await grain.Verdicts(new PageAsk(null, 1))).Position == marks.Position) return compared;
            if (tries == TriesMax) return new(marks, null, null);
        }
    }

    public void Dispose() => _workshop.Dispose();

    private async ValueTask<Judged?> ShownSoon(CriticMarks marks, CancellationToken cancel)
    {
        if (Shown(marks, board.Current) is { } shown) return shown;
        await board.WaitFor(marks.Position, PatienceForNewer, cancel);
        return Shown(marks, board.Current);
    }

    /// <summary>
    /// The films with the critic's verdicts in them: a standing at or past the position of a verdict has it.
    /// Null while one has not; what a settled Board does not show as a film of its own is left out.
    /// </summary>
    private static Judged? Shown(CriticMarks marks, Board now)
    {
        var films = new List<(CriticMark Mark, BoardFilm Film)>(marks.Items.Length);
        foreach (var mark in marks.Items)
        {
            var film = now.Find(mark.Film);
            if (film?.Standing.Position >= mark.Position) films.Add((mark, film));
            else if (now.Settled < marks.Position) return null;
        }

        return new(now, marks.Position, films);
    }

    private static Leniency? LeniencyOf(Judged judged) => Leniency.Of(
        from said in judged.Films
        where said.Mark.Rating is not null
        select (said.Mark.Rating!.Value, said.Mark.Thumb, said.Film.Standing.Verdicts),
        judged.Board.Calibration);

    private async ValueTask<NearestCritics?> Nearest(CriticId critic, Judged judged, CancellationToken cancel)
    {
        if (judged.Films.Count == 0) return Nobody;
        // Whatever is said of one of the films gives it a revision greater than any before.
        var asked = new Moment(
            judged.Board.Epoch, judged.Position, judged.Films.Max(said => said.Film.Revision));
        var comparison = KeptOf(critic);
        var known = comparison.Of(asked.Epoch);
        if (known?.Moment == asked) return known.Found;

        if (Begin(comparison, critic, asked, FilmsOf(judged)) is { } running)
        {
            await running.WaitAsync(known is null ? PatienceForFirst : PatienceForNewer, clock, cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }

        return comparison.Of(asked.Epoch)?.Found;
    }

    /// <summary>The films the critic judged last, as many as may be read.</summary>
    private static FilmId[] FilmsOf(Judged judged)
    {
        var (films, left) = (new List<FilmId>(), VerdictsMax);
        foreach (var (mark, film) in judged.Films)
        {
            var verdicts = film.Standing.Verdicts.Count;
            if (verdicts > left) continue;
            left -= verdicts;
            films.Add(mark.Film);
            if (films.Count == FilmsMax) break;
        }

        return [.. films];
    }

    private Comparison KeptOf(CriticId critic)
    {
        lock (_kept)
        {
            if (_kept.TryGetValue(critic, out var kept)) return kept;
            // Somebody walks through all critics: who comes back is computed again.
            if (_kept.Count == KeptMax) _kept.Clear();
            return _kept[critic] = new Comparison();
        }
    }

    /// <summary>
    /// What is computed, or begins to be; null while it has to stay as it is, or too many wait.
    /// </summary>
    private Task? Begin(Comparison comparison, CriticId critic, Moment asked, FilmId[] films)
    {
        lock (comparison)
        {
            if (comparison.Running is { IsCompleted: false } running) return running;
            var stays = comparison.Running is not null && clock.GetElapsedTime(comparison.Began) < StayFor;
            if (stays) return null;
            if (Interlocked.Increment(ref _waiting) > WaitingMax)
            {
                Interlocked.Decrement(ref _waiting);
                return null;
            }

            comparison.Began = clock.GetTimestamp();
            return comparison.Running = Task.Run(async () =>
            {
                await _workshop.InTurn(TimeSpan.Zero, async end => comparison.Known = new(
                    asked, await grains.Comparison().Nearest(critic, films).WaitAsync(end)),
                    fault => Lost(log, critic, fault));
                Interlocked.Decrement(ref _waiting);
            });
        }
    }

    /// <summary>
    /// What stands of a critic up to a position, newest first, and the films as a Board has them.
    /// </summary>
    private sealed record Judged(Board Board, long Position, List<(CriticMark Mark, BoardFilm Film)> Films);

    /// <summary>The critic's last entry, and the latest revision of the films.</summary>
    private sealed record Moment(string Epoch, long Position, long Revision);

    private sealed record KnownComparison(Moment Moment, NearestCritics Found);

    private sealed class Comparison
    {
        private volatile KnownComparison? _known;

        public KnownComparison? Known
        {
            get => _known;
            set => _known = value;
        }

        public long Began { get; set; }

        public Task? Running { get; set; }

        /// <summary>What was computed; of another epoch it counts for nothing.</summary>
        public KnownComparison? Of(string epoch) =>
            Known is { } known && known.Moment.Epoch == epoch ? known : null;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "How near others are to {Critic} could not be computed; it is answered without, or as "
            + "before")]
    private static partial void Lost(ILogger log, CriticId critic, Exception fault);
}
