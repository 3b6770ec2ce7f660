using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Records held verdicts, a portion of films at a time. Films of which little was said are recorded together,
/// without bringing them to memory; one of which more was said than there are rows decides by itself, because
/// it may be in memory, and reading it again for every few rows is dear.
/// </summary>
internal sealed class VerdictRecording(
    IGrainFactory grains, Newcomers newcomers, ImportAsk ask, ImportReport report)
{
    /// <summary>
    /// Rows of one portion; and portions under way at once: enough for full commits, few enough that a write
    /// from elsewhere waits for no more than some of them.
    /// </summary>
    private const int PortionRows = 1_024;

    private const int PortionsAtOnceMax = 8;

    public Task Record(HeldVerdicts held, CancellationToken cancel) => Parallel.ForEachAsync(
        Portions(held),
        new ParallelOptions { MaxDegreeOfParallelism = PortionsAtOnceMax, CancellationToken = cancel },
        async (portion, _) =>
        {
            await RecordPortion(portion.ConvertAll(film => (film.Key, Latest(held, film.Value))));
            report.Progress();
        });

    private static IEnumerable<List<KeyValuePair<FilmId, HeldVerdicts.HeldRows>>> Portions(HeldVerdicts held)
    {
        var (portion, rows) = (new List<KeyValuePair<FilmId, HeldVerdicts.HeldRows>>(), 0);
        foreach (var film in held.Films)
        {
            if (portion.Count > 0 && rows + film.Value.Count > PortionRows)
            {
                yield return portion;
                (portion, rows) = ([], 0);
            }

            portion.Add(film);
            rows += film.Value.Count;
        }

        if (portion.Count > 0) yield return portion;
    }

    private List<HeldVerdict> Latest(HeldVerdicts held, HeldVerdicts.HeldRows rows)
    {
        var latest = held.Of(rows, out var superseded);
        if (superseded > 0) report.Supersede(superseded);
        return latest;
    }

    private async Task RecordPortion(List<(FilmId Film, List<HeldVerdict> Rows)> films)
    {
        if (ask.DryRun)
        {
            report.Accept(0, films.Sum(film => film.Rows.Count));
            return;
        }

        var board = newcomers.Board;
        var isLittle = films.ToLookup(film => film.Rows.Count <= PortionRows
            && (board.Find(film.Film)?.Standing.Verdicts.Count ?? 0) <= film.Rows.Count);
        var recording = isLittle[false].Select(film => RecordByItself(film.Film, film.Rows)).ToList();
        recording.Add(RecordTogether([.. isLittle[true]]));
        await Task.WhenAll(recording);
    }

    private async Task RecordTogether((FilmId Film, List<HeldVerdict> Rows)[] films)
    {
        if (films.Length == 0) return;
        var outcomes = await grains.Import().Record(
            Array.ConvertAll(films, film => new FilmRows(film.Film, Commands(film.Rows))));
        for (var i = 0; i < films.Length; i++) Tell(films[i].Rows, outcomes[i]);
    }

    private async Task RecordByItself(FilmId film, List<HeldVerdict> rows)
    {
        for (var from = 0; from < rows.Count; from += PortionRows)
        {
            var part = rows.GetRange(from, Math.Min(PortionRows, rows.Count - from));
            Tell(part, await grains.Film(film).Import(Commands(part)));
        }
    }

    private RecordVerdict[] Commands(List<HeldVerdict> rows)
    {
        var commands = new RecordVerdict[rows.Count];
        for (var i = 0; i < commands.Length; i++)
            commands[i] = new(rows[i].Critic, rows[i].Verdict, rows[i].Text, ask.Actor);
        return commands;
    }

    private void Tell(List<HeldVerdict> rows, VerdictOutcome[] outcomes)
    {
        var (accepted, last) = (0, 0L);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var outcome = outcomes[i];
            if (outcome.Refusal is { } refusal) report.Refuse(rows[i].Line, refusal);
            else if (outcome.Step == VerdictStep.Unchanged) report.LeaveUnchanged(outcome.Position);
            else if (outcome.Step == VerdictStep.Superseded) report.Supersede();
            else (accepted, last) = (accepted + 1, Math.Max(last, outcome.Position));
        }

        if (accepted > 0) report.Accept(last, accepted);
    }
}
