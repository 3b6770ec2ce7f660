using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Verdicts: <c>critic,publication,film,film_year,film_ref,rating,thumb,published,url</c>. Rows are held
/// until many of each film's are together, and recorded while further ones are read.
/// </summary>
internal sealed class VerdictImport(
    IGrainFactory grains, Newcomers newcomers, ImportAsk ask, ImportReport report, TimeProvider clock)
    : IImport
{
    /// <summary>After so long a slow sender's rows are recorded, however few they are.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(5);

    private readonly VerdictRecording _record = new(grains, newcomers, ask, report);
    private VerdictCells? _cells;
    private HeldVerdicts _held = new();
    private HeldVerdicts _underWay = new();
    private Task _recording = Task.CompletedTask;
    private long _heldSince;

    public IReadOnlyList<string> Columns => VerdictCells.Columns;

    public Refusal? Refuse(ImportTable table)
    {
        if (table.Export is { Holds: not Export.Holding.Ratings } other) return other.Elsewhere();
        if (ask.Critic is { } name)
        {
            var critic = CriticMention.Of(name);
            return newcomers.Foresee(critic) is not null ? null : newcomers.Refuse(critic);
        }

        if (table.Find("critic") is not null || table.Find("publication") is not null) return null;
        var what = table.Export is { } export ? $"These are {export.Name}, which do" : "The file does";
        return new Refusal("critic-missing",
            $"{what} not say whose verdicts they are: say it in the address with critic=, by id or name.");
    }

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        if (_recording.IsFaulted) await _recording;
        if (_held.Count == 0) _heldSince = clock.GetTimestamp();
        _cells ??= new VerdictCells(Days.Today(clock), ask.Critic);

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
        var said = rows.Where(row => row.Critic.Critic is null).ToList();
        await newcomers.Welcome(
            [.. films.Select(film => film.Asked).Distinct()],
            [.. said.Select(row => new Said(row.Critic.Mention, [row.Film.Asked]))], cancel);

        foreach (var film in films) film.Match = newcomers.Find(film.Asked);
        foreach (var critic in said.Select(row => row.Critic).Distinct())
            critic.Critic = newcomers.Find(critic.Mention);
    }

    private void Hold(in VerdictRow row)
    {
        var (line, critic, film, said, text) = row;
        if (film.Match!.Film is not { } known) report.Refuse(line, film.Asked.Refuse(film.Match));
        else if (critic.Critic is not { } speaks) report.Refuse(line, newcomers.Refuse(critic.Mention));
        else
        {
            if (said.Warning is { } warning) report.Warn(line, "rating-unreadable", warning);
            film.Held ??= _held.PlaceOf(known.Id);
            _held.Add(film.Held.Value, new HeldVerdict(line, speaks.Id, said.Verdict, text)
            {
                // Beside a ref or an id a year tells little.
                Year = film.Asked.Id is null ? film.Asked.Year : null,
            });
        }
    }

    /// <summary>Begins to record what is held, once what was held before is recorded.</summary>
    private async Task RecordHeld(CancellationToken cancel)
    {
        await _recording;
        _underWay.Clear();
        (_held, _underWay, _cells) = (_underWay, _held, null);
        _recording = Task.Run(() => _record.Record(_underWay, cancel), cancel);
    }

    private readonly record struct VerdictRow(
        long Line, CriticCells Critic, FilmCells Film, VerdictSaid Said, FreeText? Text);
}
