using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// A season's lists by persons as what each of them says of the season's films: groups of numbered films, the
/// best first. Films that a list does not name stand together behind those it names (<c>method.md</c> §6).
/// </summary>
internal sealed class ComparedLists
{
    private ComparedLists(ImmutableArray<FilmId> films, int[][][] lists) => (Films, Lists) = (films, lists);

    /// <summary>Every film that stands on one of the lists, in the order of ids; a film's number is its place
    /// here.</summary>
    public ImmutableArray<FilmId> Films { get; }

    /// <summary>Of each list its groups, of each group its films.</summary>
    public int[][][] Lists { get; }

    /// <summary>Lists by collectives are passed over.</summary>
    public static ComparedLists Of(IEnumerable<YearList> lists)
    {
        // In the order of critics, so that worths come to the same last digit wherever they are computed.
        var persons = PersonsOf(lists);
        ImmutableArray<FilmId> films = [.. persons.SelectMany(list => list.Films).Distinct().Order()];
        var numbers = films.Select((film, number) => (film, number)).ToDictionary();
        return new(films, Array.ConvertAll(persons, list => Groups(list, numbers)));
    }

    /// <summary>The lists by persons, in the order of their ids.</summary>
    public static YearList[] PersonsOf(IEnumerable<YearList> lists) =>
        [.. lists.Where(list => list.Kind is CriticKind.Person).OrderBy(list => list.Critic)];

    private static int[][] Groups(YearList list, Dictionary<FilmId, int> numbers) =>
        [.. list.Places.Select(place => place.Films.Select(film => numbers[film]).ToArray())];
}
