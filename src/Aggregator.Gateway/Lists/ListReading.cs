using System.Collections.Immutable;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// One line of a list, the films it may mean, and the film that would be registered because of it where
/// nobody knows one.
/// </summary>
internal readonly record struct ListLine(WrittenFilm Film, FilmMatch Match, Film? Coming)
{
    /// <summary>Known films that it may mean where it is misspelt.</summary>
    public required ImmutableArray<Film> Near { get; init; }

    /// <summary>Known films that it names one beside the other; mostly none.</summary>
    public required ImmutableArray<Film> Several { get; init; }

    public FilmId? Means => (Match.Film ?? Coming)?.Id;
}

/// <summary>Which film each line of a written list means.</summary>
internal sealed record ListReading(WrittenList Written, ImmutableArray<FilmMatch> Matches)
{
    /// <summary>From this many films on, an alphabetical order is no accident.</summary>
    private const int AlphabeticalFrom = 4;

    /// <summary>So many films hardly share the first place with each other alone.</summary>
    private const int OnePlaceFrom = 3;

    /// <summary>Looking for films that are near takes time: for so many lines it is done.</summary>
    private const int LinesLookedForMax = 50;
    private const int NearMax = 3;

    public static ListReading Of(WrittenList written, Catalogue catalogue) =>
        new(written, [.. written.Films.Select(film => film.Asked.FindIn(catalogue))]);

    /// <summary>By number of the line, the films that it asks for and that are not registered yet.</summary>
    public ImmutableDictionary<int, Film> Coming { get; init; } = ImmutableDictionary<int, Film>.Empty;

    /// <summary>The films that were registered because of it.</summary>
    public IReadOnlyCollection<string> Created { get; init; } = [];

    /// <summary>By number of the line, the known films that are near where none is meant.</summary>
    public ImmutableDictionary<int, ImmutableArray<Film>> Near { get; init; } =
        ImmutableDictionary<int, ImmutableArray<Film>>.Empty;

    /// <summary>By number of the line, the known films that it names one beside the other.</summary>
    public ImmutableDictionary<int, ImmutableArray<Film>> Several { get; init; } =
        ImmutableDictionary<int, ImmutableArray<Film>>.Empty;

    public IEnumerable<ListLine> Lines => Written.Films.Select(
        (film, at) => new ListLine(film, Matches[at], Coming.GetValueOrDefault(at))
        {
            Near = Near.GetValueOrDefault(at, []),
            Several = Several.GetValueOrDefault(at, []),
        });

    /// <summary>The same without films that are not registered yet.</summary>
    public ListReading AsRegistered() => this with { Coming = ImmutableDictionary<int, Film>.Empty };

    /// <summary>The same with the films that lines may mean which nobody knows.</summary>
    public ListReading WithNear(Catalogue catalogue) => this with
    {
        Near = Written.Films.Index()
            .Where(line => Matches[line.Index] is { Film: null, Candidates: [] })
            .Take(LinesLookedForMax)
            .ToImmutableDictionary(line => line.Index, line => line.Item.Asked.Near(catalogue, NearMax)),
        Several = !Written.HasLines || Matches.Length > YearList.FilmsMax ? Several : Written.Films.Index()
            .Where(line => Matches[line.Index] is { Film: null, Candidates: [] })
            .Select(line => (line.Index, Films: SeveralFilms.In(line.Item.Asked, catalogue)))
            .Where(line => line.Films is not [])
            .ToImmutableDictionary(line => line.Index, line => line.Films),
    };

    /// <summary>
    /// Why it cannot be published, line by line; none of a list that is too long whatever its lines mean.
    /// </summary>
    public ImmutableArray<RefusalAt> Errors => YearList.TooLong(Matches.Length) is not null ? [] :
    [
        .. from line in Lines
           where line.Means is null
           let refusal = line.Film.Asked.Refuse(line.Match)
           let near = line.Match.Candidates is not [] ? ""
               : line.Several is [] ? FilmNaming.DidYouMean(line.Near)
               : SeveralFilms.Advice(line.Several)
           let noFilm = line.Match.Candidates is [] && line.Film.NoFilm is { } why ? $" {why}" : ""
           select new RefusalAt(line.Film.At, refusal.Code, refusal.Detail + near + noFilm),
    ];

