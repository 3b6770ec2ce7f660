using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Records held verdicts, a portion of films at a time, without bringing the films to memory: what an import
/// leaves there would grow with the file.
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

    /// <summary>
    /// What was said of a portion's films before is read with it. Films of which so much was said come in
    /// smaller portions.
    /// </summary>
    private const int PortionReads = 32_768;

    public Task Record(HeldVerdicts held, CancellationToken cancel) => Parallel.ForEachAsync(
        Portions(held),
        new ParallelOptions { MaxDegreeOfParallelism = PortionsAtOnceMax, CancellationToken = cancel },
        async (portion, token) =>
        {
            await RecordPortion(portion.ConvertAll(film => (film.Film, Latest(held, film))), token);
            report.Progress();
        });

    private IEnumerable<List<HeldVerdicts.HeldRows>> Portions(HeldVerdicts held)
    {
        // Neighbours share pages and nodes, wherever a portion is read, scored and ranked.
        var board = newcomers.Board;
        HeldVerdicts.HeldRows[] films = [.. held.Films];
        var numbers = Array.ConvertAll(films, film => board.NumberOf(film.Film));
        Array.Sort(numbers, films);

        var (portion, rows, reads) = (new List<HeldVerdicts.HeldRows>(), 0, 0);
        foreach (var (film, number) in films.Zip(numbers))
        {
            var said = board.VerdictsOn(number);
            if (portion.Count > 0 && (rows + film.Count > PortionRows || reads + said > PortionReads))
            {
                yield return portion;
                (portion, rows, reads) = ([], 0, 0);
            }

            portion.Add(film);
            (rows, reads) = (rows + film.Count, reads + said);
        }

        if (portion.Count > 0) yield return portion;
    }

    private List<HeldVerdict> Latest(HeldVerdicts held, HeldVerdicts.HeldRows rows)
    {
        var count = 0;
        var latest = held.Of(rows, (row, by) =>
        {
            count++;
            if (row.Year is { } year && by.Year is { } other && year != other)
                report.Warn(row.Line, "film-years-apart",
                    $"This row says {year} and line {by.Line} says {other}, by one critic, of what is one "
                    + $"film here, {rows.Film}: that line is taken and this one is not. If they are two "
                    + "films, register both before their verdicts are sent; what was recorded of the wrong "
                    + "one stands until it is withdrawn.");
        });
        if (count > 0) report.Supersede(count);
        return latest;
    }

    private Task RecordPortion(
        List<(FilmId Film, List<HeldVerdict> Rows)> films, CancellationToken cancel) =>
        films is [var (film, rows)] ? RecordAlone(film, rows, cancel) : RecordTogether(films, cancel);

    /// <summary>One film may have more rows than a portion may: it comes in several.</summary>
    private async Task RecordAlone(FilmId film, List<HeldVerdict> rows, CancellationToken cancel)
    {
        for (var from = 0; from < rows.Count; from += PortionRows)
        {
            var some = rows.GetRange(from, Math.Min(PortionRows, rows.Count - from));
            await RecordTogether([(film, some)], cancel);
        }
    }

    private async Task RecordTogether(
        List<(FilmId Film, List<HeldVerdict> Rows)> films, CancellationToken cancel)
    {
        if (ask.DryRun)
        {
            await Foresee(films);
            return;
        }

        var askedAt = newcomers.AskedAt;
        while (true)
        {
            var outcomes = await grains.Import().Record(
                [.. films.Select(film => new FilmRows(film.Film, Commands(film.Rows, askedAt)))]);
            for (var i = 0; i < films.Count; i++) Tell(films[i].Rows, outcomes[i]);
            if (!outcomes.Any(film => film.Any(outcome => outcome.IsOvertaken))) return;

            // As long as the import runs, what somebody said meanwhile gives way.
            cancel.ThrowIfCancellationRequested();
            askedAt = outcomes.Max(film => film.Max(outcome => outcome.Position));
            films = [.. films.Select((film, i) => (film.Film, Overtaken(film.Rows, outcomes[i])))];
            films.RemoveAll(film => film.Rows.Count == 0);
        }
    }

    private async Task Foresee(List<(FilmId Film, List<HeldVerdict> Rows)> films)
    {
        var outcomes = await grains.Import().Foresee(
            [.. films.Select(film => new FilmRows(film.Film, Commands(film.Rows, askedAt: null)))]);
        foreach (var outcome in outcomes.SelectMany(film => film))
        {
            if (outcome.Step == VerdictStep.Unchanged) report.LeaveUnchanged(outcome.Position);
            else if (outcome.Step == VerdictStep.Superseded) report.Supersede();
            // Also where the film is one that would be created, which nobody has said anything of.
            else report.Accept(0);
        }
    }

    private static List<HeldVerdict> Overtaken(List<HeldVerdict> rows, VerdictOutcome[] outcomes) =>
        [.. rows.Where((_, row) => outcomes[row].IsOvertaken)];

    private RecordVerdict[] Commands(List<HeldVerdict> rows, long? askedAt)
    {
        var commands = new RecordVerdict[rows.Count];
        for (var i = 0; i < commands.Length; i++)
            commands[i] = new(rows[i].Critic, rows[i].Verdict, rows[i].Text, ask.Actor) { AskedAt = askedAt };
        return commands;
    }

    /// <summary>What became of rows; of those that were overtaken nothing did yet.</summary>
    private void Tell(List<HeldVerdict> rows, VerdictOutcome[] outcomes)
    {
        var (accepted, last) = (0, 0L);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var outcome = outcomes[i];
            if (outcome.Refusal is { } refusal) report.Refuse(rows[i].Line, refusal);
            else if (outcome.Step == VerdictStep.Unchanged) report.LeaveUnchanged(outcome.Position);
            else if (outcome.Step == VerdictStep.Superseded) report.Supersede();
            else if (!outcome.IsOvertaken)
                (accepted, last) = (accepted + 1, Math.Max(last, outcome.Position));
        }

        if (accepted > 0) report.Accept(last, accepted);
    }
}
