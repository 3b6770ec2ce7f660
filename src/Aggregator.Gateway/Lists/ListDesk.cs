using System.Collections.Immutable;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Reads;
using Aggregator.Gateway.Writes;
using Aggregator.Grains;

namespace Aggregator.Gateway.Lists;

/// <summary>What is asked of a written list.</summary>
internal sealed record ListAsk(ListAddress Address)
{
    public bool CreateFilms { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Says whether the order counts, for bodies that cannot say it themselves.</summary>
    public bool? Ranked { get; init; }

    public long? IfPosition { get; init; }

    public required string Actor { get; init; }

    /// <summary>Films that anybody else creates are provisional until an editor confirms them.</summary>
    public bool IsEditor { get; init; }
}

/// <summary>Makes out which films a written list means, and publishes it.</summary>
internal sealed class ListDesk(
    IGrainFactory grains, RegistrationDesk registrations, BoardAccess board, TimeProvider clock)
{
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(2);

    private Catalogue Catalogue => board.Current.Catalogue;

    public async Task<DryRunAnswer> Understand(WrittenList written, ListAsk ask, CancellationToken cancel)
    {
        var (critic, reading) = await Read(written, ask, cancel);
        reading = reading.WithNear(Catalogue);
        if (ask.CreateFilms) (reading, _) = Expect(reading, ask);
        return ListViews.DryRun(board.Current, reading, critic, ask);
    }

    /// <summary>Publishes; throws <see cref="RefusedException"/> with errors saying where.</summary>
    public async Task<(ListStep Step, WriteAnswer Answer)> Publish(
        WrittenList written, ListAsk ask, CancellationToken cancel)
    {
        var askedAt = board.Current.Settled;
        var (critic, reading) = await Read(written, ask, cancel);
        var created = new List<string>();
        // Where somebody else is first with a film, the list means theirs.
        if (ask.CreateFilms)
        {
            reading = reading.WithNear(Catalogue);
            await RegistrationDesk.Repeat(async () =>
            {
                if (reading.Errors.IsEmpty) return [];
                var receipts = await Create(reading, (critic, ask), created, cancel);
                reading = ListReading.Of(reading.Written, Catalogue) with
                {
                    Near = reading.Near,
                    Several = reading.Several,
                    Created = created,
                };
                reading = Expect(reading, ask).Reading.AsRegistered();
                return receipts;
            });
        }

        var list = Made(reading, critic, ask);
        var command = new PublishList(list, reading.Written.Text, ask.IfPosition, ask.Actor);
        var outcome = await Saying.Say(
            askedAt,
            at => grains.YearList(critic.Id, ask.Address.Year).Publish(command with { AskedAt = at }),
            cancel);
        if (outcome.Refusal is { } no) throw new RefusedException(no);
        var standing = await Recorded(critic.Id, ask.Address.Year, outcome.Position)
            ?? new StandingList(list, reading.Written.Text, outcome.Position, clock.GetUtcNow());
        var doubts = ListViews.Doubts(reading, ask.Address.Year);
        return (outcome.Step, new WriteAnswer
        {
            Position = outcome.Position,
            List = VerdictViews.Of(Catalogue, standing),
            Created = created is [] ? null : created,
            Warnings = doubts is [] ? null : doubts,
        });
    }

    /// <summary>Where a list stands now, null where there is none.</summary>
    public async Task<long?> PositionOf(ListAddress at) =>
        (await grains.YearList(at.Critic, at.Year).Read())?.Position;

    /// <summary>
    /// The list as it was recorded, at the time the ledger gave it; null when it was revised again since.
    /// </summary>
    private async Task<StandingList?> Recorded(CriticId critic, int year, long position) =>
        await grains.YearList(critic, year).Read() is { } stands && stands.Position == position ? stands
            : null;

    private async Task<(Critic Critic, ListReading Reading)> Read(
        WrittenList written, ListAsk ask, CancellationToken cancel)
    {
        written = ExportHeading.NotAhead(written, Days.Today(clock));
        Years.Checked("published", written.Published);
        if (!written.IsExported) WebAddress.Checked(written.Text?.Url);
        if (ask.Ranked is { } ranked) written = written.Said(ranked);

        var reading = ListReading.Of(written, Catalogue);
        if (!reading.Errors.IsEmpty || !Catalogue.TryFindCritic(ask.Address.Critic, out var critic))
        {
            // Whoever wrote through another gateway a moment ago must not be told that nobody knows it.
            await board.HaveAll(grains, cancel);
            if (!Catalogue.TryFindCritic(ask.Address.Critic, out critic))
                throw new RefusedException(Find.UnknownCritic(ask.Address.Critic.Value));
            reading = ListReading.Of(written, Catalogue);
        }

        RefuseAnothers(written, critic);
        return (critic, reading);
    }

    private void RefuseAnothers(WrittenList written, Critic critic)
    {
        foreach (var film in written.Films)
        {
            if (film.Critic is not { } name || IsCalled(critic, name)) continue;
            var another = new RefusalAt(film.At, "list-of-another",
                $"The row is of \"{Shown.Short(name)}\", and the list of {critic.Name}.");
            throw new RefusedException(
                new Refusal(another.Code, $"At {film.At}: {another.Detail}") { Errors = [another] });
        }
    }

    private bool IsCalled(Critic critic, string name) => Catalogue.TryFindCritic(name, out var called)
        ? called.Id == critic.Id
        : Catalogue.CriticsNamed(name).Any(one => one.Id == critic.Id);

    /// <summary>
    /// The list with the films that nobody knows as they would be registered, and what that takes: nothing
    /// where it is as a film that is known and called otherwise.
    /// </summary>
    private (ListReading Reading, List<Registration> Asked) Expect(ListReading reading, ListAsk ask)
    {
        var registrar = new Registrar(board.Current);
        var coming = ImmutableDictionary.CreateBuilder<int, Film>();
        var matches = reading.Matches.ToBuilder();
        // By what they ask for, for a body may hold a hundred thousand lines that are refused later on.
        var unknown = reading.Lines.Index().Where(line => line.Item.Match is { Film: null, Candidates: [] }
                && line.Item.Film.NoFilm is null && line.Item.Several is [])
            .ToLookup(line => line.Item.Film.Asked, line => line.Index);
        var decided = ComingFilms.Decide(
            unknown.Select(asking => asking.Key), registrar, !ask.IsEditor).ToList();
        foreach (var (film, match, _) in decided)
        {
            foreach (var at in unknown[film])
            {
                if (match.Film is not { } soon) matches[at] = match;
                else if (Catalogue.TryFindFilm(soon.Id.Value, out var known)) matches[at] = new(known, []);
                else coming.Add(at, soon);
            }
        }

        var asked = decided.Select(one => one.Decided)
            .Where(one => one?.Step == RegistrationStep.New)
            .Select(one => Registration.Of(one!, ask.Actor)).ToList();
        return (reading with { Matches = matches.ToImmutable(), Coming = coming.ToImmutable() }, asked);
    }

    private YearList Made(ListReading reading, Critic critic, ListAsk ask)
    {
        if (!reading.Errors.IsEmpty)
        {
            if (reading.Near.IsEmpty) reading = reading.WithNear(Catalogue);
            throw new RefusedException(Whole(reading.Errors));
        }

        var list = reading.Make(critic, ask.Address.Year);
        return list.Refusal is { } refusal ? throw new RefusedException(refusal) : list.Value!;
    }

    private async Task RefuseRevised(ListAddress at, long position)
    {
        if (await PositionOf(at) is var stands && stands != position)
            throw new RefusedException(YearList.Changed(position, stands));
    }

    /// <summary>Registers the films of a list that nobody knows, and notes those that are new.</summary>
    private async Task<Receipt[]> Create(
        ListReading reading, (Critic Critic, ListAsk Ask) of, List<string> created, CancellationToken cancel)
    {
        var (expected, missing) = Expect(reading, of.Ask);
        // A list is refused whole: one that will not stand leaves no films behind.
        Made(expected, of.Critic, of.Ask);
        if (of.Ask.IfPosition is { } position) await RefuseRevised(of.Ask.Address, position);
        if (missing.Count == 0) return [];

        var receipts = await registrations.Register(missing, CatchUpPatience, cancel);
        created.AddRange(
            from pair in missing.Zip(receipts)
            where pair.Second.Refusal is null
            select pair.First.Film!.Id.Value);
        return receipts;
    }

    private static Refusal Whole(ImmutableArray<RefusalAt> errors)
    {
        // What is refused in several ways is called unknown, and the sentence is of one that is.
        var first = errors.FirstOrDefault(error => error.Code == "film-unknown") ?? errors[0];
        var more = errors.Length > 1 ? $" And {errors.Length - 1} more, see errors." : "";
        return new Refusal(first.Code, $"At {first.At}: {first.Detail}{more}") { Errors = errors };
    }
}
