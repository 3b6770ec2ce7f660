using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

/// <summary>
/// Remembers nothing: each command is decided on the list's head as the ledger has it, and recorded only if
/// that is still the head. Turn by turn, because a critic has one list a year and revises it seldom.
/// </summary>
internal sealed partial class YearListGrain(
    ILedger ledger,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
    ILogger<YearListGrain> logger) : Grain, IYearListGrain
{
    private const int TriesMax = 5;

    public async Task<ListOutcome> Publish(PublishList command)
    {
        var list = command.List with { Critic = Survivor(command.List.Critic) };
        for (var tries = 1; ; tries++)
        {
            if (Answering(ref list) is { } twice) return Refused(twice);
            var head = await Head(list.Critic, list.Year);
            // First: a revision whose answer was lost is no lost update when it is asked for again.
            if (head.Says(list, command, ledger.Answering))
                return new(null, ListStep.Unchanged, head.Position);
            if (head.IsNotAt(command.IfPosition)) return Changed(head, command.IfPosition);
            if (head.Overtakes(command.AskedAt)) return Overtaken(head);

            var dropped = head.FilmsNotOn(list);
            var published = new ListPublished(list, head.Position, dropped);
            var receipt = (await ledger.Append([new(command.Actor, published, command.Text)]))[0];
            if (receipt.Refusal is { } refusal)
            {
                if (!IsTriedAgain(refusal, tries)) return Refused(await Where(refusal, list));
                list = list with { Critic = Survivor(list.Critic) };
                continue;
            }

            await Show(list.Films.Concat(dropped), list.Year, receipt.Position);
            return new(null, head.List is null ? ListStep.Published : ListStep.Revised, receipt.Position);
        }
    }

    public async Task<ListOutcome> Foresee(PublishList command)
    {
        var list = command.List with { Critic = Survivor(command.List.Critic) };
        if (Answering(ref list) is { } twice) return Refused(twice);
        var head = await Head(list.Critic, list.Year);
        var step = head.Says(list, command, ledger.Answering) ? ListStep.Unchanged
            : head.List is null ? ListStep.Published
            : ListStep.Revised;
        return new(null, step, head.Position);
    }

    public async Task<ListOutcome> Withdraw(WithdrawList command)
    {
        var (key, year) = Key;
        for (var tries = 1; ; tries++)
        {
            var critic = Survivor(key);
            var head = await Head(critic, year);
            if (head.IsNotAt(command.IfPosition)) return Changed(head, command.IfPosition);
            if (head.List is not { } list)
                return Refused(new("list-unknown", $"No list of \"{critic}\" of {year} stands."));
            if (head.Overtakes(command.AskedAt)) return Overtaken(head);

            var films = head.Films;
            var withdrawn = new ListWithdrawn(critic, list.Kind, year, head.Position, films);
            var receipt = (await ledger.Append([new(command.Actor, withdrawn)]))[0];
            if (receipt.Refusal is { } refusal)
            {
                if (IsTriedAgain(refusal, tries)) continue;
                return Refused(refusal);
            }

            await Show(films, year, receipt.Position);
            return new(null, ListStep.Withdrawn, receipt.Position);
        }
    }

    public async Task<ListOutcome> Redact()
    {
        var (key, year) = Key;
        var published = new List<long>();
        var ids = new Queue<CriticId>([Survivor(key)]);
        while (ids.TryDequeue(out var id))
        {
            foreach (var entry in await ledger.CriticEntries(id, 0))
            {
                if (entry.Fact is ListPublished { List: var list } && list.Year == year)
                    published.Add(entry.Position);
                // What was said under an id that was merged is found under that id.
                if (entry.Fact is CriticsMerged merged && merged.Into == id) ids.Enqueue(merged.From);
            }
        }

        if (published.Count == 0)
            return Refused(new("list-unknown", $"\"{key}\" never published a list of {year}."));
        var step = (await ledger.Texts(published)).Count > 0 ? ListStep.Unchanged : ListStep.Nothing;
        await ledger.Redact(published);
        return new(null, step, published.Max());
    }

    public async Task<StandingList?> Read()
    {
        var (key, year) = Key;
        var critic = Survivor(key);
        return ledger.Standing(await ledger.ListHead(critic, year), critic);
    }

    private (CriticId Critic, int Year) Key => GrainKeys.ReadYearListKey(this.GetPrimaryKeyString());

    private async ValueTask<ListHead> Head(CriticId critic, int year) =>
        ListHead.Of(await ledger.ListHead(critic, year), critic);

    /// <summary>A list addressed to an id that was merged is that of the critic who answers for it.</summary>
    private CriticId Survivor(CriticId critic) => ledger.Surviving(critic).Critic;

    /// <summary>
    /// The list of the films that answer now; refused where one was merged into another that is on it too.
    /// </summary>
    private Refusal? Answering(ref YearList list)
    {
        var written = list.Films.Count();
        var answering = list.Over(ledger.Answering);
        if (answering.Films.Count() < written)
        {
            var twice = list.Films.GroupBy(ledger.Answering).First(ids => ids.Count() > 1);
            return new("list-repeats-film",
                $"The list names \"{twice.Key}\" twice, as {string.Join(" and as ", twice)}.");
        }

        list = answering;
        return null;
    }

    /// <summary>
    /// Somebody else was quicker, or this very list was recorded when nobody could say so: decide again on
    /// the head as it is. Or the critic or a film was merged: then the head is the same, and whose it is
    /// another.
    /// </summary>
    private static bool IsTriedAgain(Refusal refusal, int tries) =>
        tries < TriesMax
        && (refusal.IsOfMerged() || refusal.Code is "film-merged" or "list-changed");

    /// <summary>Says of an unknown film where the list names it; the ledger stops at the first one.</summary>
    private async ValueTask<Refusal> Where(Refusal refusal, YearList list)
    {
        if (refusal.Code != "film-unknown") return refusal;

        var errors = ImmutableArray.CreateBuilder<RefusalAt>();
        for (var place = 0; place < list.Places.Length; place++)
        {
            var films = list.Places[place].Films;
            for (var i = 0; i < films.Length; i++)
            {
                if (await ledger.LastPosition(films[i]) > 0) continue;
                var detail = $"There is no film \"{films[i]}\".";
                errors.Add(new($"places[{place}][{i}]", "film-unknown", detail));
            }
        }

        return refusal with { Errors = errors.ToImmutable() };
    }

    private static ListOutcome Refused(Refusal refusal) => new(refusal, default, 0);

    private static ListOutcome Overtaken(ListHead by) => new(null, ListStep.Overtaken, by.Position);

    private static ListOutcome Changed(ListHead head, long? asked) =>
        Refused(YearList.Changed(asked, head.List is null ? null : head.Position));

    private async Task Show(IEnumerable<FilmId> films, int year, long position)
    {
        // What is dropped under an id that was merged is another film's.
        var told = ledger.WithAnswering(films).Select(film => GrainFactory.Film(film).CatchUp(position))
            .Append(GrainFactory.Season(year).TotalsChanged());
        if (await Hints.Heard(told, time) is { } reason) LeftToSettling(position, reason);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The list at position {Position} is recorded; settling does what is left: {Reason}")]
    private partial void LeftToSettling(long position, string reason);
}
