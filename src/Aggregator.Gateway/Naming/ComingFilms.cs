namespace Aggregator.Gateway.Naming;

/// <summary>Films that lines or rows name and nobody knows, as they would be registered together.</summary>
internal static class ComingFilms
{
    /// <summary>
    /// Of each that is meant then, which film it means, or which ones it may; and what was decided because of
    /// it, null where another had told. What neither means a film nor makes one is left out.
    /// </summary>
    public static IEnumerable<(FilmAsked Film, FilmMatch Match, FilmDecision? Decided)> Decide(
        IEnumerable<FilmAsked> films, Registrar registrar, bool areProvisional = false)
    {
        // Whoever says most comes first: a title alone then means the film that its year or ref tells, and an
        // id or ref alone the film that a title tells.
        foreach (var film in films.OrderBy(film => film.Title is null)
            .ThenBy(film => film.Id is null).ThenBy(film => film.Year is null))
        {
            if (film.FindIn(registrar) is var soon and not { Film: null, Candidates: [] })
                yield return (film, soon, null);
            else if (film.AsWanted() is { } wanted
                && registrar.Film(wanted with { Provisional = areProvisional }).Value is { } decided)
                yield return (film, new(decided.Film, []), decided);
        }
    }
}
