using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Writes;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>Who speaks of which films: what is refused of one is refused of all.</summary>
internal readonly record struct Said(CriticMention Critic, IReadOnlyList<FilmAsked> Films);

/// <summary>
/// Films and critics that rows name: finds those who are known, registers the others where that was asked
/// for, a stretch at a time.
/// </summary>
internal sealed class Newcomers(RegistrationDesk desk, BoardAccess board, ImportAsk ask, ImportReport report)
{
    private static readonly TimeSpan ShowPatience = TimeSpan.FromSeconds(50);

    private readonly Registrar _registrarOfDryRun = new(board.Current);
    private readonly Dictionary<FilmAsked, FilmMatch> _filmsOfDryRun = [];

    /// <summary>Spellings that would be registered as a film called otherwise: they mean it.</summary>
    private readonly Dictionary<FilmAsked, FilmId> _otherwiseCalled = [];

    public Board Board => board.Current;

    public Catalogue Catalogue => Board.Catalogue;

    /// <summary>
    /// How far the ledger is known to reach: what this import itself recorded may not be on the Board yet.
    /// </summary>
    public long AskedAt => Math.Max(Board.Settled, report.Position);

    /// <summary>
    /// For one stretch. A dry run has one for all: what it decides comes to no catalogue, and must be known
    /// further down.
    /// </summary>
    public Registrar Registrar() => ask.DryRun ? _registrarOfDryRun : new Registrar(Board);

    /// <summary>The position of the ledger's last entry.</summary>
    public Task<long> Head() => desk.Head();

    /// <summary>
    /// Makes sure that every one of these films is registered, and every critic who speaks of films that are
    /// known then, where the import creates any. What is refused is left out: resolving it again tells why.
    /// </summary>
    public Task Welcome(
        IReadOnlyCollection<FilmAsked> films, IReadOnlyCollection<Said> said, CancellationToken cancel) =>
        // Somebody else may have been first with an id that is wanted here for another.
        RegistrationDesk.Repeat(() =>
        {
            var registrar = Registrar();
            var coming = ask.DryRun ? _filmsOfDryRun : [];
            // Films first: they tell which critics there is anything to record of.
            return Register([.. New(films, registrar, coming), .. New(said, registrar, coming)], cancel);
        });

    /// <summary>
    /// What <see cref="Find(FilmAsked)"/> would say of films once all of these are welcome; none of them is.
    /// </summary>
    public Func<FilmAsked, FilmMatch> Foresee(IReadOnlyCollection<FilmAsked> films)
    {
        var coming = new Dictionary<FilmAsked, FilmMatch>();
        foreach (var _ in New(films, Registrar().Copy(), coming)) { }
        return film => coming.TryGetValue(film, out var soon) ? soon : Find(film);
    }

    /// <summary>The same of a critic; null where none is known, nor would be registered.</summary>
    public Critic? Foresee(CriticMention critic) => Find(critic) ?? (ask.CreateCritics && IsFree(critic.Name)
        ? new Registrar(Board).Critic(critic.Name, critic.Kind, critic.Publication).Critic
        : null);

    /// <summary>Notes as coming which film each is that nobody knows, or which ones it may be.</summary>
    private IEnumerable<Registration> New(
        IReadOnlyCollection<FilmAsked> films, Registrar registrar, Dictionary<FilmAsked, FilmMatch> coming)
    {
        if (!ask.CreateFilms) yield break;
        var unknown = films.Where(film => Find(film) is { Film: null, Candidates: [] });
        foreach (var (film, match, decided) in ComingFilms.Decide(unknown, registrar))
        {
            coming[film] = match;
            if (decided is null) continue;
            if (decided.Step == RegistrationStep.New) yield return Registration.Of(decided, ask.Actor);
            else _otherwiseCalled[film] = decided.Film.Id;
        }
    }

    private IEnumerable<Registration> New(
        IReadOnlyCollection<Said> said, Registrar registrar, Dictionary<FilmAsked, FilmMatch> coming)
    {
        if (!ask.CreateCritics) yield break;
        foreach (var ofOne in said.GroupBy(one => one.Critic))
        {
            var critic = ofOne.Key;
            if (Find(critic) is not null || !IsFree(critic.Name)) continue;
            if (!ofOne.Any(one => one.Films.All(IsKnownSoon))) continue;
            var made = registrar.Critic(critic.Name, critic.Kind, critic.Publication);
            if (made.Step == RegistrationStep.New) yield return Registration.Of(made, ask.Actor);
        }

        bool IsKnownSoon(FilmAsked film) =>
            (coming.TryGetValue(film, out var soon) ? soon : Find(film)).Film is not null;
    }

    /// <summary>
    /// The film a row means, among those known (also by what it would be registered as) or (in a dry run)
    /// those it would have created.
    /// </summary>
    public FilmMatch Find(FilmAsked film)
    {
        var match = film.FindIn(Catalogue);
        if (match is not { Film: null, Candidates: [] }) return match;
        return _otherwiseCalled.TryGetValue(film, out var id) && Catalogue.TryFindFilm(id.Value, out var same)
            ? new FilmMatch(same, [])
            : _filmsOfDryRun.GetValueOrDefault(film, match);
    }

    public Critic? Find(CriticMention critic)
    {
        if (critic.IsId && CriticId.TryRead(critic.Name, out var id)
            && Catalogue.TryFindCritic(id, out var known))
            return known;
        if (Catalogue.TryFindCriticNamed(critic.Name, out known)) return known;
        return ask.DryRun ? _registrarOfDryRun.CriticDecided(critic.Name) : null;
    }

    /// <summary>
    /// Whether nobody is called so. Where several are, one more would be a critic whom nobody meant.
    /// </summary>
    private bool IsFree(string name) => Catalogue.CriticsNamed(name) is [];

    /// <summary>Why <see cref="Find(CriticMention)"/> found nobody.</summary>
    public Refusal Refuse(CriticMention critic) => critic.Refuse(Catalogue);

    /// <summary>
    /// Registers, counts what is created, and waits until the Board shows it. Receipts in the order given; in
    /// a dry run they say what would be refused.
    /// </summary>
    public async Task<Receipt[]> Register(List<Registration> registrations, CancellationToken cancel)
    {
        if (registrations.Count == 0) return [];
        if (ask.DryRun)
        {
            var foreseen = new List<Receipt>(registrations.Count);
            foreach (var registration in registrations)
            {
                foreseen.Add(new Receipt { Refusal = await desk.Foresee(registration) });
                if (!registration.Revises) report.Create(0);
            }

            return [.. foreseen];
        }

        var receipts = await desk.Register(registrations, ShowPatience, cancel);
        for (var i = 0; i < receipts.Length; i++)
            if (receipts[i].Refusal is null && !registrations[i].Revises) report.Create(receipts[i].Position);
        return receipts;
    }
}
