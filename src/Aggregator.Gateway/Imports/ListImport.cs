using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Writes;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Lists: <c>critic,kind,publication,year,ranked,place,film,film_year,film_ref,published,url,note</c>.
/// The rows of one critic and year make one list, which is published or refused whole. They are held to the
/// end of the file, or until too many are: what comes after the list was published is refused then.
/// </summary>
internal sealed class ListImport(
    IGrainFactory grains, Newcomers newcomers, ImportAsk ask, ImportReport report, TimeProvider clock)
    : IImport
{
    private const int ListsAtOnceMax = 16;

    /// <summary>From so many rows on, the films and critics of lists are registered together.</summary>
    private const int RowsAtOnce = 5_000;

    private readonly HeldLists _held = new();

    public IReadOnlyList<string> Columns { get; } =
        ["critic", "kind", "publication", "year", "ranked", "place", "film", "film_year", "film_ref",
            "published", "url", "note"];

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            if (_held.IsFull) await PublishHeld(isLast: false, cancel);
            var read = ListRow.Read(row, Days.Today(clock));
            if (_held.IsLate(read)) report.Refuse(row.Line, Scattered(row.Line));
            else _held.Add(read);
        }
    }

    public Task Finish(CancellationToken cancel) => PublishHeld(isLast: true, cancel);

    private async Task PublishHeld(bool isLast, CancellationToken cancel)
    {
        var (together, rows) = (new List<List<ListRow>>(), 0);
        foreach (var list in _held.Take(isLast))
        {
            together.Add(list);
            rows += list.Count;
            if (rows < RowsAtOnce) continue;
            await Publish(together, cancel);
            (together, rows) = ([], 0);
        }

        await Publish(together, cancel);
    }

    private async Task Publish(List<List<ListRow>> lists, CancellationToken cancel)
    {
        var well = lists.FindAll(list => list.All(row => row.Refusal is null));
        var said = well.ConvertAll(list => new Said(list[0].Critic!, [.. list.Select(row => row.Film!)]));
        await newcomers.Welcome([.. said.SelectMany(list => list.Films).Distinct()], said, cancel);

        await Parallel.ForEachAsync(
            lists,
            new ParallelOptions { MaxDegreeOfParallelism = ListsAtOnceMax, CancellationToken = cancel },
            async (list, token) => await Publish(list, token));
    }

    private async Task Publish(List<ListRow> rows, CancellationToken cancel)
    {
        if (Understand(rows) is not { } list) return;
        if (ask.DryRun)
        {
            report.Accept(0, rows.Count);
            return;
        }

        var command = new PublishList(list, rows[0].Text, null, ask.Actor);
        var outcome = await Saying.Say(
            newcomers.AskedAt,
            at => grains.YearList(list.Critic, list.Year).Publish(command with { AskedAt = at }),
            cancel);
        if (outcome.Refusal is { } refusal) report.Refuse(rows[0].Line, refusal, rows.Count);
        else if (outcome.Step == ListStep.Unchanged) report.LeaveUnchanged(outcome.Position, rows.Count);
        else report.Accept(outcome.Position, rows.Count);
    }

    private static Refusal Scattered(long line) => new(
        "list-scattered",
        $"Line {line} stands too far behind the other rows of its list, which was taken without it. Send the "
        + "rows of each list together.");

    /// <summary>The list the rows make; null when it is refused, which is reported then.</summary>
    private YearList? Understand(List<ListRow> rows)
    {
        var films = new List<FilmMatch>(rows.Count);
        var refused = false;
        foreach (var row in rows)
        {
            var match = row.Refusal is null ? newcomers.Find(row.Film!) : null;
            var refusal = row.Refusal ?? (match!.Film is null ? row.Film!.Refuse(match) : null);
            if (refusal is null)
            {
                films.Add(match!);
                continue;
            }

            refused = true;
            report.Explain(row.Line, refusal);
        }

        var critic = rows[0].Critic is { } mention ? newcomers.Find(mention) : null;
        if (!refused && critic is null)
        {
            report.Refuse(rows[0].Line, rows[0].Critic!.Refuse(), rows.Count);
            return null;
        }

        if (refused)
        {
            var whole = new Refusal("list-refused",
                $"The list that begins at line {rows[0].Line} is refused whole, because of the lines named.");
            report.Refuse(rows[0].Line, whole, rows.Count);
            return null;
        }

        var made = ListRow.Assemble(rows, films, critic!);
        if (made.Refusal is { } no) report.Refuse(rows[0].Line, no, rows.Count);
        return made.Value;
    }
}