    /// <summary>The list itself; call only without <see cref="Errors"/>.</summary>
    public Outcome<YearList> Make(Critic critic, int year)
    {
        if (YearList.TooLong(Matches.Length) is { } tooLong) return tooLong;
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
        var list = YearList.Of(heading, places, Written.Numbers.IsDefault ? null : [.. Written.Numbers]);
        return list.Refusal is { } refusal ? WhereWritten(refusal, films) : list;
    }

    /// <summary>
    /// The same refusal, saying where in the body: a text shows its lines, and not the places made of them.
    /// </summary>
    private Refusal WhereWritten(Refusal refusal, List<FilmId> films)
    {
        if (!Written.HasLines) return refusal;
        ImmutableArray<RefusalAt> errors = refusal.Code switch
        {
            "list-repeats-film" => [.. Repeats(films, refusal.Code)],
            "list-numbers" => [.. refusal.Errors.Select(error => error with { At = LineOf(error.At) })],
            _ => refusal.Errors,
        };
        return errors is [var first, ..]
            ? refusal with { Detail = first.Detail, Errors = errors }
            : refusal;
    }

    private IEnumerable<RefusalAt> Repeats(List<FilmId> films, string code)
    {
        var seen = new Dictionary<FilmId, string>();
        foreach (var (film, written) in films.Zip(Written.Films))
        {
            if (!seen.TryAdd(film, written.At))
                yield return new RefusalAt(written.At, code,
                    $"The list names \"{film}\" twice, at {seen[film]} and {written.At}.");
        }
    }

    /// <summary>The first line of the place that a number such as <c>numbers[1]</c> is of.</summary>
    private string LineOf(string number)
    {
        var place = Written.Places.Select((_, at) => $"numbers[{at}]").ToList().IndexOf(number);
        return place >= 0 && Written.Places[place] is [var first, ..] ? first.At : number;
    }

    /// <summary>What is doubtful although it can be published.</summary>
    public IEnumerable<RefusalAt> Doubts(int year)
    {
        foreach (var remark in Written.Remarks) yield return remark;
        var titles = Lines.Select(line => line.Match.Film?.Title ?? line.Film.Written).ToList();
        if (Written.Ranked && Written.Places.Length >= AlphabeticalFrom
            && (AreInOrder(titles, StringComparer.OrdinalIgnoreCase)
                || AreInOrder(titles.ConvertAll(Film.Compared), StringComparer.Ordinal)))
        {
            yield return new RefusalAt("", "list-alphabetical",
                "The list says it is ranked, but it stands in the order of the alphabet. Is it unranked?");
        }

        if (Written.Ranked && Written.Places is [{ Length: >= OnePlaceFrom } all])
        {
            yield return new RefusalAt("", "list-one-place",
                $"All {all.Length} films share one place. Is that meant?" + (Written.HasLines
                    ? " Lines that all begin with 1 are numbered by Markdown, and tie here." : ""));
        }

        foreach (var line in Lines)
            if (IsLikeAnother(line) is { } doubt) yield return doubt;

        var seen = new Dictionary<FilmId, string>();
        foreach (var (written, match, _) in Lines)
        {
            if (match.Film is not { } film) continue;
            if (!seen.TryAdd(film.Id, written.At))
                yield return new RefusalAt(written.At, "film-repeated",
                    $"\"{film.Title}\" stands at {seen[film.Id]} already.");
            if (film.Year is { } made && !Season.IsOfList(made, year))
                yield return new RefusalAt(written.At, "film-far-from-year",
                    $"\"{film.Title}\" is of {made}, and the list of {year}.");
        }
    }

    private static bool AreInOrder(List<string> titles, StringComparer comparer) =>
        titles.SequenceEqual(titles.Order(comparer));

    /// <summary>Doubts a film that is created although one is known whose title is near.</summary>
    private RefusalAt? IsLikeAnother(ListLine line)
    {
        var isCreated = line.Match.Film is { } film && Created.Contains(film.Id.Value);
        if (line.Near is [] || (line.Coming is null && !isCreated)) return null;
        return new RefusalAt(line.Film.At, "film-like-another",
            $"\"{Shown.Short(line.Film.Written)}\" {(isCreated ? "was" : "would be")} created as a "
            + $"film of its own, and is much like {FilmNaming.AnyOf(line.Near)}. Is it the same?");
    }
}
