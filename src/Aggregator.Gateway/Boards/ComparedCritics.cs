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
internal sealed class ComparedCritics : IDisposable
{
    // What a comparison reads at most: some tenths of a second.
    private const int FilmsMax = 200;
    private const long VerdictsMax = 30_000;

    private const int TriesMax = 3;

    private static readonly TimeSpan PatienceForBoard = TimeSpan.FromMilliseconds(250);

    private static readonly NearestCritics Nobody = new([], 0, 0, null);

    private readonly BoardAccess _board;
    private readonly IGrainFactory _grains;
    private readonly Workshop _workshop;
    private readonly RenewedResults<CriticId, (long Position, long Revision), NearestCritics> _nearest;

    public ComparedCritics(
        BoardAccess board, IGrainFactory grains, TimeProvider clock, ILogger<Workshop> log)
    {
        (_board, _grains) = (board, grains);
        // One of its own: nobody waits behind a season for a critic.
        _workshop = new(clock, log);
        _nearest = new(_workshop, board, clock, new(critic => $"How near others are to {critic}", Compare)
        {
            ResultsMax = 1000,
            UnderWayMax = 8,
            PatienceForFirst = TimeSpan.FromSeconds(1),
        });
    }

    /// <summary>As of now; a critic who never stops talking is answered without.</summary>
    public async ValueTask<ComparedCritic> Of(CriticId critic, CancellationToken cancel)
    {
        var grain = _grains.Critic(critic);
        for (var tries = 1; ; tries++)
        {
            var marks = await grain.Marks();
            var compared = new ComparedCritic(marks, null, null);
            if (await ShownSoon(marks, cancel) is { } shown)
                compared = new(marks, LeniencyOf(shown), await Nearest(critic, shown, cancel));

            // What the critic says meanwhile may be on the Board and is not among the marks.
            if ((await grain.Verdicts(new PageAsk(null, 1))).Position == marks.Position) return compared;
            if (tries == TriesMax) return new(marks, null, null);
        }
    }

    public void Dispose() => _workshop.Dispose();

    private async ValueTask<Judged?> ShownSoon(CriticMarks marks, CancellationToken cancel)
    {
        if (Shown(marks, _board.Current) is { } shown) return shown;
        await _board.WaitFor(marks.Position, PatienceForBoard, cancel);
        return Shown(marks, _board.Current);
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
        return (await _nearest.Find(critic, judged.Moment, cancel))?.Value;
    }

    private async Task<Made<(long, long), NearestCritics>> Compare(
        CriticId critic, Made<(long, long), NearestCritics>? last, CancellationToken cancel)
    {
        var marks = await _grains.Critic(critic).Marks().WaitAsync(cancel);
        var judged = await ShownSoon(marks, cancel)
            ?? throw new TimeoutException("The Board did not reach the critic's verdicts in time.");
        var found = await _grains.Comparison().Nearest(critic, FilmsOf(judged)).WaitAsync(cancel);
        return new(judged.Board.Epoch, judged.Moment, found);
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

    /// <summary>
    /// What stands of a critic up to a position, newest first, and the films as a Board has them.
    /// </summary>
    private sealed record Judged(Board Board, long Position, List<(CriticMark Mark, BoardFilm Film)> Films)
    {
        /// <summary>
        /// The critic's last entry, and the latest revision of the films: whatever is said of one of them
        /// gives it a revision greater than any before.
        /// </summary>
        public (long Position, long Revision) Moment =>
            (Position, Films.Select(said => said.Film.Revision).DefaultIfEmpty().Max());
    }
}
