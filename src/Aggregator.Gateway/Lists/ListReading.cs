using System.Collections.Immutable;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// One line of a list, the films it may mean, and the film that would be registered because of it where
/// nobody knows one.
/// </summary>
internal readonly record struct ListLine(WrittenFilm Film, FilmMatch Match, Film? Coming)
{
    public FilmId? Means => (Match.Film ?? Coming)?.Id;
}

/// <summary>Which film each line of a written list means.</summary>
internal sealed record ListReading(WrittenList Written, ImmutableArray<FilmMatch> Matches)
{
    /// <summary>A film made more years before the list is doubted: lists look at their own year.</summary>
    private const int YearsFarFrom = 2;

    /// <summary>From this many films on, an alphabetical order is no accident.</summary>
    private const int AlphabeticalFrom = 4;

    public static ListReading Of(WrittenList written, Catalogue catalogue) =>
        new(written, [.. written.Films.Select(film => film.Asked.FindIn(catalogue))]);

    /// <summary>By number of the line, the films that it asks for and that are not registered yet.</summary>
    public ImmutableDictionary<int, Film> Coming { get; init; } = ImmutableDictionary<int, Film>.Empty;

    public IEnumerable<ListLine> Lines => Written.Films.Select(
        (film, at) => new ListLine(film, Matches[at], Coming.GetValueOrDefault(at)));

    /// <summary>Why it cannot be published, line by line.</summary>
    public ImmutableArray<RefusalAt> Errors =>
    [
        .. from line in Lines
           where line.Means is null
           let refusal = line.Film.Asked.Refuse(line.Match)
           select new RefusalAt(line.Film.At, refusal.Code, refusal.Detail),
    ];

    /// <summary>The list itself; call only without <see cref="Errors"/>.</summary>
    public Outcome<YearList> Make(Critic critic, int year)
    {
        var at = 0;
        var films = Lines.Select(line => line.Means!.Value).ToList();
        var places = Written.Places
            .Select(place => (IReadOnlyList<FilmId>)[.. place.Select(_ => films[at++])])
            .ToList();
        var heading = new YearList(critic.Id, critic.Kind, year)
        {
            Ranked = Written.Ranked,
            Publication = Written.Publication,
            Published = Written.Published,
        };
        return YearList.Of(heading, places, Written.Numbers.IsDefault ? null : [.. Written.Numbers]);
    }

    /// <summary>What is doubtful although it can be published.</summary>
    public IEnumerable<RefusalAt> Doubts(int year)
    {
        var titles = Lines.Select(line => line.Match.Film?.Title ?? line.Film.Written).ToList();
        if (Written.Ranked && Written.Places.Length >= AlphabeticalFrom
            && titles.SequenceEqual(titles.Order(StringComparer.OrdinalIgnoreCase)))
        {
            yield return new RefusalAt("", "list-alphabetical",
                "The list says it is ranked, but it stands in the order of the alphabet. Is it unranked?");
        }

        var seen = new Dictionary<FilmId, string>();
        foreach (var (written, match, _) in Lines)
        {
            if (match.Film is not { } film) continue;
            if (!seen.TryAdd(film.Id, written.At))
                yield return new RefusalAt(written.At, "film-repeated",
                    $"\"{film.Title}\" stands at {seen[film.Id]} already.");
            if (film.Year < year - YearsFarFrom || film.Year > year + 1)
                yield return new RefusalAt(written.At, "film-far-from-year",
                    $"\"{film.Title}\" is of {film.Year}, and the list of {year}.");
        }
    }
}
