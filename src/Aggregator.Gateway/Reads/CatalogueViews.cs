using Aggregator.Client;
using Aggregator.Gateway.Naming;
using Aggregator.Grains;

namespace Aggregator.Gateway.Reads;

/// <summary>Films and critics as the catalogue shows them.</summary>
internal static class CatalogueViews
{
    public static FilmItem Of(Board board, Film film) => new()
    {
        Film = film.Id.Value,
        Title = film.Title,
        Year = film.Year,
        Season = board.Find(film.Id)?.Standing.Totals?.Season ?? film.Season,
        Released = film.Released,
        Refs = Refs(film),
        Provisional = film.Provisional,
    };

    public static CriticItem Of(Critic critic) => new()
    {
        Critic = critic.Id.Value,
        Name = critic.Name,
        Kind = CriticMention.WordOf(critic.Kind),
        Publication = critic.Publication,
        Sample = critic.Id.IsSample,
    };

    public static CriticView Of(Catalogue catalogue, Critic critic, ComparedCritic compared) => new()
    {
        Critic = critic.Id.Value,
        Name = critic.Name,
        Kind = CriticMention.WordOf(critic.Kind),
        Publication = critic.Publication,
        Sample = critic.Id.IsSample,
        Verdicts = compared.Marks.Items.Length,
        Lists = compared.Marks.Lists,
        Position = compared.Marks.Position,
        Leniency = compared.Leniency is { } leniency ? AcclaimViews.Signed(leniency.Value, 2) : null,
        Nearest = compared.Nearest is { } nearest
            ? [.. nearest.Items.Select(near => Of(catalogue, near))]
            : null,
        Compared = compared.Nearest is not { } all ? null : new ComparedView
        {
            Films = all.Films,
            Verdicts = all.Verdicts,
            Agreement = all.Agreement is { } agreement ? AcclaimViews.Hundredths(agreement) : null,
        },
    };

    private static NearCriticView Of(Catalogue catalogue, NearCriticFound near) => new()
    {
        Critic = near.Critic.Value,
        Name = NameOf(catalogue, near.Critic),
        Shared = near.Shared,
        Distance = AcclaimViews.Hundredths(near.Distance),
        Agreement = AcclaimViews.Hundredths(near.Agreement),
        Sample = near.Critic.IsSample,
    };

    public static IReadOnlyDictionary<string, string> Refs(Film film)
    {
        var refs = new Dictionary<string, string>(film.Refs.Length);
        foreach (var reference in film.Refs) refs[reference.Scheme] = reference.Value;
        return refs;
    }

    public static (string Title, int? Year) TitleOf(Catalogue catalogue, FilmId film) =>
        catalogue.TryFindFilm(film.Value, out var known) ? (known.Title, known.Year) : (film.Value, null);

    public static string NameOf(Catalogue catalogue, CriticId critic) =>
        catalogue.TryFindCritic(critic, out var known) ? known.Name : critic.Value;
}
