using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Writes;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Lists: <c>critic,kind,publication,year,ranked,place,film,film_year,film_ref,published,url,note</c>.
/// Adjacent rows of one critic and year make one list, which is published or refused whole.
/// </summary>
internal sealed class ListImport(
    IGrainFactory grains, Newcomers newcomers, ImportAsk ask, ImportReport report, TimeProvider clock)
    : IImport
{
    private const int ListsAtOnceMax = 16;

    private List<ListRow> _open = [];

    public IReadOnlyList<string> Columns { get; } =
        ["critic", "kind", "publication", "year", "ranked", "place", "film", "film_year", "film_ref",
            "published", "url", "note"];

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        var closed = new List<List<ListRow>>();
        foreach (var row in rows)
        {
            var read = ListRow.Read(row, Days.Today(clock));
            if (_open.Count > 0 && !_open[0].IsOfOneListWith(read))
            {
                closed.Add(_open);
                _open = [];
            }

            _open.Add(read);
        }

        await Publish(closed, cancel);
    }

    public async Task Finish(CancellationToken cancel)
    {
        if (_open.Count > 0) await Publish([_open], cancel);
        _open = [];
    }

    private async Task Publish(List<List<ListRow>> lists, CancellationToken cancel)
    {
        var well = lists.FindAll(list => list.All(row => row.Refusal is null));
        var said = well.ConvertAll(list => new Said(list[0].Critic!, [.. list.Select(row => row.Film!)]));
        await newcomers.Welcome([.. said.SelectMany(list => list.Films).Distinct()], said, cancel);

        // The same critic and year again, further down, revises: it waits for the stretch before it.
        foreach (var stretch in WithoutRepeats(lists))
        {
            await Parallel.ForEachAsync(
                stretch,
                new ParallelOptions { MaxDegreeOfParallelism = ListsAtOnceMax, CancellationToken = cancel },
                async (list, token) => await Publish(list, token));
        }
    }

    private static IEnumerable<List<List<ListRow>>> WithoutRepeats(List<List<ListRow>> lists)
    {
        var stretch = new List<List<ListRow>>();
        var seen = new HashSet<string>();
        foreach (var list in lists)
        {
            if (!seen.Add(list[0].Key))
            {
                yield return stretch;
                stretch = [];
                seen = [list[0].Key];
            }

            stretch.Add(list);
        }

        yield return stretch;
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
