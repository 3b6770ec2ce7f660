using Aggregator.Client;
using Aggregator.Grains;

namespace Aggregator.Gateway.Lists;

/// <summary>Lists as the public reads them.</summary>
internal static class ListViews
{
    public static YearListView Of(StandingList standing, Catalogue catalogue)
    {
        var list = standing.List;
        return new YearListView
        {
            Critic = list.Critic.Value,
            CriticName = catalogue.TryFindCritic(list.Critic, out var critic) ? critic.Name : list.Critic.Value,
            Kind = KindOf(list.Kind),
            Year = list.Year,
            Ranked = list.Ranked,
            Places = [.. list.Places.Select(place => (IReadOnlyList<string>)[.. place.Films.Select(film => film.Value)])],
            Numbers = [.. list.Places.Select(place => place.Number)],
            Titles = list.Films.Distinct().ToDictionary(
                film => film.Value,
                film => catalogue.TryFindFilm(film.Value, out var known) ? known.Title : film.Value),
            Publication = list.Publication,
            Published = list.Published,
            Url = standing.Text?.Url,
            Note = standing.Text?.Note,
            Position = standing.Position,
            RecordedAt = standing.RecordedAt.UtcDateTime,
        };
    }

    public static string KindOf(CriticKind kind) => kind == CriticKind.Person ? "person" : "collective";

    public static DryRunAnswer DryRun(ListReading reading, Critic critic, int year, bool createFilms)
    {
        var errors = reading.Errors.Where(error => !createFilms || error.Code != "film-unknown").ToList();
        if (reading.Errors.IsEmpty && reading.Make(critic, year).Refusal is { } refusal)
            errors.Add(new RefusalAt("places", refusal.Code, refusal.Detail));
        return new DryRunAnswer
        {
            Publishable = errors.Count == 0,
            Ranked = reading.Written.Ranked,
            Lines = [.. reading.Lines.Select(line => new DryRunLine
            {
                At = line.Film.At,
                Written = line.Film.Written,
                Number = line.Film.Number,
                Matched = line.Match.Film is { } film ? Item(film) : null,
                Candidates = [.. line.Match.Candidates.Select(Item)],
                Created = createFilms && line.Match is { Film: null, Candidates: [] },
            })],
            Warnings = Doubts(reading, year),
            Errors = [.. errors.Select(Http.Problems.View)],
        };
    }

    public static IReadOnlyList<Doubt> Doubts(ListReading reading, int year) =>
    [
        .. reading.Doubts(year).Select(doubt => new Doubt
        {
            At = doubt.At.Length == 0 ? null : doubt.At,
            Code = doubt.Code,
            Detail = doubt.Detail,
        }),
    ];

    private static FilmItem Item(Film film) => new()
    {
        Film = film.Id.Value,
        Title = film.Title,
        Year = film.Year,
        Refs = film.Refs.ToDictionary(reference => reference.Scheme, reference => reference.Value),
    };
}
