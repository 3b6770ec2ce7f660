using Aggregator.Gateway.Http;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// Films and critics that rows name: finds those who are known, registers the others where that was asked
/// for, a stretch at a time.
/// </summary>
internal sealed class Newcomers(IGrainFactory grains, BoardAccess board, ImportAsk ask, ImportReport report)
{
    private const int Tries = 5;
    private static readonly TimeSpan ShowPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<FilmId, Film> _dryFilms = [];
    private readonly Dictionary<string, Critic> _dryCritics = [];

    public Catalogue Catalogue => board.Current.Catalogue;

    /// <summary>
    /// Makes sure that every film and critic of these mentions is registered, where the import creates any.
    /// What is refused is left out: resolving it again tells why.
    /// </summary>
    public async Task Welcome(
        IEnumerable<FilmMention> films, IEnumerable<CriticMention> critics, CancellationToken cancel)
    {
        var registrar = new Registrar(Catalogue);
        var registrations = new List<Registration>();
        if (ask.CreateFilms)
        {
            foreach (var film in films)
            {
                if (film.Title is null || Find(film) is not { Film: null, Candidates: [] }) continue;
                var decided = registrar.Film(film.AsWanted());
                if (decided.Value is { Step: RegistrationStep.New } made)
                    registrations.Add(new Registration(made.Film, null, false, ask.Actor));
            }
        }

        if (ask.CreateCritics)
        {
            foreach (var critic in critics)
            {
                if (Find(critic) is not null) continue;
                var (made, step) = registrar.Critic(critic.Name, critic.Kind, critic.Publication);
                if (step == RegistrationStep.New) registrations.Add(
                    new Registration(null, made, false, ask.Actor));
            }
        }

        await Register(registrations, cancel);
    }

    /// <summary>The film a row means, among those known or (in a dry run) those it would have
    /// created.</summary>
    public FilmMatch Find(FilmMention film)
    {
        var match = film.In(Catalogue);
        if (!ask.DryRun || !ask.CreateFilms || match is not { Film: null, Candidates: [] }
            || film.Title is null)
            return match;

        var made = new Registrar(Catalogue).Film(film.AsWanted()).Value?.Film;
        return made is not null && _dryFilms.TryGetValue(made.Id, out var dry) ? new FilmMatch(dry, [])
            : match;
    }

    public Critic? Find(CriticMention critic)
    {
        if (critic.IsId && CriticId.TryRead(critic.Name, out var id)
            && Catalogue.TryFindCritic(id, out var known))
            return known;
        if (Catalogue.TryFindCriticNamed(critic.Name, out known)) return known;
        return _dryCritics.GetValueOrDefault(Letters.Fold(critic.Name));
    }

    /// <summary>
    /// Registers, counts what is created, and waits until the Board shows it. Receipts in the order given;
    /// none in a dry run.
    /// </summary>
    public async Task<Receipt[]> Register(List<Registration> registrations, CancellationToken cancel)
    {
        if (registrations.Count == 0) return [];
        if (ask.DryRun)
        {
            foreach (var registration in registrations) Remember(registration);
            return [];
        }

        var receipts = await grains.Ledger().Register([.. registrations]);
        var last = 0L;
        for (var i = 0; i < receipts.Length; i++)
        {
            last = Math.Max(last, receipts[i].Position);
            if (receipts[i].Refusal is null && !registrations[i].Revises) report.Create(receipts[i].Position);
        }

        // Another gateway may have been first with a film; then the Board will show theirs.
        for (var t = 0; t < Tries && !await board.WaitFor(last, ShowPatience, cancel); t++)
            cancel.ThrowIfCancellationRequested();
        return receipts;
    }

    private void Remember(Registration registration)
    {
        if (registration.Film is { } film && _dryFilms.TryAdd(film.Id, film)) report.Create(0);
        if (registration.Critic is { } critic
            && _dryCritics.TryAdd(Letters.Fold(critic.Name), critic)) report.Create(0);
    }
}

/// <summary>A film as a row names it.</summary>
internal sealed record FilmMention(string? Title, int? Year, FilmRef? Ref, int? ListYear)
{
    /// <summary>Reads the columns <c>film, film_year, film_ref</c>; refuses a row that names no
    /// film.</summary>
    public static FilmMention Of(ImportRow row, int? listYear)
    {
        var reference = row["film_ref"];
        var title = row["film"];
        if (reference is null && title is null)
            throw new RowRefusedException("film-missing",
                "The row names no film: it has neither film nor film_ref.");

        var read = default(FilmRef);
        if (reference is not null && !FilmRef.TryRead(reference, out read))
            throw new RowRefusedException("ref-unreadable",
                $"The film_ref \"{Shown.Short(reference)}\" is not like imdb:tt1798709.");
        return new FilmMention(title, row.Number("film_year", "year-unreadable"), reference is null ? null
            : read, listYear);
    }

    /// <summary>By ref; else by title and year, unless the film found bears another ref of the same
    /// scheme.</summary>
    public FilmMatch In(Catalogue catalogue)
    {
        if (Ref is { } known
            && catalogue.TryFindFilm(known.ToString(), out var film)) return new FilmMatch(film, []);
        if (Title is null) return new FilmMatch(null, []);

        var match = catalogue.Resolve(new FilmAsked(null, Title, Year, ListYear));
        return Ref is { } other && match.Film?.Refs.Any(r => r.Scheme == other.Scheme) == true
            ? new FilmMatch(null, [])
            : match;
    }

    public FilmWanted AsWanted() => new(Title!, Year) { Refs = Ref is { } reference ? [reference] : [] };

    /// <summary>Why no film could be found.</summary>
    public Refusal Refuse(FilmMatch match) => match.Candidates is []
        ? new Refusal("film-unknown", $"No film is known as {this}.")
        : new Refusal("film-ambiguous",
            $"{this} may be any of {string.Join(", ", match.Candidates.Select(c => c.Id))}; "
            + "name one by its id, a ref or its year.");

    public override string ToString() => (Title, Year, Ref) switch
    {
        (null, _, { } reference) => reference.ToString(),
        ({ } title, { } year, _) => $"\"{Shown.Short(title)}\" ({year})",
        _ => $"\"{Shown.Short(Title ?? "")}\"",
    };
}

/// <summary>A critic as a row names it, by id or name; an unnamed critic is its publication.</summary>
internal sealed record CriticMention(string Name, bool IsId, CriticKind Kind, string? Publication)
{
    private const int NameLengthMax = 200;

    public static CriticMention Of(ImportRow row)
    {
        var publication = row["publication"];
        var name = row["critic"] ?? publication
            ?? throw new RowRefusedException("critic-missing",
                "The row names neither a critic nor a publication.");
        if (name.Length > NameLengthMax)
            throw new RowRefusedException("name-too-long",
                $"The critic's name \"{Shown.Short(name)}\" is longer than {NameLengthMax} characters.");
        return new CriticMention(name, Slug.IsSlug(name), KindOf(row), publication);
    }

    public static CriticKind KindOf(ImportRow row) => row["kind"]?.ToLowerInvariant() switch
    {
        null or "person" => CriticKind.Person,
        "collective" => CriticKind.Collective,
        var other => throw new RowRefusedException("kind-unknown",
            $"The kind \"{Shown.Short(other)}\" is neither person nor collective."),
    };

    public Refusal Refuse() => new("critic-unknown", $"No critic is known as \"{Shown.Short(Name)}\".");
}
