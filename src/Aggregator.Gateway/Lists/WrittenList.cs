using System.Collections.Immutable;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Lists;

/// <summary>One film as somebody wrote it on a list, and where in the body.</summary>
internal sealed record WrittenFilm(string At, string Written, FilmAsked Asked)
{
    /// <summary>The number written beside it, where one is.</summary>
    public int? Number { get; init; }

    /// <summary>Whether it says that another film has its number, too.</summary>
    public bool SaysTie { get; init; }

    /// <summary>
    /// Whether it stands without a number among lines that have one: if nobody knows it, it is no film.
    /// </summary>
    public bool IsAstray { get; init; }

    /// <summary>Why no film is made of it where nobody knows one; null where one may be.</summary>
    public string? NoFilm => IsAstray ? "It has no number, so that no film is made of it."
        : IsUnlikely ? "No title looks so, and no film is made of it."
        : null;

    /// <summary>Whether it is a line that holds what titles do not.</summary>
    public bool IsUnlikely { get; init; }

    /// <summary>Whose choice the row says it is, by id or name.</summary>
    public string? Critic { get; init; }
}

/// <summary>
/// A list as it was written, before anybody knows which films are meant: places best first.
/// </summary>
internal sealed record WrittenList(bool Ranked, ImmutableArray<ImmutableArray<WrittenFilm>> Places)
{
    private static readonly RefusalAt Unsaid = new("", "list-unnumbered",
        "The films have no numbers, so their order does not count. If it does, number them, or send the list "
        + "with ranked=true.");

    /// <summary>The numbers of the places as printed; default when none are.</summary>
    public ImmutableArray<int?> Numbers { get; init; }

    public string? Publication { get; init; }

    public DateOnly? Published { get; init; }

    public FreeText? Text { get; init; }

    /// <summary>Whether its body has lines: then its places are only made of them.</summary>
    public bool HasLines { get; init; } = true;

    /// <summary>Whether another site wrote it out, and nobody for us.</summary>
    public bool IsExported { get; init; }

    /// <summary>What is doubtful in how it was written, whichever films are meant.</summary>
    public ImmutableArray<RefusalAt> Remarks { get; init; } = [];

    public IEnumerable<WrittenFilm> Films => Places.SelectMany(place => place);

    /// <summary>
    /// The same films as somebody says who knows whether their order counts: without their numbers, in order
    /// or in one place.
    /// </summary>
    public WrittenList Said(bool ranked)
    {
        var said = this with { Remarks = Remarks.Remove(Unsaid) };
        if (ranked == Ranked) return said;
        var anew = Of([.. Films.Select(film => film with { Number = null })], ranked);
        return said with { Ranked = anew.Ranked, Places = anew.Places, Numbers = anew.Numbers };
    }

    /// <summary>The same where nobody said whether the order counts: then it does not.</summary>
    public WrittenList InNoOrder() => Ranked || Films.Count() < 2
        ? this
        : this with { Remarks = Remarks.Add(Unsaid) };

    /// <summary>
    /// Films in the order written make places: equal numbers tie, films without one are the unnumbered rest.
    /// With no number at all an ordered list has one place a film and an unordered one a single place.
    /// </summary>
    public static WrittenList Of(IReadOnlyList<WrittenFilm> films, bool ordered)
    {
        if (!films.Any(film => film.Number is not null))
        {
            if (ordered) return new WrittenList(true, [.. films.Select(film => ImmutableArray.Create(film))]);
            return films is []
                ? new WrittenList(false, []) { Numbers = [] }
                : new WrittenList(false, [[.. films]]) { Numbers = [null] };
        }

        var places = films.GroupBy(film => film.Number).OrderBy(place => place.Key ?? int.MaxValue).ToList();
        return new WrittenList(true, [.. places.Select(place => place.ToImmutableArray())])
        {
            Numbers = [.. places.Select(place => place.Key)],
            Remarks =
            [
                .. places.Where(place => place.Key is not null && place.Count() == 1)
                    .Select(place => place.Single()).Where(film => film.SaysTie).Select(TiesWithNone),
            ],
        };
    }

    private static RefusalAt TiesWithNone(WrittenFilm film) => new(film.At, "tie-alone",
        $"\"{Shown.Short(film.Written)}\" says that it ties, and no other film has its number. Write the "
        + "films that tie in lines of their own, with one number.");
}
