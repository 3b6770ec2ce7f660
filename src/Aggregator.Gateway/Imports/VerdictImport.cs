using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Verdicts: <c>critic,publication,film,film_year,film_ref,rating,thumb,published,url</c>. Rows are held
/// until many of each film's are together, and recorded while further ones are read.
/// </summary>
internal sealed class VerdictImport(
    IGrainFactory grains, Newcomers newcomers, ImportAsk ask, ImportReport report, TimeProvider clock)
    : IImport
{
    /// <summary>
    /// Rows under way at once: enough for full commits, few enough that a write from elsewhere waits for no
    /// more than some of them.
    /// </summary>
    private const int RowsAtOnceMax = 8_192;

    private const int FilmsAtOnceMax = 2_000;
    private const int RowsACallMax = 2_048;

    /// <summary>A sender that is slower than recording need not wait for what it sent to be durable.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(5);

    private VerdictCells? _cells;
    private HeldVerdicts _held = new();
    private HeldVerdicts _underWay = new();
    private Task _recording = Task.CompletedTask;
    private long _heldSince;

    public IReadOnlyList<string> Columns => VerdictCells.Columns;

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        if (_recording.IsFaulted) await _recording;
        if (_held.Count == 0) _heldSince = clock.GetTimestamp();
        _cells ??= new VerdictCells(Days.Today(clock));

        var read = Read(_cells, rows);
        await Resolve(read, cancel);
        foreach (var row in read) Hold(row);

        var isOld = clock.GetElapsedTime(_heldSince) >= HeldFor;
        if (_held.IsFull || (isOld && _recording.IsCompleted)) await RecordHeld(cancel);
    }

    public async Task Finish(CancellationToken cancel)
    {
        await RecordHeld(cancel);
        await _recording;
    }

    public Task Rest() => Task.WhenAny(_recording);

    private List<VerdictRow> Read(VerdictCells cells, IReadOnlyList<ImportRow> rows)
    {
        var read = new List<VerdictRow>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                if (Read(cells, row, out var made) is { } refusal) report.Refuse(row.Line, refusal);
                else read.Add(made);
            }
            catch (RefusedException refused)
            {
                report.Refuse(row.Line, refused.Refusal);
            }
        }

        return read;
    }

    private static Refusal? Read(VerdictCells cells, ImportRow row, out VerdictRow made)
    {
        made = default;
        var critic = cells.Critic(row);
        if (critic.Refusal is not null) return critic.Refusal;
        var film = cells.Film(row);
        if (film.Refusal is not null) return film.Refusal;
        var verdict = cells.Verdict(row);
        if (verdict.Refusal is not null) return verdict.Refusal;

        var url = row.Text("url", PlainText.QuoteLengthMax);
        var address = url is null ? null : new FreeText { Url = url };
        made = new VerdictRow(row.Line, critic.Value!, film.Value!, verdict.Value!, address);
        return null;
    }

    private async Task Resolve(List<VerdictRow> rows, CancellationToken cancel)
    {
        var films = rows.Select(row => row.Film).Where(film => film.Match is null).ToHashSet();
        var critics = rows.Select(row => row.Critic).Where(critic => !critic.IsSought).ToHashSet();
        await newcomers.Welcome(
            films.Select(film => film.Asked).Distinct(), critics.Select(critic => critic.Mention).Distinct(),
            cancel);

        foreach (var film in films) film.Match = newcomers.Find(film.Asked);
        foreach (var critic in critics)
            (critic.Critic, critic.IsSought) = (newcomers.Find(critic.Mention), true);
    }

    private void Hold(in VerdictRow row)
    {
        var (line, critic, film, said, text) = row;
        if (film.Match!.Film is not { } known) report.Refuse(line, film.Asked.Refuse(film.Match));
        else if (critic.Critic is not { } speaks) report.Refuse(line, critic.Mention.Refuse());
        else
        {
            if (said.Warning is { } warning) report.Warn(line, "rating-unreadable", warning);
            _held.Add(known.Id, new HeldVerdict(line, speaks.Id, said.Verdict, text));
        }
    }

    /// <summary>Begins to record what is held, once what was held before is recorded.</summary>
    private async Task RecordHeld(CancellationToken cancel)
    {
        await _recording;
        _underWay.Clear();
        (_held, _underWay, _cells) = (_underWay, _held, null);
        _recording = Task.Run(() => Record(_underWay, cancel), cancel);
    }

    private Task Record(HeldVerdicts verdicts, CancellationToken cancel)
    {
        var rowsAFilm = 1 + (verdicts.Count / (verdicts.Films.Count + 1));
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Clamp(RowsAtOnceMax / rowsAFilm, 1, FilmsAtOnceMax),
            CancellationToken = cancel,
        };
        return Parallel.ForEachAsync(verdicts.Films, options, async (film, _) =>
        {
            var latest = verdicts.Of(film.Value, out var superseded);
            if (superseded > 0) report.Supersede(superseded);
            foreach (var part in latest.Chunk(RowsACallMax)) await Record(film.Key, part);
        });
    }

    private async Task Record(FilmId film, HeldVerdict[] verdicts)
    {
        if (ask.DryRun)
        {
            report.Accept(0, verdicts.Length);
            return;
        }

        var outcomes = await grains.Film(film).Import(Array.ConvertAll(
            verdicts, said => new RecordVerdict(said.Critic, said.Verdict, said.Text, ask.Actor)));
        var (accepted, last) = (0, 0L);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var outcome = outcomes[i];
            if (outcome.Refusal is { } refusal) report.Refuse(verdicts[i].Line, refusal);
            else if (outcome.Step == VerdictStep.Unchanged) report.LeaveUnchanged(outcome.Position);
            else if (outcome.Step == VerdictStep.Superseded) report.Supersede();
            else (accepted, last) = (accepted + 1, Math.Max(last, outcome.Position));
        }

        if (accepted > 0) report.Accept(last, accepted);
        report.Progress();
    }

    private readonly record struct VerdictRow(
        long Line, CriticCells Critic, FilmCells Film, VerdictSaid Said, FreeText? Text);
}
