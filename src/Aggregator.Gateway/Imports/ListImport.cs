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

    private readonly StrayRows _strays = new(new HeldLists(), report);
    private readonly Registrar _critics = new(newcomers.Board);
    private readonly Dictionary<string, CriticId> _spellings = [];

    private HeldLists Held => _strays.Held;

    public IReadOnlyList<string> Columns { get; } =
        ["critic", "kind", "publication", "year", "ranked", "place", "film", "film_year", "film_ref",
            "published", "url", "note"];

    public bool TakesRefused => true;

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            if (Held.IsFull)
            {
                await PublishHeld(isLast: false, cancel);
                _strays.BeginAnew();
            }

            var read = ListRow.Read(row, Days.Today(clock), Who);
            var isKnown = Held.Has(read.Key) || Held.IsTaken(read.Key);
            if (read.Refusal is { } refusal
                && !(ListRow.TellsItsList(row) && (isKnown || ListRow.TellsForSure(row))))
            {
                if (ListRow.IsNoneOfList(row)) report.Refuse(row.Line, refusal);
                else _strays.Add(read);
                continue;
            }

            _strays.Place(read.Key);
            if (Held.IsTaken(read.Key)) report.Refuse(row.Line, read.Refusal ?? Scattered(row.Line));
            else Held.Add(read);
            _strays.Follow(read, isKnown);
        }
    }

    public Task Finish(CancellationToken cancel)
    {
        _strays.Place(next: null);
        return PublishHeld(isLast: true, cancel);
    }

    /// <summary>
    /// Two spellings of one critic would be two lists of which the last takes the other's place. Somebody
    /// nobody knows yet has the id that they would get.
    /// </summary>
    private CriticId Who(string name)
    {
        if (_spellings.TryGetValue(name, out var known)) return known;
        return _spellings[name] = newcomers.Find(CriticMention.Of(name))?.Id
            ?? _critics.Critic(name, kind: null, publication: null).Critic.Id;
    }

    private async Task PublishHeld(bool isLast, CancellationToken cancel)
    {
        var (together, rows) = (new List<List<ListRow>>(), 0);
        foreach (var list in Held.Take(isLast))
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
        var standing = Standing(lists, cancel);
        var said = standing.ConvertAll(list => new Said(list[0].Critic!, FilmsOf(list)));
        await newcomers.Welcome([.. said.SelectMany(list => list.Films).Distinct()], said, cancel);

        await Parallel.ForEachAsync(
            standing,
            new ParallelOptions { MaxDegreeOfParallelism = ListsAtOnceMax, CancellationToken = cancel },
            async (list, token) => await Publish(list, token));
    }

    /// <summary>
    /// The lists that stand once what they name is registered. A list is refused whole: one that will not
    /// stand leaves no films and no critic behind.
    /// </summary>
    private List<List<ListRow>> Standing(List<List<ListRow>> lists, CancellationToken cancel)
    {
        // Without those that are refused, others may name films that nobody registers any more.
        for (var standing = lists; ; lists = standing)
        {
            cancel.ThrowIfCancellationRequested();
            var film = newcomers.Foresee([.. lists.SelectMany(FilmsOf).Distinct()]);
            standing = lists.FindAll(list =>
                Understand(list, film, list[0].Critic is { } critic ? newcomers.Foresee(critic) : null)
                    is not null);
            if (standing.Count == lists.Count) return standing;
        }
    }

    private static List<FilmAsked> FilmsOf(List<ListRow> list) =>
        [.. list.Select(row => row.Film).OfType<FilmAsked>()];

    private async Task Publish(List<ListRow> rows, CancellationToken cancel)
    {
        if (Understand(rows, newcomers.Find, newcomers.Find(rows[0].Critic!)) is not { } list) return;
        WarnOf(rows, list);
        var command = new PublishList(list, rows[0].Text, null, ask.Actor) { LeavesRedacted = true };
        var at = grains.YearList(list.Critic, list.Year);
        var outcome = ask.DryRun
            ? await at.Foresee(command)
            : await Saying.Say(
                newcomers.AskedAt, asked => at.Publish(command with { AskedAt = asked }), cancel);
        if (outcome.Refusal is { } refusal) report.Refuse(rows[0].Line, refusal, rows.Count);
        else if (outcome.Step == ListStep.Unchanged) report.LeaveUnchanged(outcome.Position, rows.Count);
        else report.Accept(ask.DryRun ? 0 : outcome.Position, rows.Count);
    }

    private void WarnOf(List<ListRow> rows, YearList list)
    {
        if (rows[0].Kind is { } said && said != list.Kind)
        {
            var kind = CriticMention.WordOf(list.Kind);
            report.Warn(rows[0].Line, "kind-differs",
                $"\"{list.Critic}\" is a {kind}, and the list counts as a {kind}'s, although the row says "
                + $"{CriticMention.WordOf(said)}.");
        }

        if (rows.Find(row => row.Against(rows[0], list.Publication) is not null) is { } against)
        {
            report.Warn(against.Line, "rows-differ",
                $"The row says that the list {against.Against(rows[0], list.Publication)}, and a row before "
                + "it otherwise. Rows of one critic and year are one list, for which the first speaks that "
                + "says anything: write critics of one name with their publications, as in \"Ann Lee "
                + "(Variety)\".");
        }
    }

    private static Refusal Scattered(long line) => new(
        "list-scattered",
        $"Line {line} stands too far behind the other rows of its list, which was taken without it. Send the "
        + "rows of each list together.");

    /// <summary>The list the rows make; null when it is refused, which is reported then.</summary>
    private YearList? Understand(List<ListRow> rows, Func<FilmAsked, FilmMatch> find, Critic? critic)
    {
        var counted = rows.FindAll(row => !row.IsCountedBefore);
        var first = counted is [var own, ..] ? own : rows[0];
        foreach (var row in counted)
            if (row.Refusal is { } unread) report.Explain(row.Line, unread);
        if (YearList.TooLong(rows.Count(row => row.Refusal is null)) is { } tooLong)
        {
            report.Refuse(first.Line, tooLong, counted.Count);
            return null;
        }

        var films = new List<FilmMatch>(rows.Count);
        foreach (var row in rows)
        {
            var match = row.Refusal is null ? find(row.Film!) : null;
            if (match?.Film is not null) films.Add(match);
            else if (row.Refusal is null) report.Explain(row.Line, row.Film!.Refuse(match!));
        }

        var refusal = films.Count < rows.Count ? new Refusal("list-refused",
                $"The list that begins at line {first.Line} is refused whole, because of the lines named.")
            : critic is null ? newcomers.Refuse(first.Critic!)
            : null;
        var made = refusal ?? ListRow.Assemble(rows, films, critic!);
        if (made.Refusal is { } no) report.Refuse(first.Line, no, counted.Count);
        return made.Value;
    }
}
